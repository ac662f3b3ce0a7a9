// sites: folders of posts, each a git work tree, and what copydesk says there.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder with these files, committed. */
export function site(files) {
  const folder = mkdtempSync(join(tmpdir(), "copydesk-browser-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const git = (...flags) => {
    const named = ["-c", "user.name=a", "-c", "user.email=a@example.org", ...flags];
    const ran = spawnSync("git", named, { cwd: folder, encoding: "utf8" });
    if (ran.status !== 0) throw new Error(`git ${flags.join(" ")}: ${ran.stderr}`);
  };
  git("init", "-q");
  writeFileSync(join(folder, ".gitignore"), "*.jsonl\n*.html.page\nreport.html\nreview.html\n");
  git("add", ".");
  git("commit", "-qm", "posts");
  return folder;
}

/** Runs copydesk; the exit code must be `code`. */
export function runIn(copydesk, folder, code, ...flags) {
  const ran = spawnSync(copydesk, flags, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 });
  if (ran.status !== code) throw new Error(`copydesk ${flags.join(" ")}: ${ran.status}\n${ran.stdout}${ran.stderr}`);
  return ran.stdout + ran.stderr;
}

/** The posts by name. */
export function posts(folder, below = "posts") {
  const names = readdirSync(join(folder, below), { recursive: true }).filter((name) => name.endsWith(".md")).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, below, name), "utf8")]));
}

const proxied = (at, host) => `https://cors.zfour.workers.dev/?http://${host}/photo-${at}.jpg`;

const plainly = (at, host) => `http://${host}/photo-${at}.jpg`;

/** Posts of an archive in three languages, ten fixes each. */
export function archive(number) {
  const words = [
    ["The harbour in winter", "The ferry leaves at nine, and the lamps along the quay go out one after the other"],
    ["冬天的港口", "早上九点渡船离开码头，堤岸上的路灯一盏接一盏地熄灭"],
    ["冬の港", "朝九時にフェリーが出て、岸壁の灯りがひとつずつ消えていく"],
  ];
  const files = {};
  for (let at = 0; at < number; at += 1) {
    const [title, text] = words[at % 3];
    const [year, month] = [2012 + (at % 13), String((at % 12) + 1).padStart(2, "0")];
    const hosts = ["static.a.example", "images.b.example", "c.example"];
    const images = Array.from({ length: 10 }, (_, nth) => `${text}${at % 3 === 0 ? "." : "。"}\n\n<p><img alt="${title} ${nth}" src="${(nth < 7 ? proxied : plainly)(at * 10 + nth, hosts[(at + nth) % 3])}"></p>\n`);
    if (at % 4 === 0) images.push(`<p><img src="/plan-${at}.png">${text}</p>\n`);
    files[`posts/${year}/post-${String(at).padStart(4, "0")}.md`] = `---\ntitle: ${title} ${at}\ndate: ${year}-${month}-03\nauthor: ${["Ana", "李雷", "花子"][at % 3]}\n---\n\n${images.join("\n")}`;
  }
  return files;
}

/** Posts that would run or load something if their text were ever markup. */
export function hostile() {
  const loud = "globalThis.ran=1";
  const parts = [
    `<script>${loud}</script>`,
    `</script><script>${loud}</script>`,
    `<img src="http://127.0.0.1:9/a.png" onerror="${loud}">`,
    `</style><style>@import "http://127.0.0.1:9/a.css";</style>`,
    `<a href="javascript:${loud}">x</a>`,
    `<svg onload="${loud}"><image href="http://127.0.0.1:9/b.png"/></svg>`,
    `<iframe srcdoc="<script>parent.ran=1</script>"></iframe>`,
    `<p>left \u202E tfel \u2066 right \u0007 bell</p>`,
    `{{constructor.constructor('${loud}')()}} \${${loud}} __proto__`,
    // The last: it makes a comment of what is behind it.
    `<!-- <script>${loud}</script>`,
  ];
  const image = (alt) => `<img alt='${alt.replaceAll("'", "&#39;")}' src="https://cors.zfour.workers.dev/?http://a.example/x.jpg">`;
  const body = parts.map((part) => `${part}\n\n<p>${image(part)}</p>\n\n<img src="http://127.0.0.1:9/${encodeURIComponent(part)}.png">\n`);
  return {
    "posts/hostile.md": `---\ntitle: "<script>${loud}</script>"\nauthor: "<img src=x onerror=${loud}>"\ndate: 2024-01-02\nlang: '"><script>${loud}</script>'\n---\n\n${body.join("\n")}`,
    [`posts/<img src=x onerror=${loud}>.md`]: `${image("x")}\n\n<img src="a.png">  \n`,
    "posts/__proto__/constructor.md": `${image("y")} <img src="b.png">\n`,
    "posts/long.md": `${image("甲".repeat(1_000_000))} <img title="${"x".repeat(1_000_000)}" src="https://cors.zfour.workers.dev/?http://a.example/${"y".repeat(1000)}.jpg">\n`,
  };
}

/** Words as if by chance, the same ones each time: what repeats itself would be small in any file. */
function words(seed, length) {
  let [state, text] = [seed * 2654435761 + 1, ""];
  while (text.length < length) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    text += state % 7 === 0 ? " " : String.fromCodePoint(97 + ((state >>> 8) % 26));
  }
  return text;
}

/** A plan of so many fixes, as `copydesk plan` writes one, of posts that are not there. */
export function largePlan(number) {
  const lines = [];
  for (let at = 0; at < number; at += 1) {
    const file = Math.floor(at / 5);
    const before = proxied(at, `static-${at % 400}.a.example`);
    lines.push(JSON.stringify({
      version: 1,
      path: `posts/${2005 + (file % 20)}/${String(file % 12).padStart(2, "0")}/a-post-with-a-name-${file}.md`,
      sha256: createHash("sha256").update(String(file)).digest("hex"),
      fix: (at % 5) + 1,
      edits: 1,
      rule: ["proxied-url", "insecure-url", "missing-closing-period", "trailing-whitespace"][at % 4],
      safety: at % 3 === 0 ? "unsafe" : "safe",
      change: "attribute-value",
      title: `use the original address`,
      host: `static-${at % 400}.a.example`,
      line: (at % 5) * 7 + 8,
      start: 400 + (at % 5) * 300,
      end: 400 + (at % 5) * 300 + before.length,
      before,
      after: `https://static-${at % 400}.a.example/photo-${at}.jpg`,
      context: [`${words(at, 36)}<img alt="${words(at + 7e6, 12)}" src="`, `" width="800"> ${words(at + 9e6, 44)}`],
    }));
  }
  return `${lines.join("\n")}\n`;
}
