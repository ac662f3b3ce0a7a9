#!/usr/bin/env bash
# The Language Server Protocol counts lines, and says what ends one: \n, \r\n or
# \r, nothing else. Editors built on vscode-languageserver-textdocument do so.
# pygls, the usual base for servers in Python, cuts the text with Python's
# splitlines(), for which a form feed and U+2028, U+2029 or U+0085 end a line as
# well. Text pasted from other programs may well hold U+2028. From there on a
# server with pygls puts each diagnostic some lines too low, and reads each edit
# that the editor sends at a wrong place, so it checks a text that nobody has.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund vscode-languageserver-textdocument@1.0.16 >>npm.log 2>&1
python3 -m venv venv
venv/bin/pip install -q pygls==2.1.1

cat >editor.cjs <<'E'
const { TextDocument } = require('vscode-languageserver-textdocument')
const start = { line: 1, character: 0 }
const contentChanges = [{ range: { start, end: { line: 1, character: 3 } }, text: 'new' }]
const post = TextDocument.create('file:///post.md', 'markdown', 1, 'one\u2028more\nold line\n')
const edited = TextDocument.update(post, contentChanges, 2)
console.log(JSON.stringify(edited.getText()))
E
cat >server.py <<'E'
import json
from lsprotocol.types import Position, Range, TextDocumentContentChangePartial
from pygls.workspace import TextDocument
post = TextDocument("file:///post.md", "one\u2028more\nold line\n")
span = Range(start=Position(line=1, character=0), end=Position(line=1, character=3))
post.apply_change(TextDocumentContentChangePartial(range=span, text="new"))
print(json.dumps(post.source, ensure_ascii=True))
E
editor=$(node editor.cjs)
editor=${editor//$'\u2028'/\\u2028}
server=$(venv/bin/python server.py)

echo "vscode-languageserver-textdocument 1.0.16, pygls 2.1.1"
echo "expected: after one edit both hold the same text"
echo "seen:     the editor's: $editor"
echo "          the server's: $server"

test "$editor" = '"one\u2028more\nnew line\n"'
test "$server" = '"one\u2028newe\nold line\n"'
