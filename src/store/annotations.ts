import type { Db, Row } from './tables.ts';

type Annotation = Row<'annotation'>;

/** What was drawn on a trace's graph by hand. */
export async function annotationsOf(db: Db, traceId: string): Promise<Annotation[]> {
  const annotations = db.selectFrom('annotation').selectAll().where('trace_id', '=', traceId);
  return await annotations.orderBy('node').execute();
}

/** Puts annotations in the place of those of the same nodes. */
export async function annotate(
  db: Db,
  traceId: string,
  by: string,
  annotations: readonly Omit<Annotation, 'trace_id' | 'by' | 'at'>[],
): Promise<void> {
  if (annotations.length === 0) return;
  const at = new Date();
  await db
    .insertInto('annotation')
    .values(annotations.map((annotation) => ({ ...annotation, trace_id: traceId, by, at })))
    .onConflict((conflict) =>
      conflict.columns(['trace_id', 'node']).doUpdateSet((eb) => ({
        hidden: eb.ref('excluded.hidden'),
        pinned: eb.ref('excluded.pinned'),
        x: eb.ref('excluded.x'),
        y: eb.ref('excluded.y'),
        colour: eb.ref('excluded.colour'),
        note: eb.ref('excluded.note'),
        by: eb.ref('excluded.by'),
        at: eb.ref('excluded.at'),
      })),
    )
    .execute();
}
