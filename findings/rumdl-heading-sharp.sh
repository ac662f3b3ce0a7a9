#!/usr/bin/env bash
# A heading may end with `#` marks that are not shown, if a space is before them.
# "# C#" has none: the mark belongs to the name, as CommonMark and every renderer
# say. rumdl takes it for the closing marks with a missing space, reports it, and
# `rumdl fmt` adds the space: the heading now reads "C", and so does the id that
# links point to. The same with "F#".
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund commonmark@0.31.2 >>npm.log 2>&1
python3 -m venv env
env/bin/pip -q install rumdl==0.3.0 2>pip.log
printf '# C#\n\nText.\n\n## F#\n\nText.\n' >a.md
render='
  const { Parser, HtmlRenderer } = require("commonmark")
  const html = new HtmlRenderer().render(new Parser().parse(require("fs").readFileSync("a.md", "utf8")))
  console.log(html.match(/<h.*/g).join(" "))'
before=$(node -e "$render")
env/bin/rumdl fmt --no-cache a.md >rumdl.log
after=$(node -e "$render")

echo "$(env/bin/rumdl --version), read by commonmark.js 0.31.2"
echo "before:   $before"
echo "expected: the same"
echo "seen:     $after"

test "$before" = '<h1>C#</h1> <h2>F#</h2>'
test "$after" = '<h1>C</h1> <h2>F</h2>'
