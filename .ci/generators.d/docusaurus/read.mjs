// Docusaurus reads its blog: the parser and validator that its blog plugin runs over one post.
import path from 'node:path';
import { createRequire } from 'node:module';
import { drop, finish, folder, inputs, message, plain, put, taken, tell, version } from './lib.mjs';

const require = createRequire(import.meta.url);
const { DEFAULT_PARSE_FRONT_MATTER: parse, isDraft } = require('@docusaurus/utils');
const blog = path.dirname(require.resolve('@docusaurus/plugin-content-blog'));
const { validateBlogPostFrontMatter } = require(path.join(blog, 'frontMatter.js'));
const { generateBlogPosts } = require(path.join(blog, 'blogUtils.js'));
const { DEFAULT_OPTIONS } = require(path.join(blog, 'options.js'));
for (const name of ['error', 'warn', 'log']) console[name] = () => {};

async function post(bytes) {
  const root = folder();
  put(root, 'blog/post.md', bytes);
  const contentPath = path.join(root, 'blog');
  const paths = { contentPath, contentPathLocalized: path.join(root, 'none') };
  const vcs = { getFileCreationInfo: () => null, getFileLastUpdateInfo: () => null };
  const context = {
    siteDir: root,
    baseUrl: '/',
    i18n: { currentLocale: 'en' },
    siteConfig: { baseUrl: '/', url: 'http://site.example', markdown: { parseFrontMatter: parse }, future: { experimental_vcs: vcs } },
  };
  try {
    const [found] = await generateBlogPosts(paths, context, DEFAULT_OPTIONS, null, {});
    return found;
  } finally {
    drop(root);
  }
}

for (const { id, bytes, text } of inputs()) {
  const line = { id, generator: 'docusaurus', version: version('@docusaurus/utils') };
  let read;
  try {
    read = await parse({ filePath: 'post.md', fileContent: text });
  } catch (error) {
    tell({ ...line, answer: 'stops', message: message(error) });
    continue;
  }
  try {
    const valid = validateBlogPostFrontMatter(read.frontMatter);
    const found = await post(bytes);
    tell({
      ...line,
      answer: taken(read.content, text, read.frontMatter),
      title: plain(found ? found.metadata.title : valid.title),
      date: plain(found?.metadata.date ?? valid.date),
      tags: found ? found.metadata.tags.map((tag) => tag.label) : plain(valid.tags ?? []),
      draft: isDraft({ frontMatter: valid, env: 'production' }),
    });
  } catch (error) {
    tell({ ...line, answer: 'stops', message: `validator: ${message(error)}` });
  }
}
finish();
