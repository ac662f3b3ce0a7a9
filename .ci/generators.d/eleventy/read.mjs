// Eleventy reads its posts: a site each, since one failure ends the build.
import { finish, inputs, plain, taken, tell, version } from './lib.mjs';
import { build } from './site.mjs';

for (const { id, bytes, text } of inputs()) {
  const line = { id, generator: 'eleventy', version: version('@11ty/eleventy') };
  const { seen, body, error } = await build(bytes);
  if (error !== undefined || !seen) {
    tell({ ...line, answer: 'stops', message: error ?? 'the post is left out' });
    continue;
  }
  const { data } = seen;
  tell({
    ...line,
    answer: taken(body, text),
    title: plain(data.title),
    date: plain(data.page.date),
    tags: plain(data.tags ?? []),
    draft: false,
  });
}
finish();
