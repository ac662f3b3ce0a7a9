#!/usr/bin/env bash
# Hexo gives each tag a page that lists its posts. Tags are told apart by their
# names, so one would think that C, C++ and C# have a page each. The address of
# a tag is its name without signs: tags/C/ for all three. Hexo makes three pages
# for that one address, and the last one stays. The other two tags still link to
# it, but their posts are on no tag's page. The build says nothing and ends
# well.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund hexo@8.1.2 hexo-generator-tag@2.0.0 \
  hexo-renderer-marked@7.0.1 hexo-renderer-ejs@2.0.0 >>npm.log 2>&1

mkdir -p source/_posts themes/t/layout
printf 'theme: t\n' >_config.yml
node -e '
  const p = require("./package.json")
  p.hexo = { version: "" }
  require("fs").writeFileSync("package.json", JSON.stringify(p))'
printf '%s\n' '<% page.posts.each((p) => { %><%= p.title %>.<% }) %>' >themes/t/layout/tag.ejs
printf '%s\n' '<%- list_tags({ show_count: false }) %>' >themes/t/layout/post.ejs
n=0
for tag in 'C' 'C++' 'C#'; do
  n=$((n + 1))
  printf -- '---\ntitle: On %s\ndate: 2021-11-30 08:11:20\ntags: ["%s"]\n---\n' "$tag" "$tag" \
    >source/_posts/post$n.md
done

npx hexo generate >hexo.log 2>&1
pages=$(find public/tags -name index.html | sort | tr '\n' ' ')
links=$(find public -path '*/post1/*' -exec grep -o 'href="[^"]*"' {} + | sort | uniq -c | tr -s ' ')
listed=$(cat public/tags/C/index.html)

echo "hexo 8.1.2, hexo-generator-tag 2.0.0"
echo "expected: three pages of tags, each with its own post"
echo "seen:     pages: $pages"
echo "          links to them: $links"
echo "          posts listed: $listed"

if grep -i -E 'warn|error' hexo.log; then exit 1; fi
test "$pages" = 'public/tags/C/index.html '
test "$links" = ' 3 href="/tags/C/"'
[[ $listed =~ ^'On '[^.]*'.'$ ]]
