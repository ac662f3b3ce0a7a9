// MDX to static HTML. Imports are dropped; a component that is not there is written as a tag of its name.
import { evaluate } from '@mdx-js/mdx';
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

/** Takes the imports away and notes the names of the tags. */
function strangers(names) {
  return (tree) =>
    walk(tree, (node) => {
      if (node.name && node.type.startsWith('mdxJsx')) names.add(node.name);
      const program = node.type === 'mdxjsEsm' && node.data?.estree;
      if (program) program.body = program.body.filter((one) => one.type !== 'ImportDeclaration');
    });
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
  const names = new Set();
  try {
    const { default: Content } = await evaluate(text.replace(/^\uFEFF/, ''), {
      ...runtime,
      remarkPlugins: [remarkFrontmatter, remarkGfm, [strangers, names]],
    });
    tell({ ...line, html: renderToStaticMarkup(createElement(Content, { components: components(names) })) });
  } catch (error) {
    tell({ ...line, error: message(error) });
  }
}
finish();
