#!/usr/bin/env bash
# Pelican's metadata are plain lines, "Title: some text", neither YAML nor HTML.
# One would think that a title there may say what it likes. Pelican takes tags
# out of it, and a tag is all that is between < and the next >. "When a < b
# and c > d" becomes "When a d" in the page's title and in the feeds. The
# article is listed under words that nobody wrote, and the build reports
# success.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q pelican==4.12.0 Markdown==3.11.3 feedparser==6.0.14

mkdir content
cat >content/post.md <<'E'
Title: When a < b and c > d
Date: 2021-11-30 08:11
Slug: post

Text.
E
cat >conf.py <<'E'
SITEURL = "https://a.example"
PATH = "content"
TIMEZONE = "UTC"
FEED_ALL_ATOM = "all.atom.xml"
E
venv/bin/pelican -q -s conf.py -o output content >pelican.log 2>&1

feed=$(venv/bin/python -c '
import feedparser
print(feedparser.parse("output/all.atom.xml").entries[0].title)')
page=$(venv/bin/python -c '
import html, re
text = open("output/post.html", encoding="utf-8").read()
print(html.unescape(re.search("<title>(.*?)</title>", text)[1]))')

echo "pelican 4.12.0"
echo "expected: When a < b and c > d"
echo "seen:     in the feed: $feed"
echo "          on the page: $page"

test "$feed" = 'When a d'
test "$page" = 'When a d'
