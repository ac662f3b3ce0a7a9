#!/usr/bin/env bash
# An exclamation mark directly before a link is ordinary in HTML ("Sold out!"
# and then the link, with no space between, as in Chinese and Japanese nearly
# always). In Markdown `!` before `[text](address)` makes an image of the link.
# Two converters from HTML to Markdown escape stars, underscores and brackets,
# but not this mark: after the move the link is a broken picture and its words
# are the alternative text. rehype-remark escapes it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund turndown@7.2.5 node-html-markdown@2.0.0 rehype-parse@9.0.1 \
  rehype-remark@10.0.1 remark-stringify@11.0.0 unified@11.0.5 commonmark@0.31.2 >>npm.log 2>&1
cat >convert.mjs <<'E2'
import { Parser, HtmlRenderer } from 'commonmark'
import { NodeHtmlMarkdown } from 'node-html-markdown'
import rehypeParse from 'rehype-parse'
import rehypeRemark from 'rehype-remark'
import remarkStringify from 'remark-stringify'
import Turndown from 'turndown'
import { unified } from 'unified'

const html = '<p>新品上市!<a href="/shop">点此购买</a></p>'
const rehype = unified().use(rehypeParse, { fragment: true }).use(rehypeRemark).use(remarkStringify)
const converters = {
  turndown: () => new Turndown().turndown(html),
  'node-html-markdown': () => NodeHtmlMarkdown.translate(html),
  'rehype-remark': () => String(rehype.processSync(html)),
}
for (const [name, convert] of Object.entries(converters)) {
  console.log(name, new HtmlRenderer().render(new Parser().parse(convert())).trim())
}
E2
node convert.mjs >seen

echo "turndown 7.2.5, node-html-markdown 2.0.0, rehype-remark 10.0.1, read again by commonmark.js 0.31.2"
echo 'expected: <p>新品上市!<a href="/shop">点此购买</a></p>'
echo "seen:"
cat seen

grep -qxF 'turndown <p>新品上市<img src="/shop" alt="点此购买" /></p>' seen
grep -qxF 'node-html-markdown <p>新品上市<img src="/shop" alt="点此购买" /></p>' seen
grep -qxF 'rehype-remark <p>新品上市!<a href="/shop">点此购买</a></p>' seen
