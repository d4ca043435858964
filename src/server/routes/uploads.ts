// Files to be traced: ledger files, and what a case names beside them.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { InputError } from '../../base/errors.ts';
import { secured } from '../actor.ts';
import { json } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { keepUpload } from '../work/uploads.ts';

const MOST_BYTES = 100_000_000;
const MOST_FILES = 100;

const uploadSchema = z
  .object({ id: z.string(), name: z.string(), sha256: z.string(), bytes: z.number().int() })
  .openapi('Upload');

const upload = createRoute({
  method: 'post',
  path: '/v1/uploads',
  tags: ['traces'],
  summary: 'Keeps files, to be named by a trace; at most 100 MB together, .gz and .zst are read',
  ...secured({ role: 'analyst', body: MOST_BYTES }),
  request: {
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: z.object({
            file: z
              .unknown()
              .openapi({ type: 'array', items: { type: 'string', format: 'binary' } }),
          }),
        },
      },
    },
  },
  responses: { 201: json(z.object({ uploads: z.array(uploadSchema) }), 'The files by their ids') },
});

export function uploadRoutes({ store }: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  routes.openapi(upload, async (c) => {
    const { personId } = c.get('actor');
    const form = await c.req.parseBody({ all: true });
    const files = Object.values(form)
      .flat()
      .filter((value) => value instanceof File);
    if (files.length === 0 || files.length > MOST_FILES) {
      throw new InputError('file', `one to ${MOST_FILES} files`, String(files.length));
    }
    const uploads: z.infer<typeof uploadSchema>[] = [];
    for (const file of files) {
      const bytes = new Uint8Array(await file.arrayBuffer());
      uploads.push(await keepUpload(store.db, { name: file.name, bytes, personId }));
    }
    return c.json({ uploads }, 201);
  });
  return routes;
}
