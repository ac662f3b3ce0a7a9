#!/usr/bin/env bash
# Prettier formats MDX too, and one would think that a formatter leaves the
# words of a post as they are. In a .md file it leaves literal asterisks alone.
# In a .mdx file it rewrites two literal asterisks of a line as underscores: a
# sentence about "*.md" files then speaks of "_.md" files, and "2 * 3 * 4"
# becomes "2 _ 3 _ 4". Neither is emphasis, before or after: the words on the
# page change. People who run Prettier over a folder of posts will not see it in
# a page's layout, only by reading the text.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund prettier@3.10.1 @mdx-js/mdx@3.1.1 react@19.2.0 react-dom@19.2.0 >>npm.log 2>&1

printf 'Files *.md and *.mdx are read.\n\nThe box holds 2 * 3 * 4 stones.\n' >post.mdx
cp post.mdx post.md
cp post.mdx before.mdx
npx prettier --write post.mdx post.md >prettier.log

cat >words.mjs <<'E'
import { readFileSync } from 'node:fs'
import { evaluate } from '@mdx-js/mdx'
import * as runtime from 'react/jsx-runtime'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
for (const file of process.argv.slice(2)) {
  const { default: Page } = await evaluate(readFileSync(file, 'utf8'), runtime)
  console.log(renderToStaticMarkup(createElement(Page)).replace(/\n/g, ' '))
}
E
before=$(node words.mjs before.mdx)
after=$(node words.mjs post.mdx)

echo "prettier $(npx prettier --version), @mdx-js/mdx 3.1.1"
echo "expected: the page of post.mdx stays   $before"
echo "seen:     after prettier --write it is $after"

cmp before.mdx post.md
test "$before" = '<p>Files *.md and *.mdx are read.</p> <p>The box holds 2 * 3 * 4 stones.</p>'
test "$after" = '<p>Files _.md and _.mdx are read.</p> <p>The box holds 2 _ 3 _ 4 stones.</p>'
