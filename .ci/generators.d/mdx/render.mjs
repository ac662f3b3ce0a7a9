// MDX to static HTML. Imports are dropped; a component that is not there is written as a tag of its name.
import { compile, run } from '@mdx-js/mdx';
import { load } from 'js-yaml';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import * as runtime from 'react/jsx-runtime';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import { finish, inputs, message, tell, version } from './lib.mjs';

for (const name of ['error', 'warn']) console[name] = () => {};

function walk(node, see) {
  see(node);
  node.children?.forEach((child) => walk(child, see));
}

/** Takes the imports away, and notes the names of the tags, what was imported, and the front matter. */
function strangers(seen) {
  return (tree) =>
    walk(tree, (node) => {
      if (node.name && node.type.startsWith('mdxJsx')) seen.tags.add(node.name);
      if (node.type === 'yaml') seen.data = yaml(node.value);
      const program = node.type === 'mdxjsEsm' && node.data?.estree;
      if (!program) return;
      const imports = program.body.filter((one) => one.type === 'ImportDeclaration');
      program.body = program.body.filter((one) => one.type !== 'ImportDeclaration');
      for (const { specifiers } of imports) specifiers.forEach(({ local }) => seen.imports.add(local.name));
    });
}

function yaml(text) {
  try {
    return load(text) ?? {};
  } catch {
    return {};
  }
}

/** What a body may name without having it: its front matter, and what it imports. */
function scope({ data, imports }) {
  const names = { frontmatter: data, frontMatter: data };
  for (const name of imports) names[name] = stranger(name);
  const free = Object.entries(names).filter(([name]) => !(name in globalThis));
  for (const [name, value] of free) globalThis[name] = value;
  return () => free.forEach(([name]) => delete globalThis[name]);
}

function stranger(name) {
  return ({ children, ...given }) => {
    const said = Object.entries(given).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
    return createElement(name, Object.fromEntries(said), children);
  };
}

/** `A.B.C` is looked up as a property of a property. */
function components(names) {
  const all = {};
  for (const name of names) {
    if (!/^[\p{Lu}_$]|\./u.test(name)) continue;
    let at = all;
    const parts = name.split('.');
    parts.forEach((part, i) => {
      at[part] ??= stranger(parts.slice(0, i + 1).join('.'));
      at = at[part];
    });
  }
  return all;
}

for (const { id, text } of inputs()) {
  const line = { id, generator: 'mdx', version: version('@mdx-js/mdx') };
  const seen = { tags: new Set(), imports: new Set(), data: {} };
  let leave = () => {};
  try {
    const remarkPlugins = [remarkFrontmatter, remarkGfm, [strangers, seen]];
    const code = await compile(text.replace(/^\uFEFF/, ''), { outputFormat: 'function-body', remarkPlugins });
    leave = scope(seen);
    const { default: Content } = await run(code, { ...runtime, baseUrl: import.meta.url });
    tell({ ...line, html: renderToStaticMarkup(createElement(Content, { components: components(seen.tags) })) });
  } catch (error) {
    tell({ ...line, error: message(error) });
  } finally {
    leave();
  }
}
finish();
