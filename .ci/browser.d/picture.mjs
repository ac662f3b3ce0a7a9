// picture: the report that README.md shows. node picture.mjs COPYDESK PNG; in the folder of the repository

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [copydesk, png] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "picture-"));
const report = join(folder, "report.html");
execFileSync(copydesk, ["check", "fixtures/first-look/before", "fixtures/seed/before", "--fail-on", "never", "--quiet", "--output", `html=${report}`], {
  stdio: ["ignore", "ignore", "inherit"],
});
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 900, height: 700 } });
await page.goto(pathToFileURL(report).href);
await page.waitForFunction(() => document.querySelector("#count").textContent !== "");
await page.screenshot({ path: png });
await browser.close();
rmSync(folder, { recursive: true });
