// Astro reads its content with the schema of its blog template: a site each, since one failure ends it.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { sync } from 'astro';
import { unflatten } from 'devalue';
import { clean, drop, finish, folder, inputs, message, plain, put, taken, tell, version } from './lib.mjs';

const SCHEMA = `
import { defineCollection, z } from 'astro:content';
import { glob } from 'astro/loaders';
const blog = defineCollection({
  loader: glob({ base: './src/content/blog', pattern: '**/*.md' }),
  schema: z.object({
    title: z.string(),
    pubDate: z.coerce.date().optional(),
    date: z.coerce.date().optional(),
    tags: z.array(z.string()).optional(),
    draft: z.boolean().optional(),
  }),
});
export const collections = { blog };
`;

// A site goes when all are read: Astro writes its store once more a while later.
const used = [];

async function post(bytes) {
  const root = folder();
  fs.symlinkSync(fileURLToPath(new URL('node_modules', import.meta.url)), path.join(root, 'node_modules'));
  put(root, 'package.json', '{"type":"module"}');
  put(root, 'src/content.config.ts', SCHEMA);
  put(root, 'src/content/blog/post.md', bytes);
  const log = { error: console.error, warn: console.warn, log: console.log };
  for (const name of Object.keys(log)) console[name] = () => {};
  try {
    await sync({ root, logLevel: 'silent', cacheDir: path.join(root, 'cache') });
    const store = JSON.parse(fs.readFileSync(path.join(root, 'cache/data-store.json'), 'utf8'));
    return unflatten(store).get('blog')?.get('post');
  } finally {
    Object.assign(console, log);
    clean();
    used.push(root);
  }
}

for (const { id, bytes, text } of inputs()) {
  const line = { id, generator: 'astro', version: version('astro') };
  try {
    const found = await post(bytes);
    if (!found) throw new Error('the post is left out');
    const { body, data } = found;
    tell({
      ...line,
      answer: taken(body, text),
      title: plain(data.title),
      date: plain(data.pubDate ?? data.date),
      tags: plain(data.tags ?? []),
      draft: data.draft ?? false,
    });
  } catch (error) {
    tell({ ...line, answer: 'stops', message: message(error) });
  }
}
used.forEach(drop);
finish();
