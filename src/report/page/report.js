// report: the findings.

function finding(item) {
  const { post, shown } = item;
  const place = `${post.path}:${shown.line}:${shown.column}`;
  const fix = shown.fix;
  const text = fix
    ? fix.lines.map(edited).flat()
    : [make("p", { class: "line", dir: "auto" }, lead(shown.excerpt[0]), shown.excerpt[1] === "" ? [] : marked("mark", shown.excerpt[1]), tail(shown.excerpt[2]))];
  const words = { safe: "safe fix", unsafe: "unsafe fix", suggest: "suggestion" };
  return [
    make("p", { class: "where" }, make("span", { class: `badge ${item.severity}` }, item.severity),
      make("span", { class: "place", dir: "auto" }, visible(place)), make("span", { class: "rule" }, item.rule),
      fix ? make("span", { class: "safety" }, words[fix.safety]) : []),
    make("p", { class: "message" }, said(shown.message)),
    make("div", { class: "text", lang: post.lang ?? "" }, text),
    shown.help ? make("p", { class: "help" }, said(shown.help)) : [],
    item.about.why ? unfolding("Why this matters", () => paragraphs(item.about.why)) : [],
  ].flat();
}

async function report() {
  const { rules, posts } = await read();
  const words = { safe: "safe", unsafe: "unsafe", suggest: "suggestion" };
  const items = posts.flatMap((post) => post.findings.map((shown) => ({
    post,
    shown,
    about: rules[shown.rule],
    rule: rules[shown.rule].id,
    severity: shown.severity,
    folder: post.folder,
    path: post.path,
    host: shown.host,
    author: post.author,
    month: post.month,
    fix: shown.fix ? words[shown.fix.safety] : "none",
  })));
  const worst = ["error", "warning", "note"];
  const newest = (a, b) => (a < b ? 1 : -1);
  const page = list({
    items,
    noun: ["finding", "findings"],
    filters: {
      rule: { label: "Rule" },
      severity: { label: "Severity", order: (a, b) => worst.indexOf(a) - worst.indexOf(b) },
      folder: { label: "Folder" },
      host: { label: "Host" },
      author: { label: "Author" },
      month: { label: "Month", order: newest },
      fix: { label: "Fix" },
    },
    groupings: { rule: "rule", path: "post", folder: "folder", host: "host", author: "author", month: "month", severity: "severity" },
    row: finding,
    about: (group, by) => (by === "rule" ? [make("p", { class: "about" }, said(group.members[0].about.about ?? ""))]
      : by === "path" && group.members[0].post.title ? [make("p", { class: "about", dir: "auto", lang: group.members[0].post.lang ?? "" }, visible(group.members[0].post.title))] : []),
    text: ({ post, shown, rule }) => [post.path, post.title, rule, shown.message, shown.help, ...(shown.excerpt ?? []),
      ...(shown.fix?.lines.flatMap((edit) => [edit.context[0], edit.before, edit.context[1], edit.after]) ?? [])].join("\n"),
  });
  addEventListener("keydown", (event) => page.keys(event, {}));
}

report().catch(failed);
