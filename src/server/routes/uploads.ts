// Files to be traced: ledger files, and what a case names beside them.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { InputError } from '../../base/errors.ts';
import { inTransaction } from '../../store/transaction.ts';
import { secured } from '../actor.ts';
import { json, nothing } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';
import { requireRoom } from '../quota.ts';
import { dropUpload, keepUpload, listUploads } from '../work/uploads.ts';

const tags = ['traces'];
const MOST_BYTES = 100_000_000;
const MOST_FILES = 100;

const uploadSchema = z
  .object({ id: z.string(), name: z.string(), sha256: z.string(), bytes: z.number().int() })
  .openapi('Upload');

const upload = createRoute({
  method: 'post',
  path: '/v1/uploads',
  tags,
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

const list = createRoute({
  method: 'get',
  path: '/v1/uploads',
  tags,
  summary: 'The files that you have uploaded, the newest first',
  ...secured({ role: 'analyst' }),
  request: { query: pageQuery },
  responses: { 200: json(pageOf(uploadSchema), 'A page of them') },
});

const drop = createRoute({
  method: 'delete',
  path: '/v1/uploads/{id}',
  tags,
  summary: 'Lets go of a file that no trace has read',
  ...secured({ role: 'analyst' }),
  request: { params: z.object({ id: z.string().min(1).max(100) }) },
  responses: { 204: nothing('It is gone') },
});

export function uploadRoutes({ store: { db } }: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  routes.openapi(upload, async (c) => {
    const form = await c.req.parseBody({ all: true });
    const files = Object.values(form)
      .flat()
      .filter((value) => value instanceof File);
    if (files.length === 0 || files.length > MOST_FILES) {
      throw new InputError('file', `one to ${MOST_FILES} files`, String(files.length));
    }
    const actor = c.get('actor');
    const by = { personId: actor.personId, actor };
    const uploadBytes = files.reduce((sum, { size }) => sum + size, 0);
    const uploads = await inTransaction(db, async (trx) => {
      await requireRoom(c, trx, { uploads: files.length, uploadBytes });
      const kept: z.infer<typeof uploadSchema>[] = [];
      for (const file of files) {
        const bytes = new Uint8Array(await file.arrayBuffer());
        kept.push(await keepUpload(trx, { name: file.name, bytes }, by));
      }
      return kept;
    });
    return c.json({ uploads }, 201);
  });
  routes.openapi(list, async (c) => {
    const { cursor, limit } = c.req.valid('query');
    const before = readCursor(cursor)?.[0];
    const { personId } = c.get('actor');
    const rows = await listUploads(db, { personId, before, limit: limit + 1 });
    return c.json(page(rows, limit, { place: ({ id }) => [id], show: (row) => row }), 200);
  });
  routes.openapi(drop, async (c) => {
    await dropUpload(db, { id: c.req.valid('param').id, personId: c.get('actor').personId });
    return c.body(null, 204);
  });
  return routes;
}
