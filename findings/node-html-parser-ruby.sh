#!/usr/bin/env bash
# In ruby text (readings above Japanese characters) the end tag of <rt> may be
# left out before </ruby>, as HTML says, and hand-written posts do so.
# node-html-parser knows that rule for lists, tables and paragraphs, but not
# here: it drops <ruby> and <rt> both. What is written again has the reading as
# plain text in the middle of the sentence: every word is said twice.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund node-html-parser@9.0.7 parse5@8.1.1 >>npm.log 2>&1
cat >parse.mjs <<'E2'
import { parse } from 'node-html-parser'
import { parseFragment, serialize } from 'parse5'
const html = '<p><ruby>漢字<rt>かんじ</ruby>を読む</p>'
console.log('parse5', serialize(parseFragment(html)))
console.log('node-html-parser', parse(html).toString())
E2
node parse.mjs >seen

echo "node-html-parser 9.0.7, parse5 8.1.1"
echo "expected: the same from both"
echo "seen:"
cat seen

grep -qxF 'parse5 <p><ruby>漢字<rt>かんじ</rt></ruby>を読む</p>' seen
grep -qxF 'node-html-parser <p>漢字かんじを読む</p>' seen
