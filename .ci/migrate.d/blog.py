"""A Jekyll blog of 200 posts and a few pages: blog.py FOLDER date|pretty|own"""
import pathlib, sys

root, kind = pathlib.Path(sys.argv[1]), sys.argv[2]
CONFIG = {
    "date": "title: A blog\n",
    "pretty": "title: A blog\npermalink: pretty\ntimezone: Asia/Shanghai\nurl: https://blog.example\nbaseurl: ''\n",
    "own": (
        "title: A blog\npermalink: /:categories/:year/:i_month/:i_day/:slug\ntimezone: America/New_York\n"
        "defaults:\n  - scope: {path: '', type: posts}\n    values: {layout: post, categories: [all]}\n"
    ),
}
DATES = [
    None,
    "{day}",
    "{day} 08:11:20",
    "{day} 23:30:00 +0800",
    "{day} 01:05:09 -05:00",
    "{day}T16:11:20Z",
    "{day}T23:59:59+09:00",
    "'{day} 22:10:00'",
    "{day} 08:11",
]
TAGS = ["", "tags: one two\n", "tags: [one, 'two words', C++]\n", "tags:\n  - 标签\n  - two\n", "tag: single one\n", "tags: [Go]  # kept\n"]
CATEGORIES = ["", "categories: news\n", "category: Long Read\n", "categories: [Tech, 生活]\n", "categories: a b\n", "categories:\n- X\n"]
NAMES = ["hello-world", "Über-uns", "c-plus-plus-&-more", "你好-世界", "a.b.c", "post_{n}", "UPPER-Case", "what's-new"]
BODIES = [
    "Text.\n",
    "{{% highlight ruby linenos %}}\nputs 1\n{{% endhighlight %}}\n",
    "{{% raw %}}{{{{ x }}}} {{{{< y >}}}}{{% endraw %}}\n",
    "See [that]({{% post_url {other} %}}).\n",
    "![a]({{{{ '/img/a.png' | relative_url }}}}) and {{{{ site.baseurl }}}}/x\n",
    "```\n{{% highlight go %}}\nfmt.Println()\n{{% endhighlight %}}\n```\n",
]

def write(path, text):
    path = root / path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")

write("_config.yml", CONFIG[kind])
write("_layouts/post.html", "<title>{{ page.title }}</title>{{ content }}\n")
write("_layouts/default.html", "{{ content }}\n")
write("_includes/x.html", "x\n")
write("img/a.png", "png")
write("about.md", "---\ntitle: About\nlayout: default\n---\nUs.\n")
write("more/index.md", "---\ntitle: More\npermalink: /further/\n---\nMore.\n")
names = []
for n in range(200):
    year, month, date = 2010 + n % 12, 1 + n % 12, 1 + n % 28
    day = f"{year}-{month:02}-{date:02}"
    name = NAMES[n % len(NAMES)].format(n=n)
    if n % 5 == 0 or n >= 168:
        name = f"{name}-{n}"
    file = f"{day}-{name}"
    folder = ["_posts", "_posts/sub", "archive/_posts"][n % 3]
    if n % 25 == 24:
        folder, file = "_drafts", f"{name}-{n}"
    front = f"layout: post\ntitle: {'Post' if n % 4 else '文章'} {n}\n" if n % 7 else "layout: post\n"
    written = DATES[n % len(DATES)]
    if written:
        front += f"date: {written.format(day=day)}\n"
    front += TAGS[n % len(TAGS)] + CATEGORIES[(n // 2) % len(CATEGORIES)]
    if n % 11 == 3:
        front += f"permalink: /own/{n}/:title/\n"
    if n % 11 == 4:
        front += f"permalink: /own/{n}.html\n"
    if n % 13 == 5:
        front += f"redirect_from: /old/{n}/\n"
    if n % 13 == 6:
        front += f"redirect_from:\n  - /older/{n}/\n  - /oldest/{n}.html\n"
    if n % 17 == 8:
        front += "published: true\n"
    if n % 17 == 9:
        front += "published: false\n"
    if n % 19 == 7:
        front += f"slug: A slug of {n}\n"
    other = names[n // 2] if names else None
    body = BODIES[n % len(BODIES)] if other else BODIES[0]
    if folder != "_drafts" and n % 17 != 9:
        names.append({"_posts": "", "_posts/sub": "sub/", "archive/_posts": "archive/"}[folder] + file)
    end = "\r\n" if n % 9 == 4 else "\n"
    text = f"---\n{front}---\n{body.format(other=other)}"
    write(f"{folder}/{file}.{'markdown' if n % 6 == 5 else 'md'}", text.replace("\n", end))
