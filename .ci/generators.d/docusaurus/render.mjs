// Docusaurus' own pages: a site for each input, as `docusaurus build` makes it, with the docs alone.
import fs from 'node:fs';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { drop, finish, folder, inputs, message, put, tell, version } from './lib.mjs';

const modules = fileURLToPath(new URL('node_modules', import.meta.url));
const CONFIG = `export default {
  title: 'Site', url: 'http://site.example', baseUrl: '/', onBrokenLinks: 'ignore',
  markdown: { hooks: { onBrokenMarkdownImages: 'ignore', onBrokenMarkdownLinks: 'ignore' } },
  presets: [['classic', { docs: { routeBasePath: '/', sidebarPath: false }, blog: false, pages: false }]],
};
`;

function build(pages) {
  const root = folder();
  fs.symlinkSync(modules, path.join(root, 'node_modules'));
  put(root, 'package.json', '{"name":"site","private":true}');
  put(root, 'docusaurus.config.mjs', CONFIG);
  pages.forEach(([name, text]) => put(root, `docs/${name}.md`, text));
  try {
    const bin = path.join(modules, '.bin/docusaurus');
    execFileSync(bin, ['build', root, '--no-minify'], { stdio: 'pipe', env: { ...process.env, CI: '1' } });
    return pages.map(([name]) => {
      const html = fs.readFileSync(path.join(root, `build/${name}/index.html`), 'utf8');
      const start = html.indexOf('theme-doc-markdown markdown">') + 'theme-doc-markdown markdown">'.length;
      return html.slice(start, html.indexOf('</div>', html.lastIndexOf('</', html.indexOf('</article>', start) - 6) - 7));
    });
  } finally {
    drop(root);
  }
}

const all = inputs().map(({ id, text }, at) => [`page-${at}`, text, id]);
const line = (id) => ({ id, generator: 'docusaurus', version: version('@docusaurus/core') });
const one = (page) => {
  try {
    tell({ ...line(page[2]), html: build([page])[0] });
  } catch (error) {
    const said = String(error.stderr ?? '').split('\n').find((text) => /Error: MDX|Details:|Message:/.test(text));
    tell({ ...line(page[2]), error: said ?? message(error) });
  }
};
// Together where they can be: one that stops the build stops that of all.
try {
  build(all).forEach((html, at) => tell({ ...line(all[at][2]), html }));
} catch {
  all.forEach(one);
}
finish();
