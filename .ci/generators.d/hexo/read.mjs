// Hexo reads its posts: all in one site, since a post that fails is left out alone.
import path from 'node:path';
import { drop, finish, inputs, message, plain, put, taken, tell, version } from './lib.mjs';
import { site } from './site.mjs';

const posts = inputs();
const { root, hexo, told } = await site();
posts.forEach(({ bytes }, i) => put(root, `source/_posts/post-${i}.md`, bytes));
await hexo.source.process();
const found = new Map(hexo.model('Post').toArray().map((post) => [path.basename(post.source, '.md'), post]));
posts.forEach(({ id, text }, i) => {
  const post = found.get(`post-${i}`);
  const line = { id, generator: 'hexo', version: version('hexo') };
  if (!post) {
    const why = told.find((one) => one.includes(`post-${i}.md`));
    return tell({ ...line, answer: 'stops', message: message(why ?? 'the post is left out') });
  }
  return tell({
    ...line,
    answer: taken(post._content, text),
    title: plain(post.title),
    date: plain(post.date),
    tags: post.tags.map((tag) => plain(tag.name)).sort(),
    draft: post.published === false,
  });
});
drop(root);
finish();
