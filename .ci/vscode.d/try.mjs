// Opens posts in Visual Studio Code as a person does, with the packed extension in it:
//   node try.mjs COPYDESK EXTENSION.vsix
// One post is fixed by the quick fix where its problem is, one by saving it; each must be what `copydesk fix` makes of it.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const [copydesk, vsix] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const POST = `---
title: 一张图
---

中文😀 <img alt="a" src="https://cors.zfour.workers.dev/?http://a.example/x.jpg"> 完。

![](/b.jpg)
`;
const work = mkdtempSync(join(tmpdir(), 'copydesk-vscode-'));
const site = join(work, 'site');
mkdirSync(site);
for (const name of ['wanted.md', 'quick.md', 'saved.md']) writeFileSync(join(site, name), POST);
execFileSync('git', ['init', '-q'], { cwd: site });
try {
  execFileSync(copydesk, ['fix', '--quiet', '--allow-dirty', 'wanted.md'], { cwd: site, stdio: 'ignore' });
} catch (error) {
  // Not all of it can be fixed.
  if (error.status !== 1) throw error;
}
const wanted = readFileSync(join(site, 'wanted.md'), 'utf8');
if (!wanted.includes('src="https://a.example/x.jpg"')) throw new Error('`copydesk fix` fixes nothing here');
rmSync(join(site, 'wanted.md'));

const installed = join(work, 'copydesk');
symlinkSync(copydesk, installed);
const data = join(work, 'data');
mkdirSync(join(data, 'User'), { recursive: true });
const settings = {
  'copydesk.path': installed,
  'editor.codeActionsOnSave': { 'source.fixAll.copydesk': 'explicit' },
  'workbench.startupEditor': 'none',
  'chat.commandCenter.enabled': false,
};
writeFileSync(join(data, 'User', 'settings.json'), JSON.stringify(settings));
// It asks nobody for extensions.
const environment = { PATH: process.env.PATH, HOME: work, LANG: 'C.UTF-8', EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
const program = join(here, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
const places = ['--user-data-dir', data, '--extensions-dir', join(work, 'extensions')];
execFileSync(process.execPath, [program, ...places, '--install-extension', vsix], { env: environment, stdio: 'inherit' });

const port = await new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
const server = spawn(
  process.execPath,
  [program, ...places, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry',
    '--disable-update-check', '--disable-workspace-trust', '--disable-getting-started-override'],
  { env: environment, stdio: ['ignore', 'pipe', 'pipe'] },
);
let log = '';
server.stdout.on('data', (text) => { log += text; });
server.stderr.on('data', (text) => { log += text; });
let browser;
let page;
async function until(what, holds, limit = 60_000) {
  const end = Date.now() + limit;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`vscode: not within ${limit / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function command(title) {
  await page.keyboard.press('F1');
  const box = page.locator('.quick-input-widget input');
  await box.waitFor({ state: 'visible' });
  await box.fill(`>${title}`);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor();
  await page.keyboard.press('Enter');
}

async function open(name) {
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).dblclick();
  await page.locator('.tab.active', { hasText: name }).waitFor();
}

try {
  await until('code-server answers', () => fetch(`http://127.0.0.1:${port}/healthz`).then((answer) => answer.ok, () => false));
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.goto(`http://127.0.0.1:${port}/?folder=${site}`);
  await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });

  await open('quick.md');
  await command('Problems: Focus on Problems View');
  const problem = page.locator('.markers-panel .monaco-list-row', { hasText: 'cors.zfour.workers.dev' }).first();
  await problem.waitFor({ timeout: 60_000 });
  const said = (await problem.innerText()).replace(/\s+/g, ' ');
  // A character beyond U+FFFF counts two.
  if (!said.includes('proxied-url') || !said.includes('[Ln 5, Col 24]')) throw new Error(`vscode: the problem is \`${said}\``);
  console.error(`vscode: ${said}`);
  await problem.dblclick();
  const action = page.locator('.action-widget .monaco-list-row', { hasText: '(safe)' });
  // The keys go to the problems until the editor has the focus.
  await page.locator('.monaco-editor.focused').waitFor();
  await until('the quick fix is offered', async () => {
    await page.keyboard.press('Control+.');
    return action.first().waitFor({ timeout: 3000 }).then(() => true, () => false);
  });
  if ((await action.count()) !== 1) throw new Error(`vscode: the safe fixes are ${await action.allInnerTexts()}`);
  console.error(`vscode: ${(await action.innerText()).trim()}`);
  // It is the one that is preferred, so that it is chosen already.
  await page.locator('.action-widget .monaco-list-row.focused', { hasText: '(safe)' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.view-line', { hasText: 'src="https://a.example/x.jpg"' }).waitFor();
  await page.keyboard.press('Control+S');
  await until('quick.md is fixed', () => readFileSync(join(site, 'quick.md'), 'utf8') === wanted, 10_000);

  await open('saved.md');
  await problem.waitFor();
  // What was not changed is not saved again.
  await page.keyboard.press('Control+End');
  await page.keyboard.type('x');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Control+S');
  await until('saved.md is fixed', () => readFileSync(join(site, 'saved.md'), 'utf8') === wanted, 10_000);
  console.error('vscode: both posts are as `copydesk fix` leaves them');

  rmSync(installed);
  await command('copydesk: Restart Server');
  const toast = page.locator('.notification-toast', { hasText: 'Install it, or set' });
  await toast.waitFor();
  if (!(await toast.innerText()).includes(installed)) throw new Error('vscode: the message does not name the program');
  console.error('vscode: a program that is not there is named');
} catch (error) {
  const picture = join(here, 'failed.png');
  await page?.screenshot({ path: picture }).then(() => console.error(`vscode: see ${picture}`), () => undefined);
  console.error(log);
  throw error;
} finally {
  await browser?.close();
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill();
  await ended;
  rmSync(work, { recursive: true, force: true });
}
