import { useState } from 'preact/hooks';
import type { Target } from '../api/alert-shapes.ts';
import { ask, read } from '../api/client.ts';
import { useResource } from '../api/resource.ts';
import { mayAs } from '../api/session.ts';
import type { Paged } from '../api/shapes.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Choice, Form, Text } from '../parts/form.tsx';
import { Ago, Copy, Id, Tag } from '../parts/pieces.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { attempt } from '../parts/toast.tsx';
import { inert } from '../text/inert.ts';
import { DELIVERY_WORDS } from './deliveries.tsx';

const KINDS: readonly (readonly [string, string])[] = [
  ['webhook', 'Webhook: a signed POST of every alert'],
  ['webhook deposits', 'Webhook: a signed POST of decisions on deposits'],
  ['email', 'E-mail'],
];

/** Where alerts go, besides the inbox. */
export function TargetsPage() {
  const targets = useResource<Paged<Target>>('/v1/targets?limit=200', ['targets', 'alerts']);
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
                  <span class="stack tight">
                    <span class="wrap-any">
                      <Kind target={target} /> <code>{target.address}</code>
                    </span>
                    <Fared target={target} />
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

/** A webhook of deposits is named by its id, which the deposit system gives as callback. */
function Kind({ target: { id, kind, tells } }: { target: Target }) {
  if (tells === 'deposits') {
    return (
      <>
        <Tag>webhook of deposits</Tag> <Id id={id} /> <Copy text={id} what="the id" />
      </>
    );
  }
  return <Tag>{kind === 'email' ? 'e-mail' : 'webhook'}</Tag>;
}

/** Whether alerts arrive there. */
function Fared({ target }: { target: Target }) {
  const { sent, pending, failed, lastSent, lastError } = target;
  if (sent + pending + failed === 0) {
    return <span class="small quiet">Nothing was sent there yet.</span>;
  }
  return (
    <span class="small">
      {sent} {DELIVERY_WORDS.sent.name}
      {pending > 0 && `, ${pending} ${DELIVERY_WORDS.pending.name}`}
      {failed > 0 && <b class="stale">{`, ${failed} ${DELIVERY_WORDS.failed.name}`}</b>}
      {lastSent && (
        <span class="quiet">
          , the last <Ago at={lastSent} />
        </span>
      )}
      {lastError && pending + failed > 0 && (
        <span class="quiet wrap-any">. Last fault: {inert(lastError, 200)}</span>
      )}
    </span>
  );
}

function NewTarget({ onClose }: { onClose: () => void }) {
  const [secret, setSecret] = useState<string | null>(null);
  const add = async ({ kind, address }: { readonly [name: string]: string }) => {
    const [how, tells] = kind?.split(' ') ?? [];
    const body = { kind: how, address, ...(tells ? { tells } : {}) };
    const made = await read<{ secret?: string | null }>('/v1/targets', { method: 'POST', body });
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
