"""A blog of 60 posts for Hexo or Hugo: posts.py FOLDER hexo|hugo hugo|astro"""
import pathlib, sys

root, kind, goal = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
TAGS = ["", "tags: [one, 'two words', C++]\n", "tags:\n  - 标签\n  - two\n", "tags: [Go]  # kept\n"]
NAMES = ["hello-world", "Über-uns", "你好-世界", "post_{n}", "UPPER-Case"]
if goal == "astro":
    # Astro makes addresses of small letters and has no field for another one.
    NAMES = ["hello-world", "post_{n}", "你好-世界", "a-b-c"]
if kind == "hexo":
    config = {"hugo": "permalink: :year/:month/:day/:title/\n", "astro": "permalink: blog/:title/\n"}[goal]
    config = f"title: A blog\nurl: https://blog.example\ntimezone: Asia/Shanghai\ntheme: plain\n{config}"
    dates = ["{day} 08:11:20", "{day} 23:30:00", "{day}", "{day}T16:11:20Z", "{day} 00:05:09", "{day} 23:59:59 +09:00"]
    tags = TAGS + ["tags: one word\n", "tag: single\n"]
    categories = ["", "categories: news\n", "categories: [Tech, 生活]\n", "category: Long Read\n"]
    bodies = [
        "Text.\n",
        "{{% codeblock lang:ruby %}}\nputs 1\n{{% endcodeblock %}}\n",
        "{{% raw %}}{{{{ x }}}}{{% endraw %}}\n",
        "See {{% post_link {other} 'that' %}}.\n",
        "```\n{{% codeblock %}}\n```\n",
    ]
    folder, drafts = "source/_posts", "source/_drafts"
else:
    config = "baseURL = 'https://blog.example/'\ntitle = 'A blog'\ntimeZone = 'Asia/Shanghai'\n[permalinks.page]\nposts = '/blog/:contentbasename/'\n"
    dates = ["{day}T08:11:20+08:00", "{day}", "{day} 23:30:00", "{day}T16:11:20Z", "'{day} 00:05:09'", "{day} 23:59:59 +0900"]
    tags, categories = TAGS, ["", "categories: [news]\n"]
    bodies = ["Text.\n", "{{{{< highlight ruby >}}}}\nputs 1\n{{{{< /highlight >}}}}\n", "See [that]({{{{< relref \"/posts/{other}.md\" >}}}}).\n"]
    folder, drafts = "content/posts", None

def write(path, text):
    path = root / path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")

write("_config.yml" if kind == "hexo" else "hugo.toml", config)
names = []
for n in range(60):
    day = f"{2010 + n % 12}-{1 + n % 12:02}-{1 + n % 28:02}"
    name = NAMES[n % len(NAMES)].format(n=n)
    if f"{n}" not in name:
        name = f"{name}-{n}"
    front = f"title: {'Post' if n % 4 else '文章'} {n}\ndescription: About {n}.\n"
    front += f"date: {dates[n % len(dates)].format(day=day)}\n"
    front += tags[n % len(tags)] + categories[(n // 2) % len(categories)]
    if kind == "hexo" and n % 11 == 3 and goal == "hugo":
        front += f"permalink: own/{n}.html\n"
    if n % 13 == 5:
        front += f"{'updated' if kind == 'hexo' else 'lastmod'}: {day}T20:00:00Z\n"
    hidden = n % 17 == 9
    if hidden:
        front += "published: false\n" if kind == "hexo" else "draft: true\n"
    elif n % 17 == 8:
        front += "published: true\n" if kind == "hexo" else "draft: false\n"
    is_draft = drafts and n % 25 == 24
    other = names[n // 2 % len(names)] if names else None
    body = bodies[n % len(bodies)] if other else bodies[0]
    if not hidden and not is_draft:
        names.append(name)
    end = "\r\n" if n % 9 == 4 else "\n"
    write(f"{drafts if is_draft else folder}/{name}.md", f"---\n{front}---\n{body.format(other=other)}".replace("\n", end))
