#!/usr/bin/env bash
# A word in square brackets is a link in Markdown where its address is defined,
# and plain text where it is not. Showdown keeps the definitions in a plain
# JavaScript object and asks it for the word: what every object has, such as
# `constructor` or `valueOf`, seems to be defined, and its "address" is a
# function. One such word (a post about classes, a list of changes) and the whole
# post is not converted.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund showdown@2.1.0 commonmark@0.31.2 >>npm.log 2>&1
cat >convert.cjs <<'E2'
const text = 'See the notes on [constructor] and on [method].\n'
const { Parser, HtmlRenderer } = require('commonmark')
console.log('commonmark', new HtmlRenderer().render(new Parser().parse(text)).trim())
const { Converter } = require('showdown')
console.log('other word', new Converter().makeHtml(text.replace('constructor', 'creator')))
try {
  console.log('showdown', new Converter().makeHtml(text))
} catch (error) {
  console.log('showdown', String(error))
}
E2
node convert.cjs >seen

echo "showdown 2.1.0, commonmark.js 0.31.2"
echo "expected: <p>See the notes on [constructor] and on [method].</p>"
echo "seen:"
cat seen

grep -qxF 'commonmark <p>See the notes on [constructor] and on [method].</p>' seen
grep -qxF 'other word <p>See the notes on [creator] and on [method].</p>' seen
grep -qxF 'showdown TypeError: url.replace is not a function' seen
