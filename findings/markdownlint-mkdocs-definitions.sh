#!/usr/bin/env bash
# markdownlint's rule MD053 reports link definitions that nothing uses, and its
# --fix, on by default, deletes them. MkDocs reads Markdown inside HTML where an
# element says markdown="1" (the extension md_in_html, which comes with it).
# CommonMark takes the same lines for raw HTML, so for markdownlint a definition
# used only there is unused. After the fix the link on the page is gone and
# "[the rules][rules]" is there in brackets; `mkdocs build --strict` says
# nothing, as it was never asked whether a definition is missing.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund markdownlint-cli2@0.22.1 >>npm.log 2>&1
python3 -m venv venv
venv/bin/pip install -q mkdocs==1.6.1 Markdown==3.11.3

mkdir docs
cat >mkdocs.yml <<'E'
site_name: House
theme: mkdocs
plugins: []
markdown_extensions: [md_in_html]
E
cat >docs/index.md <<'E'
# House

<div class="note" markdown="1">
See [the rules][rules].
</div>

[rules]: https://a.example/rules
E
page() {
  venv/bin/mkdocs -q build --strict
  grep -F 'the rules' site/index.html
}

before=$(page)
npx markdownlint-cli2 --fix docs/index.md >lint.log 2>&1 || true
after=$(page)

echo "$(head -n 1 lint.log), mkdocs 1.6.1, Markdown 3.11.3"
echo "expected: the page stays  $before"
echo "seen:     after --fix     $after"

test "$before" = '<p>See <a href="https://a.example/rules">the rules</a>.</p>'
test "$after" = '<p>See [the rules][rules].</p>'
