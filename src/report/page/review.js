// review: the fixes of a plan, and what a person thinks of each.

const OPEN = 0;
const ACCEPT = 1;
const REJECT = 2;
const WORDS = ["open", "accept", "reject"];
const CONFIDENCE = 0.95;

/**
 * The largest rate of errors at which `wrong` or fewer of `judged` still come up with a chance of 1 - CONFIDENCE
 * (Clopper and Pearson 1934, one-sided), as `copydesk plan --check-sample` has it.
 */
function mostErrors(wrong, judged) {
  if (wrong >= judged) return 1;
  const logs = [0];
  for (let at = 1; at <= judged; at += 1) logs.push(logs[at - 1] + Math.log(at));
  const chance = (rate) => {
    let sum = 0;
    for (let at = 0; at <= wrong; at += 1) {
      sum += Math.exp(logs[judged] - logs[at] - logs[judged - at] + at * Math.log(rate) + (judged - at) * Math.log1p(-rate));
    }
    return sum;
  };
  let [low, high] = [0, 1];
  for (let turn = 0; turn < 60; turn += 1) {
    const middle = (low + high) / 2;
    if (chance(middle) > 1 - CONFIDENCE) low = middle;
    else high = middle;
  }
  return high;
}

/** What is kept in the browser between visits; nothing where it keeps nothing. */
function store(hash, length) {
  const key = `copydesk-review:${hash}`;
  try {
    const kept = localStorage.getItem(key);
    const known = kept !== null && kept.length === length && /^[012]*$/.test(kept) ? kept : undefined;
    return { known, keep: (verdicts) => localStorage.setItem(key, verdicts.join("")) };
  } catch {
    return { known: undefined, keep: undefined };
  }
}

/** A fix out of the array that it is in the data, where the names of its parts would be most of it. */
function unpacked([file, kind, fix, edits, title, host, verdict, lines]) {
  return {
    file, kind, fix, edits, title, host, verdict,
    lines: lines.map(([line, start, end, before, after, lead, tail, says]) =>
      ({ line, start, end, before, after, context: [lead, tail], says: says ?? undefined })),
  };
}

async function review() {
  const { plan, sha256, files, rules, kinds, hosts, sample, fixes } = await read();
  const { known, keep } = store(sha256, fixes.length);
  const verdicts = known ? [...known].map(Number) : fixes.map((fix) => Math.max(OPEN, WORDS.indexOf(fix[6])));
  const drawn = new Set(sample);
  const items = fixes.map(([file, kind, , , , host], at) => ({
    at,
    file: files[file],
    about: rules[kinds[kind].rule],
    rule: rules[kinds[kind].rule].id,
    safety: kinds[kind].safety,
    host: host === null ? undefined : hosts[host],
    folder: files[file].folder,
    path: files[file].path,
  }));
  const done = [];
  let isSaved = true;
  let waiting;

  const tally = (members) => {
    const counts = [0, 0, 0];
    for (const { at } of members) counts[verdicts[at]] += 1;
    return counts;
  };

  function remember() {
    isSaved = false;
    clearTimeout(waiting);
    waiting = setTimeout(now, 300);
  }

  function now() {
    clearTimeout(waiting);
    try {
      keep?.(verdicts);
    } catch (error) {
      byId("said").textContent = `This browser keeps no decisions (${error.message}): save the plan before you close the page.`;
    }
  }

  /** Sets verdicts, which can be undone together. */
  function decide(members, verdict) {
    const changed = members.filter(({ at }) => verdicts[at] !== verdict);
    if (changed.length === 0) return;
    done.push(changed.map((item) => [item, verdicts[item.at]]));
    for (const { at } of changed) verdicts[at] = verdict;
    refresh(changed);
  }

  function undo() {
    const last = done.pop();
    if (last === undefined) return;
    for (const [item, verdict] of last) verdicts[item.at] = verdict;
    refresh(last.map(([item]) => item));
    const { element, group } = last[0][0];
    if (element?.isConnected && !group.list.hidden) {
      element.focus();
      element.scrollIntoView({ block: "nearest" });
    }
  }

  function refresh(changed) {
    for (const item of changed) dress(item);
    for (const group of page.groups()) group.tell?.();
    progress();
    remember();
  }

  function dress({ at, element }) {
    if (element === undefined) return;
    element.classList.toggle("accepted", verdicts[at] === ACCEPT);
    element.classList.toggle("rejected", verdicts[at] === REJECT);
    for (const [name, verdict] of [["accept", ACCEPT], ["reject", REJECT]]) {
      element.querySelector(`.${name}`)?.setAttribute("aria-pressed", String(verdicts[at] === verdict));
    }
  }

  function progress() {
    const [open, accepted, rejected] = tally(items);
    byId("done").max = Math.max(1, items.length);
    byId("done").value = accepted + rejected;
    byId("progress").textContent = `${count(accepted + rejected)} of ${count(items.length)}: ${count(accepted)} accepted, ${count(rejected)} rejected, ${count(open)} open`;
    byId("undo").disabled = done.length === 0;
    const [left, right, wrong] = tally(sample.map((at) => items[at]));
    const judged = right + wrong;
    const of = `Random sample of ${count(sample.length)}: `;
    byId("bound").textContent = sample.length === 0 ? "" : judged === 0
      ? `${of}none decided. Choose “Show: random sample”, decide on those, and this line says how many of all fixes may be wrong.`
      : `${of}${count(wrong)} of ${count(judged)} rejected: at most ${(100 * mostErrors(wrong, judged)).toFixed(1)} % of all fixes are wrong (at ${CONFIDENCE * 100} % confidence)${left > 0 ? `; ${count(left)} open` : ""}.`;
  }

  function row(item) {
    const { file, at } = item;
    const fix = unpacked(fixes[at]);
    const button = (name, verdict, word) => {
      const button = make("button", { type: "button", class: name, "aria-pressed": String(verdicts[at] === verdict) }, word);
      button.addEventListener("click", () => decide([item], verdicts[at] === verdict ? OPEN : verdict));
      return button;
    };
    queueMicrotask(() => dress(item));
    return [
      make("p", { class: "where" }, make("span", { class: "place", dir: "auto" }, visible(`${file.path}:${fix.lines[0].line}`)),
        make("span", { class: "rule" }, item.rule), make("span", { class: "safety" }, item.safety)),
      make("p", { class: "message" }, said(fix.title)),
      make("div", { class: "text", lang: file.lang ?? "" }, fix.lines.map(edited).flat()),
      item.about.why ? unfolding("Why this matters", () => paragraphs(item.about.why)) : [],
      make("div", { class: "decide" }, button("accept", ACCEPT, "Accept"), button("reject", REJECT, "Reject")),
    ].flat();
  }

  /** What is beside the name of a group: how far it is, and what decides on all of it. */
  function beside(group) {
    const told = make("span", {});
    group.tell = () => {
      const [open] = tally(group.members);
      const decided = group.members.length - open;
      told.textContent = decided === 0 ? "" : open === 0 ? "all decided" : `${count(decided)} decided`;
    };
    group.tell();
    const button = (word, verdict) => {
      const button = make("button", { type: "button" }, `${word} ${group.members.length === 1 ? "it" : `all ${count(group.members.length)}`}`,
        make("span", { class: "unseen" }, ` of ${plain(group.name)}`));
      button.addEventListener("click", () => decide(group.members, verdict));
      return button;
    };
    return [make("div", { class: "all" }, told, button("Accept", ACCEPT), button("Reject", REJECT))];
  }

  /** The plan with its verdicts, as `copydesk apply` reads it. */
  function lines() {
    return items.flatMap(({ at, file, rule, host }) => {
      const { kind, fix, edits, title, lines } = unpacked(fixes[at]);
      const { safety, change } = kinds[kind];
      const { path, sha256 } = file;
      return lines.map(({ line, start, end, before, after, says, context }) => `${JSON.stringify({
        version: 1, path, sha256, fix, edits, rule, safety, change, title, host, line, start, end, before, after, says, context,
        verdict: WORDS[verdicts[at]],
      })}\n`);
    });
  }

  function save() {
    const name = `${plan.replace(/\.[^.]*$/, "")}-reviewed.jsonl`;
    const address = URL.createObjectURL(new Blob(lines(), { type: "application/jsonl" }));
    make("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    now();
    isSaved = true;
    const [open, accepted] = tally(items);
    byId("said").replaceChildren(`Downloaded ${name}: ${count(accepted)} to apply, ${count(open)} open. Next, in a terminal: `,
      make("code", {}, `copydesk apply ${name}`));
  }

  const shown = { open: "not decided", accept: "accepted", reject: "rejected", sample: "random sample" };
  const page = list({
    items,
    noun: ["fix", "fixes"],
    filters: {
      show: {
        label: "Show",
        fixed: sample.length > 0 && sample.length < items.length ? Object.keys(shown) : WORDS,
        test: ({ at }, value) => (value === "sample" ? drawn.has(at) : WORDS[verdicts[at]] === value),
      },
      rule: { label: "Rule" },
      safety: { label: "Safety" },
      folder: { label: "Folder" },
      host: { label: "Host" },
    },
    names: { show: (value) => shown[value] },
    groupings: { rule: "rule", host: "host", folder: "folder", path: "post", safety: "safety" },
    row,
    about: beside,
    text: ({ at, path, rule }) => {
      const [, , , , title, , , lines] = fixes[at];
      return [path, rule, title, ...lines.flatMap(([, , , before, after, lead, tail]) => [lead, before, tail, after])].join("\n");
    },
  });
  progress();
  byId("save").addEventListener("click", save);
  byId("undo").addEventListener("click", undo);
  const judge = (verdict) => () => {
    const item = page.current();
    if (item === undefined) return;
    decide([item], verdict);
    page.move(1);
  };
  addEventListener("keydown", (event) => {
    page.keys(event, { a: judge(ACCEPT), r: judge(REJECT), u: undo });
  });
  addEventListener("pagehide", now);
  addEventListener("visibilitychange", now);
  addEventListener("beforeunload", (event) => {
    if (!isSaved && keep === undefined) event.preventDefault();
  });
}

review().catch(failed);
