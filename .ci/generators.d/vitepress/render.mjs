// VitePress' own markdown-it, with all that it adds to it.
import { createMarkdownRenderer } from 'vitepress';
import { drop, finish, folder, inputs, message, tell, version } from './lib.mjs';

const root = folder();
const md = await createMarkdownRenderer(root, {}, '/', { warn() {} });
for (const { id, text } of inputs()) {
  const line = { id, generator: 'vitepress', version: version('vitepress') };
  try {
    const env = { path: `${root}/post.md`, relativePath: 'post.md', cleanUrls: false };
    const html = await (md.renderAsync?.(text, env) ?? md.render(text, env));
    tell({ ...line, html });
  } catch (error) {
    tell({ ...line, error: message(error) });
  }
}
drop(root);
finish();
