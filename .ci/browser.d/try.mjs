// try: both pages in a real browser, against the copydesk that is built. node try.mjs COPYDESK SHOTS

import assert from "node:assert/strict";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { archive, hostile, largePlan, posts, runIn, site } from "./sites.mjs";

const [copydesk, shots] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const run = (folder, code, ...flags) => runIn(copydesk, folder, code, ...flags);
const made = [];
const make = (files) => {
  made.push(site(files));
  return made.at(-1);
};

/** A page of a file, and what it did besides being shown: requests, messages, dialogs. */
async function open(file, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const seen = [];
  const address = pathToFileURL(file).href;
  page.on("request", (request) => request.url() !== address && !request.url().startsWith("blob:") && seen.push(request.url()));
  page.on("console", (message) => seen.push(message.text()));
  page.on("pageerror", (error) => seen.push(String(error)));
  page.on("dialog", (dialog) => {
    seen.push(dialog.message());
    dialog.dismiss();
  });
  const began = performance.now();
  await page.goto(address);
  await page.waitForFunction(() => document.querySelector("#count").textContent !== "", null, { timeout: 60_000 });
  return { page, seen, context, ms: performance.now() - began };
}

/** All that is folded is open. */
async function unfold(page) {
  await page.evaluate(() => {
    for (const button of document.querySelectorAll("h3 button[aria-expanded=false]")) button.click();
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  await page.waitForTimeout(100);
}

/** axe-core finds nothing, folded and unfolded, light and dark. */
async function blameless(file) {
  for (const colorScheme of ["light", "dark"]) {
    const { page, context } = await open(file, { bypassCSP: true, colorScheme });
    for (const unfolded of [false, true]) {
      if (unfolded) {
        await unfold(page);
      }
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
      const told = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("\n")}`);
      assert.deepEqual(told, [], `${file}, ${colorScheme}`);
    }
    await context.close();
  }
}

/** Pictures of a page, for a person to look at, and that nothing of it is cut off on a phone. */
async function shoot(file, name) {
  for (const [kind, options] of Object.entries({
    wide: {},
    dark: { colorScheme: "dark" },
    narrow: { viewport: { width: 360, height: 800 } },
  })) {
    const { page, context } = await open(file, options);
    const first = page.locator("h3 button").first();
    if ((await first.getAttribute("aria-expanded")) === "false") await first.click();
    if (kind === "narrow") {
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 360, `${name}: ${wide} pixels wide`);
    }
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: join(shots, `${name}-${kind}.png`) });
    await page.evaluate(() => document.querySelector("#all").scrollIntoView());
    await page.screenshot({ path: join(shots, `${name}-${kind}-list.png`) });
    await context.close();
  }
  const { page, context } = await open(file);
  await page.emulateMedia({ media: "print" });
  await page.pdf({ path: join(shots, `${name}.pdf`) });
  await context.close();
}

const text = (page, selector) => page.locator(selector).textContent();
const ofAll = async (page) => Number((await text(page, "#count")).split(" ")[0].replaceAll(",", ""));

async function report() {
  const folder = make(archive(60));
  run(folder, 1, "check", "posts", "--quiet", "--output", "html=report.html");
  const file = join(folder, "report.html");
  const { page, seen, context } = await open(file);
  const all = await ofAll(page);
  assert.equal(all, JSON.parse(run(folder, 1, "check", "posts", "--format", "json")).summary.findings);
  const size = statSync(file).size / all;
  console.log(`report: ${all} findings, ${Math.round(size)} bytes each`);
  assert.ok(size < 1500, `${size} bytes a finding`);
  // Each filter leaves what it says, and all of them together less.
  const host = page.locator("#by-host");
  const [value, label] = await host.locator("option").nth(1).evaluate((option) => [option.value, option.textContent]);
  await host.selectOption(value);
  assert.ok(label.endsWith(`(${await ofAll(page)})`), label);
  const filtered = await text(page, "#count");
  await page.locator("#text").fill("post-0001");
  await page.waitForFunction((before) => document.querySelector("#count").textContent !== before, filtered);
  const some = await ofAll(page);
  assert.ok(some > 0 && some < 10, String(some));
  assert.ok((await page.locator(".place").allTextContents()).every((place) => place.includes("post-0001")));
  await page.locator("#text").fill("");
  await host.selectOption("");
  await page.waitForFunction((all) => document.querySelector("#count").textContent.startsWith(String(all)), all);
  for (const key of ["severity", "folder", "author", "month"]) {
    if ((await page.locator(`#by-${key}`).count()) === 0) continue;
    await page.locator(`#by-${key}`).selectOption({ index: 1 });
    assert.ok((await ofAll(page)) <= all);
    await page.locator(`#by-${key}`).selectOption("");
  }
  // The keys move, unfold, and find the field.
  await page.locator("h1").click();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  assert.ok(await page.evaluate(() => document.activeElement.matches(".item:nth-child(2)")));
  await page.locator(".item").first().locator("summary").click();
  assert.notEqual(await page.locator(".item .why p").count(), 0);
  await page.keyboard.press("/");
  assert.ok(await page.evaluate(() => document.activeElement.id === "text"));
  // Every plot says the same in a table.
  const plots = await page.locator(".plot").count();
  assert.ok(plots >= 4, String(plots));
  assert.equal(await page.locator("figure table").count(), plots);
  assert.deepEqual(seen, []);
  await context.close();
  await blameless(file);
  await shoot(file, "report");
  run(folder, 0, "check", "--no-config", "report.html");
  await sinceBaseline(folder);
}

/** What the baseline accepted and what is left of it are side by side, also where nothing is new. */
async function sinceBaseline(folder) {
  run(folder, 0, "baseline", "posts");
  run(folder, 0, "fix", "posts", "--quiet", "--allow-dirty");
  run(folder, 0, "check", "posts", "--quiet", "--output", "html=report.html");
  const { page, seen, context } = await open(join(folder, "report.html"));
  assert.equal(await ofAll(page), 0);
  const rows = await page.locator("figure", { hasText: "Since the baseline" }).locator("tbody tr").evaluateAll((all) =>
    all.map((row) => [...row.children].map((cell) => cell.textContent).join(" ")));
  assert.deepEqual(rows, ["proxied-url 420 0", "insecure-url 180 0", "missing-alt 15 15"]);
  await page.screenshot({ path: join(shots, "report-baseline.png") });
  assert.deepEqual(seen, []);
  await context.close();
  await blameless(join(folder, "report.html"));
}

async function review() {
  const folder = make(archive(300));
  run(folder, 1, "plan", "posts", "--out", "plan.jsonl");
  run(folder, 0, "review", "plan.jsonl", "--out", "review.html");
  const file = join(folder, "review.html");
  const { page, seen, context } = await open(file);
  assert.equal(await ofAll(page), 3000);
  // One by the keys: accept two, reject one, undo that.
  await page.locator("h1").click();
  for (const key of ["j", "a", "a", "r", "u"]) await page.keyboard.press(key);
  assert.match(await text(page, "#progress"), /^2 of 3,000: 2 accepted, 0 rejected, 2,998 open$/);
  await page.keyboard.press("r");
  // A group at once: all of a folder; and another is rejected.
  await page.locator("#by").selectOption("folder");
  const group = (name) => page.locator(".group", { has: page.locator(`.name:text-is("${name}")`) });
  await group("posts/2013").getByRole("button", { name: /^Accept all/ }).click();
  await group("posts/2014").getByRole("button", { name: /^Reject all/ }).click();
  const progress = await text(page, "#progress");
  assert.match(progress, /23[0-9] accepted/);
  assert.match(progress, /23[0-9] rejected/);
  // Closed by accident: nothing is lost.
  await page.reload();
  await page.waitForFunction(() => document.querySelector("#progress").textContent !== "");
  assert.equal(await text(page, "#progress"), progress);
  const saved = await save(page, folder);
  assert.deepEqual(seen, []);
  await context.close();

  const before = posts(folder);
  const told = run(folder, 0, "apply", saved);
  const after = posts(folder);
  const lines = readFileSync(join(folder, saved), "utf8").trim().split("\n").map((line) => JSON.parse(line));
  const undecided = lines.filter(({ verdict }) => verdict === "open").length;
  assert.ok(told.includes(`${undecided.toLocaleString("en")} fixes undecided`), told);
  let written = 0;
  for (const { path, after: now, verdict } of lines) {
    const post = after[path.slice("posts/".length)];
    assert.equal(post.includes(`"${now}"`), verdict === "accept", `${path}: ${now} ${verdict}`);
    written += verdict === "accept";
  }
  console.log(`review: ${written} accepted fixes are written, ${undecided} undecided ones are not`);
  run(folder, 0, "undo");
  assert.deepEqual(posts(folder), before);

  // A post that moves on after the review is left and named.
  const moved = lines.find(({ verdict }) => verdict === "accept").path;
  writeFileSync(join(folder, moved), "another text.\n");
  const left = run(folder, 2, "apply", saved, "--allow-dirty");
  assert.ok(left.includes(`${moved} was left alone: it has changed since the plan was made`), left);
  await sample(folder);
  await blameless(file);
  await shoot(file, "review");
  run(folder, 0, "check", "--no-config", "review.html");
}

/** Saves the plan; what the file is called. */
async function save(page, folder) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#save").click()]);
  await download.saveAs(join(folder, download.suggestedFilename()));
  assert.match(await text(page, "#said"), /copydesk apply plan-reviewed\.jsonl$/);
  return download.suggestedFilename();
}

/** The page's bound is that of the command. */
async function sample(folder) {
  const { page, context } = await open(join(folder, "review.html"));
  await page.locator("#by-show").selectOption("sample");
  assert.equal(await ofAll(page), 100);
  await page.getByRole("button", { name: /^Accept all/ }).first().click();
  for (const wrong of [0, 1, 3]) {
    await page.locator("h3 button[aria-expanded=false]").first().click().catch(() => {});
    while ((await page.locator(".item.rejected").count()) < wrong) {
      await page.locator(".item:not(.rejected) .reject").first().click();
    }
    const bound = await text(page, "#bound");
    const saved = await save(page, folder);
    const told = run(folder, 1, "plan", "--check-sample", saved);
    const [, line] = told.match(/all rules +(.*% are wrong)/);
    assert.ok(bound.includes(line.replace("% are", "% of all fixes are")), `${bound}\n${told}`);
  }
  await context.close();
}

async function harm() {
  const folder = make(hostile());
  run(folder, 1, "check", "posts", "--quiet", "--output", "html=report.html");
  run(folder, 1, "plan", "posts", "--unsafe", "--out", "plan.jsonl");
  run(folder, 0, "review", "plan.jsonl", "--out", "review.html");
  for (const name of ["report.html", "review.html"]) {
    const { page, seen, context } = await open(join(folder, name));
    await unfold(page);
    for (const grouping of ["path", "folder"]) {
      await page.locator("#by").selectOption(grouping);
      await unfold(page);
    }
    for (const link of await page.locator("#groups a, #groups img, #groups svg, #groups iframe, #groups script").all()) assert.fail(await link.evaluate((node) => node.outerHTML));
    await page.waitForTimeout(300);
    assert.equal(await page.evaluate(() => globalThis.ran), undefined, name);
    assert.deepEqual(seen, [], name);
    const shown = await text(page, "#groups");
    for (const visible of ["U+202E", "U+2066", "more characters", "<img src=x onerror=globalThis.ran=1>.md"]) assert.ok(shown.includes(visible), `${name}: ${visible}`);
    const bytes = readFileSync(join(folder, name), "utf8");
    if (name === "report.html") assert.ok(bytes.includes("\\u003cscript>") || !bytes.includes("application/json"));
    assert.equal(bytes.split("<script").length, 3, "the data and the page's own script");
    // What is not the page's own is stopped by its policy, were it ever in it.
    const stopped = await page.evaluate(async () => {
      const refused = [];
      addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
      const script = document.createElement("script");
      try {
        script.textContent = "globalThis.ran = 2";
      } catch {
        refused.push("trusted types");
      }
      document.body.append(script);
      const image = new Image();
      image.src = "data:image/gif;base64,R0lGODlhAQABAAAAACw=";
      await new Promise((done) => setTimeout(done, 200));
      return [globalThis.ran, ...refused];
    });
    assert.equal(stopped[0], undefined);
    assert.ok(stopped.includes("img-src") && stopped.includes("trusted types"), String(stopped));
    await context.close();
    await blameless(join(folder, name));
  }
  console.log("hostile posts: nothing runs, nothing is requested");
}

async function large() {
  const folder = make({ "posts/a.md": "a.\n" });
  writeFileSync(join(folder, "plan.jsonl"), largePlan(100_000));
  run(folder, 0, "review", "plan.jsonl", "--out", "review.html");
  const file = join(folder, "review.html");
  const megabytes = statSync(file).size / 1e6;
  const { page, ms, seen, context } = await open(file);
  assert.equal(await ofAll(page), 100_000);
  const began = performance.now();
  await page.locator("#text").fill("photo-99999.");
  await page.waitForFunction(() => document.querySelector("#count").textContent.startsWith("1 of"));
  const found = performance.now() - began;
  await page.locator("#text").fill("");
  await page.waitForFunction(() => document.querySelector("#count").textContent.startsWith("100,000"));
  const pressed = performance.now();
  await page.getByRole("button", { name: /^Accept all/ }).first().click();
  assert.match(await text(page, "#progress"), /25,000 accepted/);
  const ticked = performance.now() - pressed;
  console.log(`100,000 fixes: ${megabytes.toFixed(1)} MB, open in ${Math.round(ms)} ms, a search ${Math.round(found)} ms, 25,000 accepted in ${Math.round(ticked)} ms`);
  assert.ok(megabytes < 40, `${megabytes} MB`);
  assert.deepEqual(seen, []);
  const saved = await save(page, folder);
  assert.equal(readFileSync(join(folder, saved), "utf8").split("\n").length, 100_001);
  await context.close();
}

try {
  for (const part of [report, review, harm, large]) await part();
  console.log("browser: both pages hold");
} finally {
  await browser.close();
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
}
