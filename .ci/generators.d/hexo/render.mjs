// Hexo's whole way from a post to its HTML: tags, filters, marked, highlighting.
import { parse } from 'hexo-front-matter';
import { drop, finish, inputs, message, tell, version } from './lib.mjs';
import { site } from './site.mjs';

const { root, hexo } = await site();
for (const { id, text } of inputs()) {
  const line = { id, generator: 'hexo', version: version('hexo') };
  try {
    const { _content: content } = parse(text);
    const post = { content, title: '', source: '_posts/post.md', path: 'post/', layout: 'post', engine: 'md' };
    const { content: html } = await hexo.post.render(null, post);
    tell({ ...line, html });
  } catch (error) {
    tell({ ...line, error: message(error) });
  }
}
drop(root);
finish();
