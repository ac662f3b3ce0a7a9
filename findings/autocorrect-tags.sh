#!/usr/bin/env bash
# autocorrect fixes the punctuation of Chinese text. Told that a text is Markdown
# it parses it, and leaves code and the addresses of links alone. The comma of a
# list in front matter is YAML's own, not the text's, so one would think that it
# stays too. But in [前端, 后端] it is taken for a comma between Chinese words and
# becomes a full-width one. The file stays valid YAML, so nothing complains: the
# post now has one tag whose name holds a comma, and it is gone from the pages of
# both tags that it had.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund autocorrect-node@2.14.0 gray-matter@4.0.3 >>npm.log 2>&1

cat >tags.cjs <<'E'
const { formatFor } = require('autocorrect-node')
const matter = require('gray-matter')
const post = '---\ntitle: 电梯\ntags: [前端, 后端]\n---\n\n居民们很高兴。\n'
const tags = (text) => JSON.stringify(matter(text).data.tags)
console.log(tags(post))
console.log(tags(formatFor(post, 'markdown')))
E
node tags.cjs >seen
before=$(sed -n 1p seen)
after=$(sed -n 2p seen)

echo "autocorrect-node 2.14.0, gray-matter 4.0.3"
echo "expected: the tags stay    $before"
echo "seen:     after formatting $after"

test "$before" = '["前端","后端"]'
test "$after" = '["前端，后端"]'
