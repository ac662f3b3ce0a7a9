// One Hexo with a site that has nothing but its posts.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Hexo from 'hexo';
import { folder, put } from './lib.mjs';

export async function site(config = '') {
  const root = folder();
  const dependencies = { 'hexo-renderer-marked': '*' };
  put(root, 'package.json', JSON.stringify({ name: 'site', private: true, hexo: {}, dependencies }));
  fs.symlinkSync(fileURLToPath(new URL('node_modules', import.meta.url)), path.join(root, 'node_modules'));
  put(root, '_config.yml', `title: Site\nurl: http://site.example\ntimezone: UTC\ntheme: plain\nfuture: true\n${config}`);
  put(root, 'themes/plain/layout/index.njk', '{{ page.content | safe }}');
  const hexo = new Hexo(root, { silent: true });
  const told = [];
  const hear = (...words) => told.push(words.map((word) => word?.err?.message ?? String(word)).join(' '));
  await hexo.init();
  hexo.log.error = hear;
  hexo.log.fatal = hear;
  return { root, hexo, told };
}
