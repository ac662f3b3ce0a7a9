// Astro's Markdown of a content collection, as its defaults have it.
import { createMarkdownProcessor, parseFrontmatter } from '@astrojs/markdown-remark';
import { finish, inputs, message, tell, version } from './lib.mjs';

/** An image beside the post waits for the bundler under a name of Astro's own: it is written as it would be. */
const images = (html) =>
  html.replace(/__ASTRO_IMAGE_="([^"]*)"/g, (_, json) => {
    const { index, ...said } = JSON.parse(json.replace(/&#x22;/g, '"').replace(/&#x26;/g, '&'));
    const quoted = (value) => String(value).replace(/&/g, '&amp;').replace(/"/g, '&quot;');
    return Object.entries(said).map(([name, value]) => `${name}="${quoted(value)}"`).join(' ');
  });

const markdown = await createMarkdownProcessor({});
for (const { id, text } of inputs()) {
  const line = { id, generator: 'astro', version: version('astro') };
  try {
    const { content, frontmatter } = parseFrontmatter(text);
    const { code } = await markdown.render(content, { frontmatter, fileURL: new URL('file:///post.md') });
    tell({ ...line, html: images(code) });
  } catch (error) {
    tell({ ...line, error: message(error) });
  }
}
finish();
