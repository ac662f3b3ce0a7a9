#!/usr/bin/env bash
# A date in front matter that names its own zone, such as
# 2021-11-30T04:00:00+08:00, says one moment, whatever the machine's clock or
# the site's setting. Hexo reads it as YAML does and then shifts it once more by
# the zone of the site (`timezone`), as it must for a date without a zone. Where
# machine and site are set to Shanghai that post is eight hours early: it moves
# to the day before, and so do its address and its entry in the feed. Whoever
# wrote the zone down to be safe is the one who gets a wrong time; without it,
# it is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund hexo@8.1.2 hexo-renderer-marked@7.0.1 >>npm.log 2>&1

mkdir -p source/_posts
printf 'timezone: Asia/Shanghai\npermalink: :year/:month/:day/:title/\n' >_config.yml
node -e '
  const p = require("./package.json")
  p.hexo = { version: "" }
  require("fs").writeFileSync("package.json", JSON.stringify(p))'
printf -- '---\ntitle: A\ndate: 2021-11-30 04:00:00\n---\n' >source/_posts/bare.md
printf -- '---\ntitle: B\ndate: 2021-11-30T04:00:00+08:00\n---\n' >source/_posts/zone.md

cat >posts.cjs <<'E'
const Hexo = require('hexo')
const hexo = new Hexo(process.cwd(), { silent: true })
hexo.init().then(() => hexo.load()).then(() => {
  hexo.locals.get('posts').sort('title').forEach((post) => {
    console.log(post.date.toISOString(), post.path)
  })
  return hexo.exit()
})
E
TZ=Asia/Shanghai node posts.cjs >seen
bare=$(sed -n 1p seen)
zone=$(sed -n 2p seen)

echo "hexo 8.1.2, hexo-front-matter $(node -p 'require("hexo-front-matter/package.json").version')"
echo "expected: both posts at one moment, 2021-11-29T20:00:00.000Z, on 30 November in Shanghai"
echo "seen:     04:00:00 without a zone: $bare"
echo "seen:     04:00:00+08:00:          $zone"

test "$bare" = '2021-11-29T20:00:00.000Z 2021/11/30/bare/'
test "$zone" = '2021-11-29T12:00:00.000Z 2021/11/29/zone/'
