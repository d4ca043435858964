import { ask } from '../../api/client.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Choice, Form, Text } from '../../parts/form.tsx';
import { attempt } from '../../parts/toast.tsx';
import { inert } from '../../text/inert.ts';
import type { KeptRow, RoomTable } from './room-tables.ts';

/** The fields of a row, filled in where there is one. */
export function RowFields({ table, row }: { table: RoomTable; row?: KeptRow['row'] }) {
  return (
    <div class="pairs">
      {table.columns.map(({ name, words, choices, ...rest }) =>
        choices ? (
          <Choice
            key={name}
            label={words}
            name={name}
            options={choices.map((one) => [one, one || 'not graded'] as const)}
            {...(row ? { value: row[name] ?? '' } : {})}
          />
        ) : (
          <Text
            key={name}
            label={words}
            name={name}
            most={4000}
            {...rest}
            value={row?.[name] ?? ''}
          />
        ),
      )}
    </div>
  );
}

interface EditProps {
  readonly table: RoomTable;
  readonly kept: KeptRow;
  readonly path: string;
  readonly onClose: () => void;
}

/** A row that is changed, or taken out. */
export function EditRow({ table, kept, path, onClose }: EditProps) {
  const at = `${path}/${kept.id}`;
  const change = async (asked: { method: 'PATCH' | 'DELETE'; body?: unknown }) => {
    const { etag } = await ask<KeptRow>(at);
    await ask(at, { ...asked, match: etag });
    onClose();
  };
  const first = table.columns.find(({ required }) => required)?.name ?? '';
  return (
    <Dialog title={`${table.title}: ${inert(kept.row[first] ?? '', 40)}`} onClose={onClose}>
      <Form
        action="Keep it"
        submit={(values) => change({ method: 'PATCH', body: values })}
        onCancel={onClose}
      >
        <RowFields table={table} row={kept.row} />
        <p>
          <button
            type="button"
            onClick={() => void attempt(() => change({ method: 'DELETE' }), 'It is taken out.')}
          >
            Take the row out
          </button>
        </p>
      </Form>
    </Dialog>
  );
}
