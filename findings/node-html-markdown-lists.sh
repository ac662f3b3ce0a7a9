#!/usr/bin/env bash
# A bulleted list inside of a numbered one is written by node-html-markdown with
# two spaces of indentation. Under "1. " three are needed: by CommonMark the
# bullets end the numbered list, and what was step 2 begins a new list. turndown
# and rehype-remark indent by the width of the number.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund node-html-markdown@2.0.0 turndown@7.2.5 commonmark@0.31.2 >>npm.log 2>&1
cat >convert.mjs <<'E2'
import { Parser, HtmlRenderer } from 'commonmark'
import { NodeHtmlMarkdown } from 'node-html-markdown'
import Turndown from 'turndown'
const html = '<ol><li>Unpack<ul><li>on a table</li></ul></li><li>Assemble</li></ol>'
const read = (text) => new HtmlRenderer().render(new Parser().parse(text)).replace(/\n/g, '')
console.log('turndown', read(new Turndown().turndown(html)))
console.log('node-html-markdown', read(NodeHtmlMarkdown.translate(html)))
E2
node convert.mjs >seen

echo "node-html-markdown 2.0.0, turndown 7.2.5, read again by commonmark.js 0.31.2"
echo "expected: one numbered list of two steps"
echo "seen:"
cat seen

test "$(grep -o '<ol' seen | wc -l)" -ge 2
grep -qF 'turndown <ol><li>Unpack<ul><li>on a table</li></ul></li><li>Assemble</li></ol>' seen
grep -qE '^node-html-markdown <ol><li>Unpack</li></ol><ul>.*</ul><ol start="2">' seen
