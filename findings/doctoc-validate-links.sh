#!/usr/bin/env bash
# doctoc writes a table of contents into a Markdown file, with links that work
# on GitHub. For a heading in Chinese (or any letters beyond ASCII) it writes
# the link percent-encoded, which is the same address to a browser and to
# GitHub. remark-validate-links checks such links in the file, by GitHub's
# rules. It does not decode the link before it looks for the heading, and so
# reports all those that doctoc has just written, correct as they are. Where
# both run in a hook, no Chinese, Russian or accented table of contents ever
# passes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund doctoc@2.5.0 remark@15.0.1 github-slugger@2.0.0 \
  remark-validate-links@13.1.0 to-vfile@8.0.0 vfile-reporter@8.1.1 >>npm.log 2>&1

printf '# 电梯\n\n<!-- START doctoc -->\n<!-- END doctoc -->\n\n## 第一节：开始\n\n## Part two\n' >post.md
npx doctoc --github post.md >doctoc.log

cat >check.mjs <<'E'
import { remark } from 'remark'
import validateLinks from 'remark-validate-links'
import { read } from 'to-vfile'
import { slug } from 'github-slugger'
const file = await remark().use(validateLinks, { repository: false }).process(await read('post.md'))
const link = String(file).match(/#(%[^)]*)/)[1]
console.log(decodeURIComponent(link) === slug('第一节：开始'))
console.log(file.messages.map((m) => m.ruleId + ' ' + m.reason).join('\n'))
E
node check.mjs >seen

echo "doctoc 2.5.0, remark-validate-links 13.1.0"
echo "expected: the decoded link is the heading's id, and nothing is reported"
echo "seen:     the decoded link is the heading's id: $(sed -n 1p seen)"
echo "          reported: $(sed -n 2p seen)"

test "$(sed -n 1p seen)" = true
test "$(wc -l <seen)" = 2
[[ $(sed -n 2p seen) == 'missing-heading Cannot find heading for `#%e7%ac%ac'* ]]
