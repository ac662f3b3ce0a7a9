#!/usr/bin/env bash
# Hexo gives each heading an id that links can point to, and numbers an id that
# comes again. How often an id was met is kept in a plain JavaScript object under
# the id itself, so a heading that is called like something every object has
# (`constructor`, common in notes on classes) seems to have come before, and its
# number is not a number: the id is `constructor-NaN`. Nor are the numbered ids
# noted: "Setup", "Setup" and "Setup 1" make two headings with one id, and a link
# to the third leads to the second.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund hexo@8.1.2 hexo-renderer-marked@7.0.1 >>npm.log 2>&1
node -e '
  const p = require("./package.json")
  p.hexo = { version: "" }
  require("fs").writeFileSync("package.json", JSON.stringify(p))'
mkdir -p source/_posts
printf 'title: T\n' >_config.yml
cat >source/_posts/a.md <<'E2'
---
title: A
---

## constructor

## Setup

## Setup

## Setup 1
E2
cat >ids.cjs <<'E2'
const Hexo = require('hexo')
const hexo = new Hexo(process.cwd(), { silent: true })
hexo.init().then(() => hexo.load()).then(() => {
  const { content } = hexo.locals.get('posts').first()
  console.log([...content.matchAll(/<h2 id="([^"]*)"/g)].map((m) => m[1]).join(' '))
  return hexo.exit()
})
E2
seen=$(node ids.cjs)

echo "hexo 8.1.2, hexo-renderer-marked $(node -p 'require("hexo-renderer-marked/package.json").version')"
echo "expected: constructor Setup Setup-1, and an id of its own for the last heading"
echo "seen:     $seen"

test "$seen" = 'constructor-NaN Setup Setup-1 Setup-1'
