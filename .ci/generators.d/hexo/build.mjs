// Builds a site that is there: build.mjs SITE OUT. A theme that is not there is replaced by a bare one.
import fs from 'node:fs';
import path from 'node:path';
import Hexo from 'hexo';
import { put } from './lib.mjs';

const [, , SITE, OUT] = process.argv;
const about = path.join(SITE, 'package.json');
const known = fs.existsSync(about) ? JSON.parse(fs.readFileSync(about, 'utf8')) : {};
const installed = (name) => fs.existsSync(path.join(SITE, 'node_modules', name));
const dependencies = Object.fromEntries(Object.entries(known.dependencies ?? {}).filter(([name]) => installed(name)));
dependencies['hexo-renderer-marked'] ??= '*';
put(SITE, 'package.json', JSON.stringify({ name: 'site', private: true, hexo: {}, dependencies }));

const hexo = new Hexo(SITE, {});
await hexo.init();
hexo.config.public_dir = OUT;
hexo.public_dir = OUT + path.sep;
const themed = ['themes', 'node_modules'].some((one) => fs.existsSync(path.join(SITE, one, String(hexo.config.theme))));
if (!themed) {
  const layout = '<title>{{ page.title }}</title>\n<main data-date="{{ page.date }}" data-tags="{% for tag in page.tags.data %}{{ tag.name }};{% endfor %}">{{ page.content | safe }}</main>\n';
  for (const name of ['index', 'post', 'page']) put(SITE, `themes/plain/layout/${name}.njk`, layout);
  hexo.config.theme = 'plain';
  hexo.theme_dir = path.join(SITE, 'themes/plain') + path.sep;
  hexo.theme = new hexo.theme.constructor(hexo);
  await import('hexo/dist/plugins/processor/index.js').catch(() => {});
}
await hexo.call('generate', { force: true });
await hexo.exit();
