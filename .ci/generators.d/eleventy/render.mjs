// Eleventy's HTML of a post: Liquid first, then markdown-it, as it comes.
import { finish, inputs, tell, version } from './lib.mjs';
import { build } from './site.mjs';

for (const { id, bytes } of inputs()) {
  const line = { id, generator: 'eleventy', version: version('@11ty/eleventy') };
  const { page, error } = await build(bytes);
  tell(error === undefined && page ? { ...line, html: page.content } : { ...line, error });
}
finish();
