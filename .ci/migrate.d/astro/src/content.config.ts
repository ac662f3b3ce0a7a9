import { defineCollection, z } from 'astro:content';
import { glob } from 'astro/loaders';

// As in the blog template, with tags and drafts.
const blog = defineCollection({
  loader: glob({ base: './src/content/blog', pattern: '**/*.{md,mdx}' }),
  schema: z.object({
    title: z.string(),
    description: z.string(),
    pubDate: z.coerce.date(),
    updatedDate: z.coerce.date().optional(),
    tags: z.array(z.string()).default([]),
    draft: z.boolean().default(false),
    categories: z.any(),
  }),
});

export const collections = { blog };
