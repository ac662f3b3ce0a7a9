// One Eleventy for one post; what it knows of the post is taken from its collections.
import Eleventy from '@11ty/eleventy';
import { clean, drop, folder, message, put } from './lib.mjs';

export async function build(bytes) {
  const root = folder();
  put(root, 'post.md', bytes);
  const told = [];
  const log = console.error;
  console.error = (...words) => told.push(words.join(' '));
  const here = process.cwd();
  process.chdir(root);
  let seen;
  try {
    const eleventy = new Eleventy('.', '_site', {
      quietMode: true,
      config(settings) {
        settings.setUseGitIgnore(false);
        settings.addCollection('seen', (api) => {
          [seen] = api.getAll();
          return [];
        });
      },
    });
    eleventy.disableLogger();
    const pages = await eleventy.toJSON();
    if (process.exitCode) throw new Error(told[0] ?? 'the build ends');
    return { page: pages[0], seen, body: seen && (await seen.template.getPreRender()) };
  } catch (error) {
    return { error: message(innermost(error)) };
  } finally {
    clean();
    process.exitCode = 0;
    console.error = log;
    process.chdir(here);
    drop(root);
  }
}

function innermost(error) {
  return error?.originalError ? innermost(error.originalError) : error;
}
