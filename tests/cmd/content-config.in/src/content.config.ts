import { defineCollection, z } from 'astro:content';
import { glob } from 'astro/loaders';

const posts = defineCollection({
  loader: glob({ base: './src/content/blog', pattern: '**/*.md' }),
  schema: ({ image }) =>
    z.object({
      title: z.string(),
      pubDate: z.coerce.date(),
      level: z.enum(['easy', 'hard']).nullish(),
      draft: z.boolean().default(false),
      cover: image().optional(),
    }),
});

export const collections = { blog: posts };
