import { useState } from 'preact/hooks';
import { ask, read } from '../api/client.ts';
import { useResource } from '../api/resource.ts';
import { mayAs } from '../api/session.ts';
import type { Paged, Target } from '../api/shapes.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Choice, Form, Text } from '../parts/form.tsx';
import { Copy, Tag } from '../parts/pieces.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { attempt } from '../parts/toast.tsx';
import { inert } from '../text/inert.ts';

const KINDS: readonly (readonly [Target['kind'], string])[] = [
  ['webhook', 'Webhook: a signed POST'],
  ['email', 'E-mail'],
];

/** Where alerts go, besides the inbox. */
export function TargetsPage() {
  const targets = useResource<Paged<Target>>('/v1/targets?limit=200', ['targets']);
  const [isNew, setNew] = useState(false);
  const may = mayAs('administrator');
  const remove = (id: string) =>
    attempt(async () => {
      await ask(`/v1/targets/${id}`, { method: 'DELETE' });
      await targets.reload();
    }, 'Alerts no longer go there.');
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1>Alert targets</h1>
          <p class="quiet">Every alert is in the inbox; these get it too.</p>
        </div>
        {may && (
          <button type="button" class="primary" onClick={() => setNew(true)}>
            Add a target
          </button>
        )}
      </header>
      <Loaded resource={targets} what="targets">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Alerts go nowhere else">
              Add a webhook for a pager, or an address for e-mail.
            </Empty>
          ) : (
            <ul class="plain-rows">
              {items.map((target) => (
                <li key={target.id} class="row far">
                  <span>
                    <Tag>{target.kind}</Tag> <code>{inert(target.address, 200)}</code>{' '}
                  </span>
                  {may && (
                    <button type="button" onClick={() => void remove(target.id)}>
                      Remove
                    </button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {isNew && (
        <NewTarget
          onClose={() => {
            setNew(false);
            void targets.reload();
          }}
        />
      )}
    </div>
  );
}

function NewTarget({ onClose }: { onClose: () => void }) {
  const [secret, setSecret] = useState<string | null>(null);
  const add = async ({ kind, address }: { readonly [name: string]: string }) => {
    const made = await read<{ secret?: string | null }>('/v1/targets', {
      method: 'POST',
      body: { kind, address },
    });
    if (made.secret) setSecret(made.secret);
    else onClose();
  };
  return (
    <Dialog title="Add a target" onClose={onClose}>
      {secret ? (
        <div class="stack tight">
          <p>Each call is signed with this. It is shown only now.</p>
          <p class="secret mono wrap-any">{secret}</p>
          <Copy text={secret} what="the secret" />
        </div>
      ) : (
        <Form action="Add it" submit={add} onCancel={onClose}>
          <Choice label="How" name="kind" options={KINDS} />
          <Text label="Where" name="address" required hint="https://… or name@example.org" />
        </Form>
      )}
    </Dialog>
  );
}
