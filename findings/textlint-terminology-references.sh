#!/usr/bin/env bash
# textlint-rule-terminology puts words into their agreed form, and its `--fix` is
# made for running over Markdown. In a link such as `[web page]`, whose address
# is defined elsewhere in the file, the text is also the name by which the
# address is found. The fix changes the text and not the definition: the link is
# gone, and readers see the square brackets.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund textlint@15.8.0 textlint-rule-terminology@5.2.16 commonmark@0.31.2 >>npm.log 2>&1
printf '{"rules":{"terminology":true}}\n' >.textlintrc.json
printf 'All is told on the [web site].\n\n[web site]: https://a.example/\n' >a.md
render='
  const { Parser, HtmlRenderer } = require("commonmark")
  const text = require("fs").readFileSync("a.md", "utf8")
  console.log(new HtmlRenderer().render(new Parser().parse(text)).trim())'
before=$(node -e "$render")
npx textlint --fix a.md >textlint.log
after=$(node -e "$render")

echo "textlint 15.8.0, textlint-rule-terminology 5.2.16, read by commonmark.js 0.31.2"
echo "before:   $before"
echo "expected: the same link with another text"
echo "seen:     $after"

test "$before" = '<p>All is told on the <a href="https://a.example/">web site</a>.</p>'
test "$after" = '<p>All is told on the [site].</p>'
