"use strict";
// common: what both pages do. Text of posts only ever becomes text: nothing here makes markup of a string, and
// the page's policy would not let it.

const byId = (id) => document.getElementById(id);
const ROWS = 50;
const GROUPS = 100;
const LONGEST = 600;

/** An element with attributes and children; a string is text. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat());
  return element;
}

const count = (number) => number.toLocaleString("en");
const plural = (number, one, many) => `${count(number)} ${number === 1 ? one : many}`;

/** The data of the page, which is deflated where it is large. */
async function read() {
  const block = byId("data");
  const text = block.textContent;
  block.remove();
  if (block.type === "application/json") return JSON.parse(text);
  const packed = atob(text);
  const bytes = new Uint8Array(packed.length);
  for (let at = 0; at < packed.length; at += 1) bytes[at] = packed.charCodeAt(at);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).json();
}

// Controls, what sets the direction of text, and what nobody sees. Joiners are letters of some scripts.
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;
const RUNS = new RegExp(`(${HIDDEN.source})`);

/** Text as nodes, in which what is hidden can be seen. */
function visible(text) {
  let shown = text;
  let rest = 0;
  if (shown.length > LONGEST) {
    shown = shown.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, "");
    rest = text.length - shown.length;
  }
  const nodes = shown.split(RUNS).filter((part) => part !== "").map((part) => {
    if (!HIDDEN.test(part)) return part;
    if (part === "\n") return make("span", { class: "code" }, "⏎");
    if (part === "\t") return make("span", { class: "code" }, "→");
    const code = part.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    return make("span", { class: "code" }, `U+${code}`);
  });
  if (rest > 0) nodes.push(make("span", { class: "code" }, `… ${plural(rest, "more character", "more characters")}`));
  return nodes;
}

/** A message: what is between backticks is code. */
function said(text) {
  return text.split("`").map((part, at) => (at % 2 === 1 ? make("code", {}, visible(part)) : visible(part))).flat();
}

/** Spaces at the end of what is marked, which would not be seen. */
function marked(name, text) {
  const kept = text.replace(/ +$/, "");
  const blanks = text.length - kept.length;
  const spaces = blanks > 0 ? [make("span", { class: "code" }, "·".repeat(Math.min(blanks, 40)))] : [];
  return make(name, {}, visible(kept), spaces);
}

/** As many bytes of a line are at either side of what is found in it; nearly as many are there where more was cut off. */
const NEAR = 60 - 3;
const isCut = (text) => text.length > NEAR / 3 && new TextEncoder().encode(text).length >= NEAR;

/** What is before and what is behind in a line, with a sign where it goes on. */
const lead = (text) => [isCut(text) ? "…" : [], visible(text)].flat();
const tail = (text) => [visible(text), isCut(text) ? "…" : []].flat();

/** How many UTF-16 units two texts have in common at their beginning, whole characters only. */
function common(a, b) {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  if (at > 0 && /[\ud800-\udbff]/.test(a[at - 1])) at -= 1;
  return at;
}

/** A line of a post before and after an edit, with what changes marked. */
function edited({ before, after, context }) {
  // Where both have the same letters at an end, what is marked is whole words all the same.
  const letter = (text, at) => /[\w]/.test(text[at] ?? "");
  let head = common(before, after);
  while (head > 0 && letter(before, head - 1) && (letter(before, head) || letter(after, head))) head -= 1;
  let [a, b] = [before.slice(head), after.slice(head)];
  let back = 0;
  while (back < a.length && back < b.length && a[a.length - 1 - back] === b[b.length - 1 - back]) back += 1;
  if (back > 0 && /[\udc00-\udfff]/.test(a[a.length - back])) back -= 1;
  while (back > 0 && letter(a, a.length - back) && (letter(a, a.length - back - 1) || letter(b, b.length - back - 1))) back -= 1;
  const end = a.slice(a.length - back);
  [a, b] = [a.slice(0, a.length - back), b.slice(0, b.length - back)];
  const same = before.slice(0, head);
  const line = (kind, sign, word, name, text) => make("p", { class: `line ${kind}`, dir: "auto" },
    make("span", { class: "sign", "aria-hidden": "true" }, sign), make("span", { class: "unseen" }, word),
    lead(context[0]), visible(same), text === "" ? [] : marked(name, text), visible(end), tail(context[1]));
  return [line("minus", "−", "before: ", "del", a), line("plus", "+", "after: ", "ins", b)];
}

/** Paragraphs of what a rule is for. */
const paragraphs = (text) => text.split(/\n{2,}/).map((part) => make("p", {}, said(part.replace(/\n/g, " "))));

/** A part that is made when it is unfolded. */
function unfolding(title, content) {
  const details = make("details", { class: "why" }, make("summary", {}, title));
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(...content());
  });
  return details;
}

/**
 * The list: filters, groups that unfold, what the keys move in. `items` have `text()`, and a value for each key of
 * `filters` and `groupings`, which say how these are called; `row` makes what is shown of an item, `about` what is
 * beside the name of a group.
 */
function list({ items, filters, groupings, noun, row, about = () => [], text, names = {} }) {
  const form = document.querySelector(".filters");
  const selects = new Map();
  const holder = byId("groups");
  const rows = new Map();
  let groups = [];

  const named = (key, value) => (names[key] ? names[key](value) : value);
  for (const [key, { label, order, fixed }] of Object.entries(filters)) {
    const counts = new Map();
    for (const item of items) {
      if (item[key] !== undefined) counts.set(item[key], (counts.get(item[key]) ?? 0) + 1);
    }
    if (!fixed && counts.size < 2) continue;
    const values = fixed ?? [...counts.keys()].sort(order ?? ((a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1)));
    const select = make("select", { id: `by-${key}` }, make("option", { value: "" }, "all"), values.map((value) =>
      make("option", { value }, `${plain(named(key, value))}${fixed ? "" : ` (${count(counts.get(value))})`}`)));
    selects.set(key, select);
    byId("selects").append(make("p", {}, make("label", { for: select.id }, label), select));
    select.addEventListener("change", show);
  }
  const by = byId("by");
  for (const [key, label] of Object.entries(groupings)) {
    if (items.some((item) => item[key] !== undefined)) by.append(make("option", { value: key }, label));
  }
  by.addEventListener("change", show);
  form.hidden = items.length === 0;
  form.addEventListener("submit", (event) => event.preventDefault());
  let waiting;
  byId("text").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 150);
  });

  /** Makes the groups anew, folded, but for the first where there is little. */
  function show() {
    const wanted = [...selects].filter(([, select]) => select.value !== "");
    const words = byId("text").value.toLowerCase().trim();
    const fits = (item) => wanted.every(([key, select]) => {
      const { test } = filters[key];
      return test ? test(item, select.value) : item[key] === select.value;
    }) && (words === "" || text(item).toLowerCase().includes(words));
    const kept = items.filter(fits);
    const found = new Map();
    for (const item of kept) {
      const name = item[by.value] ?? "";
      if (!found.has(name)) found.set(name, []);
      found.get(name).push(item);
    }
    const sorted = [...found].sort(([a, x], [b, y]) =>
      (by.value === "month" ? (a < b ? -1 : 1) : y.length - x.length || (a < b ? -1 : 1)));
    groups = sorted.map(([name, members]) => ({ name, members, shown: 0 }));
    rows.clear();
    holder.replaceChildren();
    byId("count").textContent = kept.length === items.length
      ? plural(kept.length, ...noun)
      : `${count(kept.length)} of ${plural(items.length, ...noun)}`;
    more(0);
    if (groups.length > 0 && (groups.length === 1 || kept.length <= ROWS)) {
      for (const group of groups.slice(0, kept.length <= ROWS ? groups.length : 1)) fold(group, true);
    }
  }

  /** The groups from `from` on, as many as fit. */
  function more(from) {
    for (const group of groups.slice(from, from + GROUPS)) holder.append(head(group));
    if (groups.length > from + GROUPS) {
      const button = make("button", { type: "button", class: "more" }, `${count(groups.length - from - GROUPS)} more groups`);
      button.addEventListener("click", () => {
        button.remove();
        more(from + GROUPS);
      });
      holder.append(button);
    }
  }

  function head(group) {
    const at = groups.indexOf(group);
    group.button = make("button", { type: "button", "aria-expanded": "false", "aria-controls": `group-${at}` },
      make("span", { class: "name", dir: "auto" }, visible(named(by.value, group.name) || "(none)")), " ",
      make("span", { class: "number" }, count(group.members.length)));
    group.list = make("ol", { id: `group-${at}`, hidden: true });
    group.button.addEventListener("click", () => fold(group, group.list.hidden));
    group.beside = make("div", { class: "beside" }, about(group, by.value));
    return make("section", { class: "group" }, make("div", { class: "head" }, make("h3", {}, group.button), group.beside), group.list);
  }

  function fold(group, open) {
    group.list.hidden = !open;
    group.button.setAttribute("aria-expanded", String(open));
    if (open && group.shown === 0) grow(group);
  }

  function grow(group) {
    for (const item of group.members.slice(group.shown, group.shown + ROWS)) {
      const element = make("li", { class: "item", tabindex: "-1" }, row(item));
      rows.set(element, item);
      item.element = element;
      item.group = group;
      group.list.append(element);
    }
    group.shown = Math.min(group.shown + ROWS, group.members.length);
    group.more?.remove();
    const left = group.members.length - group.shown;
    if (left > 0) {
      const button = make("button", { type: "button", class: "more" }, `Show ${count(Math.min(left, ROWS))} more of ${count(left)}`);
      button.addEventListener("click", () => grow(group));
      group.more = make("li", { class: "rest" }, button);
      group.list.append(group.more);
    }
  }

  /** The item that has the focus, or has it within. */
  const current = () => rows.get(document.activeElement?.closest?.(".item"));

  /** Moves to the next item, or to the one before; unfolds what is folded on the way. */
  function move(step) {
    const here = current();
    let target;
    if (here === undefined) {
      const first = groups[0];
      if (first !== undefined) {
        fold(first, true);
        target = first.members[0];
      }
    } else {
      const { group } = here;
      const at = group.members.indexOf(here) + step;
      const next = at >= 0 && at < group.members.length ? group : groups[groups.indexOf(group) + step];
      if (next === undefined || next.list === undefined) return;
      fold(next, true);
      if (next === group && at >= group.shown) grow(group);
      target = next === group ? group.members[at] : next.members[step > 0 ? 0 : next.shown - 1];
    }
    target?.element?.focus();
    target?.element?.scrollIntoView({ block: "nearest" });
  }

  function keys(event, others) {
    const { key, target } = event;
    if (!byId("keys").checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (target.closest?.("input:not([type=checkbox]), select, textarea")) {
      if (key === "Escape") target.blur();
      return;
    }
    const acts = { j: () => move(1), k: () => move(-1), "/": () => byId("text").focus(), ...others };
    if (Object.hasOwn(acts, key)) {
      event.preventDefault();
      acts[key]();
    }
  }

  show();
  return { show, current, move, keys, groups: () => groups, select: (key, value) => { selects.get(key).value = value; show(); } };
}

/** Text for where only text can be: what is hidden is written out. */
function plain(text) {
  return visible(text).map((node) => (typeof node === "string" ? node : node.textContent)).join("");
}

/** Says in the page what kept it from working. */
function failed(error) {
  byId("groups").replaceChildren(make("p", { class: "wait" }, `This browser cannot show the list: ${error.message}`));
  throw error;
}
