// What the Node programs share: lines of JSON in and out, values as plain JSON, a folder for one post.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const [, , INPUTS, OUT] = process.argv;

/** The posts: [{id, bytes, text}]. `base64` stands for what is not UTF-8. */
export function inputs() {
  return fs
    .readFileSync(INPUTS, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const { id, text, base64 } = JSON.parse(line);
      const bytes = base64 === undefined ? Buffer.from(text) : Buffer.from(base64, 'base64');
      return { id, bytes, text: bytes.toString('utf8') };
    });
}

export const version = (name) =>
  JSON.parse(fs.readFileSync(new URL(`./node_modules/${name}/package.json`, import.meta.url), 'utf8'))
    .version;

const lines = [];
export function tell(line) {
  lines.push(JSON.stringify(line));
}
export function finish() {
  fs.writeFileSync(OUT, lines.map((line) => line + '\n').join(''));
  process.exit(0);
}

/** A value as JSON can say it; a date is its instant; what depends on the day of the run has a name. */
export function plain(value, depth = 0) {
  if (value === undefined || value === null) return null;
  if (value instanceof Date || value?._isAMomentObject) {
    const time = Number(value);
    if (Number.isNaN(time)) return 'Invalid Date';
    if (Math.abs(time - Date.now()) < 12 * 3600e3) return 'now';
    return new Date(time).toISOString();
  }
  if (['string', 'boolean'].includes(typeof value)) return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (depth > 4) return '…';
  if (Buffer.isBuffer(value) || value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map((one) => plain(one, depth + 1));
  if (typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v, depth + 1)]));
  }
  return String(value);
}

/**
 * `text` where the body is the whole file, the block with it, or where nothing was learnt from a block
 * that says something; else `read`.
 */
export function taken(body, text, data) {
  const bare = (one) => String(one ?? '').replace(/^\uFEFF+/, '').replace(/\r\n?/g, '\n').trim();
  if (bare(body) === bare(text)) return 'text';
  const empty = data !== undefined && Object.keys(data ?? {}).length === 0;
  return empty && !/^\uFEFF?---[ \t]*\r?\n(\s*(#.*)?\r?\n)*---/.test(text) ? 'text' : 'read';
}

/** The first line of what went wrong, without the folder it went wrong in. */
export function message(error) {
  const text = String(error?.message ?? error).replaceAll(os.tmpdir(), '');
  return text.split('\n').find((line) => line.trim()) ?? '';
}

/** What a post wrote into every object (`__proto__`) goes before the next one. */
export function clean() {
  for (const key in {}) delete Object.prototype[key];
}

export function folder() {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'copydesk-generators-'));
}
export function put(root, name, bytes) {
  const file = path.join(root, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, bytes);
  return file;
}
export function drop(root) {
  fs.rmSync(root, { recursive: true, force: true });
}
