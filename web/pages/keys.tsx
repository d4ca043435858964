import { useState } from 'preact/hooks';
import { ask, read } from '../api/client.ts';
import { useResource } from '../api/resource.ts';
import type { ApiKey, Paged } from '../api/shapes.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Choice, Form, Text } from '../parts/form.tsx';
import { Ago, Copy, Tag, Time } from '../parts/pieces.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { attempt } from '../parts/toast.tsx';
import { inert } from '../text/inert.ts';
import { Passkeys } from './passkeys.tsx';

const SCOPES: readonly (readonly [string, string])[] = [
  ['screen', 'screen: ask what an address is exposed to'],
  ['deposit', 'deposit: tell of deposits as they land, and nothing else'],
  ['read', 'read: everything that you may read'],
  ['read,screen', 'read and screen'],
  ['read,screen,write', 'read, screen and write'],
];

const DAYS: readonly (readonly [string, string])[] = [
  ['90', '90 days'],
  ['30', '30 days'],
  ['365', 'a year'],
];

/** Keys by which programs speak to the desk in the reader's name. */
export function KeysPage() {
  const keys = useResource<Paged<ApiKey>>('/v1/keys?limit=200', ['keys']);
  const [isNew, setNew] = useState(false);
  const close = () => {
    setNew(false);
    void keys.reload();
  };
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1>Keys</h1>
          <p class="quiet">
            A program with a key may do what you may, within the key’s scopes. See the{' '}
            <a href="/docs">reference of the API</a>.
          </p>
        </div>
        <button type="button" class="primary" onClick={() => setNew(true)}>
          Make a key
        </button>
      </header>
      <Loaded resource={keys} what="keys">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="You have no key">
              Make one for an exchange’s screening, or for the command line with --server.
            </Empty>
          ) : (
            <Table keys={items} reload={keys.reload} />
          )
        }
      </Loaded>
      <Passkeys />
      {isNew && <NewKey onClose={close} />}
    </div>
  );
}

function Table({ keys, reload }: { keys: readonly ApiKey[]; reload: () => Promise<void> }) {
  const revoke = (id: string) =>
    attempt(async () => {
      await ask(`/v1/keys/${id}`, { method: 'DELETE' });
      await reload();
    }, 'The key no longer works.');
  return (
    <div class="table-wrap">
      <table class="cards">
        <thead>
          <tr>
            <th>Name</th>
            <th>Begins with</th>
            <th>Scopes</th>
            <th>Last used</th>
            <th>Ends (UTC)</th>
            <th>
              <span class="hidden-text">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.id}>
              <td data-label="Name">
                <b>{inert(key.name, 80)}</b>
              </td>
              <td data-label="Begins with">
                <code>{key.prefix}…</code>
              </td>
              <td data-label="Scopes">{key.scopes.join(', ')}</td>
              <td data-label="Last used">
                {key.usedAt ? <Ago at={key.usedAt} /> : <span class="quiet">never</span>}
              </td>
              <td data-label="Ends">
                {key.expiresAt ? (
                  <Time at={key.expiresAt} short />
                ) : (
                  <span class="quiet">never</span>
                )}
              </td>
              <td>
                {key.revokedAt ? (
                  <Tag tone="warn">revoked</Tag>
                ) : (
                  <button type="button" onClick={() => void revoke(key.id)}>
                    Revoke
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function NewKey({ onClose }: { onClose: () => void }) {
  const [secret, setSecret] = useState<string | null>(null);
  const make = async (values: { readonly [name: string]: string }) => {
    const made = await read<{ key: string }>('/v1/keys', {
      method: 'POST',
      body: {
        name: values.name,
        scopes: (values.scopes ?? 'read').split(','),
        days: Number.parseInt(values.days ?? '90', 10),
      },
    });
    setSecret(made.key);
  };
  return (
    <Dialog title="Make a key" onClose={onClose}>
      {secret ? (
        <div class="stack tight">
          <p>This is shown only now. Put it where secrets are kept.</p>
          <p class="secret mono wrap-any">{secret}</p>
          <Copy text={secret} what="the key" />
        </div>
      ) : (
        <Form action="Make it" submit={make} onCancel={onClose}>
          <Text label="Name" name="name" required hint="Which program uses it" />
          <Choice label="Scopes" name="scopes" options={SCOPES} />
          <Choice label="Good for" name="days" options={DAYS} />
        </Form>
      )}
    </Dialog>
  );
}
