#!/usr/bin/env bash
# remark-toc writes a table of contents, rehype-slug gives the headings their
# ids; both come from one family, both count with github-slugger, and the README
# of the first names the second as its partner. But one looks at the Markdown
# and the other at the HTML made of it. A footnote in a heading is nothing to
# the first and the digit 1 to the second; a <kbd> is text to the first and
# nothing to the second. The links of the table of contents then go nowhere, and
# no message tells of it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund unified@11.0.5 remark-parse@11.0.0 remark-gfm@4.0.1 \
  remark-toc@9.0.0 remark-rehype@11.1.2 rehype-slug@6.0.0 rehype-stringify@10.0.1 >>npm.log 2>&1

cat >page.mjs <<'E'
import { unified } from 'unified'
import remarkParse from 'remark-parse'
import remarkGfm from 'remark-gfm'
import remarkToc from 'remark-toc'
import remarkRehype from 'remark-rehype'
import rehypeSlug from 'rehype-slug'
import rehypeStringify from 'rehype-stringify'
const post = '## Contents\n\n## Plain\n\n## Results[^1]\n\n## Press <kbd>q</kbd>\n\n[^1]: Of May.\n'
const page = await unified().use(remarkParse).use(remarkGfm).use(remarkToc)
  .use(remarkRehype).use(rehypeSlug).use(rehypeStringify).process(post)
const found = (pattern) => [...String(page).matchAll(pattern)].map((m) => m[1]).join(' ')
console.log(found(/<li><a href="#([^"]*)"/g))
console.log(found(/<h2 id="([^"]*)"/g))
E
node page.mjs >seen
links=$(sed -n 1p seen)
ids=$(sed -n 2p seen)

echo "remark-toc 9.0.0, rehype-slug 6.0.0"
echo "expected: each link of the table has its heading"
echo "seen:     links: $links"
echo "seen:     ids:   $ids"

test "$links" = 'plain results press-kbdqkbd'
test "$ids" = 'contents plain results1 press-q'
