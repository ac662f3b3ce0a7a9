#!/usr/bin/env bash
# CommonMark 0.31.2 (4.5) says of the marks that close a code block that they "may be followed only by
# spaces or tabs". pulldown-cmark takes a line with a space behind them for the end, and a line with a tab
# for code: the rest of the post is code then, for whoever builds on it (mdBook, Zola, rustdoc). Its own
# reference program, commonmark.js, ends the block in both cases. Editors that leave a tab at the end of a
# line make such posts.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir -p src
cat > Cargo.toml <<'TOML'
[package]
name = "fence"
version = "0.0.0"
edition = "2021"

[dependencies]
pulldown-cmark = { version = "=0.13.6", default-features = false, features = ["html"] }

[workspace]
TOML
cat > src/main.rs <<'RUST'
fn main() {
    let text = std::env::args().nth(1).expect("a text");
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new(&text));
    print!("{html}");
}
RUST
cargo build --quiet
npm install --silent --no-fund --no-audit commonmark@0.31.2 > /dev/null

paragraphs() { grep -c '<p>words</p>' || true; }
rust() { target/debug/fence "$1" | paragraphs; }
js() {
  node -e 'const c = require("commonmark");
    process.stdout.write(new c.HtmlRenderer().render(new c.Parser().parse(process.argv[1])));' "$1" | paragraphs
}

space=$'```\ncode\n``` \n\nwords\n'
tab=$'```\ncode\n```\t\n\nwords\n'
echo "pulldown-cmark 0.13.6 and commonmark.js 0.31.2: paragraphs behind a closed code block"
echo "expected: 1 in each case"
seen="pulldown-cmark: space $(rust "$space"), tab $(rust "$tab"); commonmark.js: space $(js "$space"), tab $(js "$tab")"
echo "seen:     $seen"
[ "$seen" = "pulldown-cmark: space 1, tab 0; commonmark.js: space 1, tab 1" ]
