// Astro's Markdown of a content collection, as its defaults have it.
import { createMarkdownProcessor, parseFrontmatter } from '@astrojs/markdown-remark';
import { finish, inputs, message, tell, version } from './lib.mjs';

const markdown = await createMarkdownProcessor({});
for (const { id, text } of inputs()) {
  const line = { id, generator: 'astro', version: version('astro') };
  try {
    const { content, frontmatter } = parseFrontmatter(text);
    const { code } = await markdown.render(content, { frontmatter, fileURL: new URL('file:///post.md') });
    tell({ ...line, html: code });
  } catch (error) {
    tell({ ...line, error: message(error) });
  }
}
finish();
