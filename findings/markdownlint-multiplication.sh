#!/usr/bin/env bash
# markdownlint's rule MD037 looks for blanks inside emphasis markers, and its
# --fix takes them away. One would think that it only touches text that is
# emphasis, or was nearly so. But in CommonMark an asterisk with a blank on both
# sides is a plain character, and "2 * 3 * 4" is a product. The fix, on by
# default, makes "2 *3* 4" of it: both signs vanish from the page and the 3
# is in italics. Posts with sums, scores or globs change what they say, and
# the linter is content afterwards.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund markdownlint-cli2@0.22.1 commonmark@0.31.2 >>npm.log 2>&1

printf '# Stones\n\nThe box holds 2 * 3 * 4 stones.\n' >post.md
page() {
  node -e '
    const { Parser, HtmlRenderer } = require("commonmark")
    const text = require("fs").readFileSync("post.md", "utf8")
    process.stdout.write(new HtmlRenderer().render(new Parser().parse(text)))' | tail -n 1
}

before=$(page)
npx markdownlint-cli2 --fix post.md >lint.log 2>&1
after=$(page)

echo "$(head -n 1 lint.log), commonmark 0.31.2"
echo "expected: the page stays  $before"
echo "seen:     after --fix     $after"

test "$before" = '<p>The box holds 2 * 3 * 4 stones.</p>'
test "$after" = '<p>The box holds 2 <em>3</em> 4 stones.</p>'
