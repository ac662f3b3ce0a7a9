#!/usr/bin/env bash
# gray-matter splits a post into data and content. One would think that each
# call hands out an object of its own. Called without options it keeps what a
# text gave the first time, and hands out the same data for the same text. A
# site that writes into it, as many do with the slug that a file's name gives,
# writes into every post with that text: two stubs in two folders, or two
# languages that wait for their translation, end at one address. With any
# options, even {}, nothing is kept.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent gray-matter@4.0.3 >/dev/null

cat >run.cjs <<'E2'
const matter = require("gray-matter");

const stub = "---\ntitle: Coming soon\n---\nWe are working on it.\n";
const files = { "en/lift": stub, "zh/lift": stub };
const slugs = (read) =>
  Object.entries(files)
    .map(([name, text]) => {
      const { data } = read(text);
      data.slug = name;
      return data;
    })
    .map((data) => data.slug)
    .join(" ");

const kept = slugs((text) => matter(text));
const fresh = slugs((text) => matter(text, {}));
console.log("gray-matter 4.0.3");
console.log("expected:          en/lift zh/lift");
console.log("matter(text):      " + kept);
console.log("matter(text, {}):  " + fresh);
process.exit(kept === "zh/lift zh/lift" && fresh === "en/lift zh/lift" ? 0 : 1);
E2
node run.cjs
