// What the schema of Starlight's docs takes for front matter: fields.mjs FIELDS OUT
import yaml from 'js-yaml';
import { z } from 'astro/zod';
import { docsSchema } from '@astrojs/starlight/schema';
import { judge } from './fields-lib.mjs';

const schema = docsSchema()({ image: () => z.string() });
await judge('starlight', (text) => schema.parse(yaml.load(text)));
