#!/usr/bin/env bash
# python-frontmatter reads a post into metadata and content and writes it again.
# It takes all white space off both ends of the content, and so the indentation
# of the first line. A post that begins with indented code loses the code: its
# first line becomes a paragraph (and the next ones go with it). A Chinese
# article, whose paragraphs begin with two ideographic spaces, comes back with
# its first paragraph at the margin and all others indented.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip -q install python-frontmatter==1.3.0 markdown-it-py==4.3.0 2>pip.log
cat >round.py <<'E2'
import frontmatter
from markdown_it import MarkdownIt

for body in ("    make install\n\nThat is all.\n", "　　第一段。\n\n　　第二段。\n"):
    post = frontmatter.loads("---\ntitle: A\n---\n\n" + body)
    again = frontmatter.loads(frontmatter.dumps(post)).content
    print(repr(MarkdownIt().render(body)), "->", repr(MarkdownIt().render(again)))
    print(repr(body), "->", repr(again))
E2
env/bin/python round.py >seen

echo "python-frontmatter 1.3.0, read by markdown-it-py 4.3.0"
echo "expected: the same on both sides, but for the line break at the end"
echo "seen:"
cat seen

grep -qF "'<pre><code>make install\\n</code></pre>\\n<p>That is all.</p>\\n' -> '<p>make install</p>\\n<p>That is all.</p>\\n'" seen
grep -qF -- "-> '第一段。\\n\\n\\u3000\\u3000第二段。'" seen
