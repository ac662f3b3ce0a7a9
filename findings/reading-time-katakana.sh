#!/usr/bin/env bash
# "5 min read": reading-time counts each Chinese character, each syllable of
# Korean and each letter of hiragana as a word. Katakana, the third script of
# Japanese, is not among them: a run of it, however long, is one word. A post
# about software, whose terms are written in it, is said to take a fraction of
# the time of the same sentence in hiragana.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund reading-time@1.5.0 >>npm.log 2>&1
cat >count.cjs <<'E2'
const readingTime = require('reading-time')
for (const text of ['漢字漢字漢字', 'てすとでえた', '안녕하세요네', 'テストデータ', 'データベースサーバー']) {
  console.log(text, [...text].length, readingTime(text).words)
}
E2
node count.cjs >seen

echo "reading-time 1.5.0: text, its characters, the words that are counted"
echo "expected: as many words as characters in each"
echo "seen:"
cat seen

grep -qxF '漢字漢字漢字 6 6' seen
grep -qxF 'てすとでえた 6 6' seen
grep -qxF '안녕하세요네 6 6' seen
grep -qxF 'テストデータ 6 1' seen
grep -qxF 'データベースサーバー 10 1' seen
