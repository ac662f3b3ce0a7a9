// mdx-witness: what remark-mdx, which @mdx-js/mdx reads with, sees in MDX, and where.
//   node mdx-witness.mjs generate COUNT FOLDER    writes files of pieces of MDX, of which it refuses some
//   node mdx-witness.mjs compare OURS             OURS: lines of JSON, {"path", "seen"}, as `prints_pages` writes them
import fs from 'node:fs';
import path from 'node:path';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkMdx from 'remark-mdx';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

const processor = unified().use(remarkParse).use(remarkMdx).use(remarkGfm, { singleTilde: true }).use(remarkFrontmatter);

const PIECES = [
  'a', 'b c', ' ', '  ', '    ', '\t', '\n', '\n', '\n\n', '\n\n', '# d\n', '## e\n\n', '- ', '1. ', '> ', '* f\n', '```\n', '```\n', '~~~\n', '`', '``',
  '<A>', '</A>', '\n<A>\n', '\n</A>\n', '<B c="d" />', '<B\n  c="d"\n/>', '<i>', '</i>', '<br />', '<img src="http://a.example/e.png" />', '<>', '</>',
  '{f}', '{`}`}', '{/* } */}', '{g && <p>h</p>}', '{[1].map((i) => <B key={i} />)}', '{\n  "j"\n}', '\nexport const k = 1\n\n', "\nimport l from 'l'\n\n",
  '![m](n.png)', '[o](p)', '[q](<r s>)', '*t*', '**', '_', '\\{', '\\<', '---\n', '===\n', '| u | v |\n|---|---|\n| w | x |\n', '&amp;', '<p>\n\ny\n</p>\n', '<p>z</p>',
];

// The same numbers each time: a generator of Park and Miller.
const random = (seed) => () => ((seed = (seed * 48271) % 2147483647) - 1) / 2147483646;

function generate(count, folder) {
  fs.mkdirSync(folder, { recursive: true });
  const next = random(20260101);
  for (let number = 0; number < count; number += 1) {
    const pieces = Array.from({ length: 1 + Math.floor(next() * 14) }, () => PIECES[Math.floor(next() * PIECES.length)]);
    fs.writeFileSync(path.join(folder, `${number}.mdx`), pieces.join(''));
  }
}

function walk(node, parent, seen) {
  const line = node.position?.start.line;
  if (node.type === 'heading') seen.push(`h${node.depth}:${line}`);
  // Whether a list is tight is not compared.
  if (node.type === 'paragraph' && parent.type !== 'listItem' && !isEmpty(node)) seen.push(`p:${line}`);
  if (node.type === 'code') seen.push(`pre:${line}`);
  if (node.type === 'image' || node.type === 'imageReference') seen.push(`img:${line}`);
  if ((node.type === 'link' && !isBare(node)) || node.type === 'linkReference') seen.push(`a:${line}`);
  if (node.type.startsWith('mdxJsx') && node.name) seen.push(`<${node.name}:${line}`);
  if (/^mdx(Flow|Text)Expression$/.test(node.type)) script(node.data?.estree, line, seen);
  for (const child of node.children ?? []) walk(child, node, seen);
}

// A paragraph of nothing but tags and expressions is none to MDX: remark-mark-and-unravel.
const isEmpty = (node) => node.children.every((one) => /^mdx/.test(one.type) || (one.type === 'text' && !one.value.trim()));
// A bare address, which Markdown without GFM leaves as text.
const isBare = (node) => node.position.start.offset === node.children[0]?.position?.start.offset;

function script(tree, line, seen) {
  if (Array.isArray(tree)) return tree.forEach((one) => script(one, line, seen));
  if (!tree || typeof tree !== 'object') return;
  if (tree.type === 'JSXAttribute' || tree.type === 'JSXSpreadAttribute') return;
  if (tree.type === 'JSXOpeningElement') seen.push(`<${nameOf(tree.name)}:${tree.loc?.start.line ?? line}`);
  for (const [key, value] of Object.entries(tree)) if (key !== 'comments' && key !== 'loc') script(value, line, seen);
}

const nameOf = (name) => (name.type === 'JSXMemberExpression' ? `${nameOf(name.object)}.${nameOf(name.property)}`
  : name.type === 'JSXNamespacedName' ? `${name.namespace.name}:${name.name.name}` : name.name);

function compare(ours) {
  const count = { files: 0, refused: 0, same: 0, things: 0, missed: 0, extra: 0 };
  for (const line of fs.readFileSync(ours, 'utf8').split('\n').filter(Boolean)) {
    const { path: file, seen } = JSON.parse(line);
    count.files += 1;
    const wanted = [];
    try {
      walk(processor.parse(fs.readFileSync(file, 'utf8')), { type: '' }, wanted);
    } catch {
      count.refused += 1;
      continue;
    }
    const extra = [...seen];
    const missed = wanted.filter((one) => {
      const at = extra.indexOf(one);
      if (at >= 0) extra.splice(at, 1);
      return at < 0;
    });
    count.things += wanted.length;
    count.missed += missed.length;
    count.extra += extra.length;
    if (missed.length + extra.length === 0) count.same += 1;
    else console.log(`${file}: missed [${missed}], extra [${extra}]`);
  }
  console.log(JSON.stringify(count));
}

const [command, ...rest] = process.argv.slice(2);
if (command === 'generate') generate(Number(rest[0]), rest[1]);
else compare(rest[0]);
