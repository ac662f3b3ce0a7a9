#!/usr/bin/env bash
# The npm package feed writes one list of posts as RSS and as Atom, which one
# would think say the same. The title of a post goes into both as it is, but in
# Atom it is marked type="html". A title of plain words with a < in it, as posts
# about code have, is then read as markup: feed readers show "Why List is not
# List" for "Why List<String> is not List<Object>". The RSS of the same site,
# read by the same reader, has all the words; escaping the title by hand cures
# Atom and shows the entities in the JSON feed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund feed@6.0.0 >>npm.log 2>&1
python3 -m venv venv
venv/bin/pip install -q feedparser==6.0.14

cat >write.mjs <<'E'
import { writeFileSync } from 'node:fs'
import { Feed } from 'feed'
const feed = new Feed({ title: 'Posts', id: 'https://a.example/', link: 'https://a.example/' })
feed.addItem({
  title: 'Why List<String> is not List<Object>',
  id: 'https://a.example/1',
  link: 'https://a.example/1',
  date: new Date('2021-11-30T08:11:20Z')
})
writeFileSync('rss.xml', feed.rss2())
writeFileSync('atom.xml', feed.atom1())
E
node write.mjs
title() {
  venv/bin/python -c 'import feedparser, sys; print(feedparser.parse(sys.argv[1]).entries[0].title)' "$1"
}
rss=$(title rss.xml)
atom=$(title atom.xml)

echo "feed 6.0.0, read by feedparser 6.0.14"
echo "expected: one title in both feeds"
echo "seen:     RSS:  $rss"
echo "          Atom: $atom"

test "$rss" = 'Why List<String> is not List<Object>'
test "$atom" = 'Why List is not List'
