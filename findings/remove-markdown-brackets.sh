#!/usr/bin/env bash
# Excerpts and search indexes are often made by taking the Markdown out of a
# post. Words in square brackets are ordinary text in CommonMark where no
# definition names them. remove-markdown looks for a link from the first `[` on
# to the next `](`: brackets before a link lose one side each, and the link
# keeps the other. What is between `<` and `>` is deleted, words, addresses in
# angle brackets and code samples alike.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund remove-markdown@0.7.0 commonmark@0.31.2 >>npm.log 2>&1
cat >excerpt.cjs <<'E2'
const removeMarkdown = require('remove-markdown')
const { Parser } = require('commonmark')

// What a reader of the page reads: the text and the code of the tree.
function shown(post) {
  const walker = new Parser().parse(post).walker()
  let text = ''
  for (let step = walker.next(); step; step = walker.next()) {
    text += step.node.literal || ''
  }
  return text
}
for (const post of [
  '[Sold out] See the [shop](/shop).',
  'Where a < b and b > c, stop.',
  'See <https://a.example/list> first.',
  'Write `<br>` there.',
]) {
  console.log(JSON.stringify([shown(post), removeMarkdown(post)]))
}
E2
node excerpt.cjs >seen

echo "remove-markdown 0.7.0 beside commonmark.js 0.31.2: what readers see, and the excerpt"
echo "expected: the same twice"
echo "seen:"
cat seen

grep -qxF '["[Sold out] See the shop.","Sold out] See the [shop."]' seen
grep -qxF '["Where a < b and b > c, stop.","Where a  c, stop."]' seen
grep -qxF '["See https://a.example/list first.","See  first."]' seen
grep -qxF '["Write <br> there.","Write `` there."]' seen
