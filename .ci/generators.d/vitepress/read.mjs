// What VitePress reads a page's front matter with: the plugin of its markdown-it.
import MarkdownIt from 'markdown-it';
import { frontmatterPlugin } from '@mdit-vue/plugin-frontmatter';
import { finish, inputs, message, plain, taken, tell, version } from './lib.mjs';

for (const { id, text } of inputs()) {
  const line = { id, generator: 'vitepress', version: version('vitepress') };
  const env = {};
  try {
    MarkdownIt().use(frontmatterPlugin, {}).parse(text, env);
  } catch (error) {
    tell({ ...line, answer: 'stops', message: message(error) });
    continue;
  }
  const data = env.frontmatter;
  tell({
    ...line,
    answer: taken(env.content, text, data),
    title: plain(data.title),
    date: plain(data.date),
    tags: plain(data.tags ?? []),
    draft: false,
  });
}
finish();
