// What the validators of Docusaurus take for front matter, of docs and of the blog: fields.mjs FIELDS OUT
import path from 'node:path';
import { createRequire } from 'node:module';
import { judge } from './fields-lib.mjs';

const require = createRequire(import.meta.url);
const { DEFAULT_PARSE_FRONT_MATTER: parse } = require('@docusaurus/utils');
const of = (plugin) => require(path.join(path.dirname(require.resolve(plugin)), 'frontMatter.js'));
const { validateDocFrontMatter } = of('@docusaurus/plugin-content-docs');
const { validateBlogPostFrontMatter } = of('@docusaurus/plugin-content-blog');
for (const name of ['error', 'warn', 'log']) console[name] = () => {};
const read = (validate) => async (text) => {
  const { frontMatter } = await parse({ filePath: 'post.md', fileContent: `---\n${text}---\n` });
  validate(frontMatter);
};

await judge('docusaurus', read(validateDocFrontMatter));
await judge('docusaurus-blog', read(validateBlogPostFrontMatter));
