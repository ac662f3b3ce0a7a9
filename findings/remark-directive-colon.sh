#!/usr/bin/env bash
# remark-directive is mostly added to a site for its ":::note" boxes, so one
# thinks of lines with three colons. It also reads a single colon with a letter
# behind it as a directive, in the middle of a sentence, and letters are those
# of all scripts. With no handler for that name remark-rehype writes an empty
# <div>: the word after the colon is not shown. "node:fs" loses "fs", and a
# Chinese sentence with a half-width colon loses all up to the next mark.
# Nothing warns; the text is simply not there.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund unified@11.0.5 remark-parse@11.0.0 \
  remark-directive@4.0.0 remark-rehype@11.1.2 rehype-stringify@10.0.1 >>npm.log 2>&1

cat >page.mjs <<'E'
import { unified } from 'unified'
import remarkParse from 'remark-parse'
import remarkDirective from 'remark-directive'
import remarkRehype from 'remark-rehype'
import rehypeStringify from 'rehype-stringify'
const post = 'Read it with node:fs and close it.\n\n注意:明天停水，请储水。\n'
const without = unified().use(remarkParse)
const withIt = unified().use(remarkParse).use(remarkDirective)
for (const start of [without, withIt]) {
  const page = start.use(remarkRehype).use(rehypeStringify)
  console.log(String(await page.process(post)).replace(/\n/g, ' '))
}
E
node page.mjs >seen
before=$(sed -n 1p seen)
after=$(sed -n 2p seen)

echo "remark-directive 4.0.0, remark-rehype 11.1.2"
echo "expected: the same page with the plugin $before"
echo "seen:     with the plugin               $after"

test "$before" = '<p>Read it with node:fs and close it.</p> <p>注意:明天停水，请储水。</p>'
test "$after" = '<p>Read it with node<div></div> and close it.</p> <p>注意<div></div>，请储水。</p>'
