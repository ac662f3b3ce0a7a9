#!/usr/bin/env bash
# The plain text of a newsletter is made of its HTML by html-to-text. HTML's
# lists of terms (`<dl>`) have no format there: a term, its description and the
# next term become one word. An item that says its number (`value`) and a list
# that counts down (`reversed`) are counted from 1, so that a "top three" is the
# wrong way round, while `start` and `type` are kept.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund html-to-text@10.0.1 >>npm.log 2>&1
cat >convert.cjs <<'E2'
const { convert } = require('html-to-text')
for (const html of [
  '<dl><dt>Doors</dt><dd>19:00</dd><dt>Start</dt><dd>20:00</dd></dl>',
  '<ol reversed><li>Kiwi</li><li>Plum</li><li>Pear</li></ol>',
  '<ol><li value="7">Kiwi</li><li>Plum</li></ol>',
  '<ol start="7"><li>Kiwi</li><li>Plum</li></ol>',
]) {
  console.log(JSON.stringify(convert(html)))
}
E2
node convert.cjs >seen

echo "html-to-text 10.0.1"
echo "expected: terms and descriptions apart; 3, 2, 1; 7, 8; 7, 8"
echo "seen:"
cat seen

[ "$(sed -n 1p seen)" = '"Doors19:00Start20:00"' ]
[ "$(sed -n 2p seen)" = '" 1. Kiwi\n 2. Plum\n 3. Pear"' ]
[ "$(sed -n 3p seen)" = '" 1. Kiwi\n 2. Plum"' ]
[ "$(sed -n 4p seen)" = '" 7. Kiwi\n 8. Plum"' ]
