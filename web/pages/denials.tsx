import { useState } from 'preact/hooks';
import { read } from '../api/client.ts';
import { useResource } from '../api/resource.ts';
import type { Denial, Paged } from '../api/shapes.ts';
import { Time } from '../parts/pieces.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { attempt } from '../parts/toast.tsx';
import { inert } from '../text/inert.ts';

const PATH = '/v1/denials?limit=100';

/** What was refused, to whom and why: for whoever looks after the desk. */
export function DenialsPage() {
  const denials = useResource<Paged<Denial>>(PATH);
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1>Refused requests</h1>
          <p class="quiet">
            The latest first. Many from one address, or against one route, are worth a question.
          </p>
        </div>
        <button type="button" onClick={() => void denials.reload()}>
          Look again
        </button>
      </header>
      <Loaded resource={denials} what="refused requests">
        {(first) =>
          first.items.length === 0 ? (
            <Empty title="Nothing was refused">Every request so far was allowed.</Empty>
          ) : (
            <Table key={first.items[0]?.id} first={first} />
          )
        }
      </Loaded>
    </div>
  );
}

function Table({ first }: { first: Paged<Denial> }) {
  const [{ items, next }, setAll] = useState(first);
  const more = () =>
    attempt(async () => {
      const page = await read<Paged<Denial>>(`${PATH}&cursor=${encodeURIComponent(next ?? '')}`);
      setAll({ items: [...items, ...page.items], next: page.next });
    });
  return (
    <>
      <div class="table-wrap">
        <table class="cards">
          <thead>
            <tr>
              <th>When (UTC)</th>
              <th>Who</th>
              <th>From</th>
              <th>Route</th>
              <th>Why</th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ id, at, actor, route, reason, address }) => (
              <tr key={id}>
                <td data-label="When (UTC)">
                  <Time at={at} />
                </td>
                <td data-label="Who">
                  {actor ? (
                    <>
                      <b>{inert(actor.name, 80)}</b>{' '}
                      {actor.kind === 'key' && <span class="quiet">(key)</span>}
                    </>
                  ) : (
                    <span class="quiet">not signed in</span>
                  )}
                </td>
                <td data-label="From">
                  <code>{inert(address, 60)}</code>
                </td>
                <td class="wide wrap-any" data-label="Route">
                  <code>{inert(route, 160)}</code>
                </td>
                <td class="wide" data-label="Why">
                  {inert(reason, 200)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {next && (
        <button type="button" onClick={() => void more()}>
          Show earlier ones
        </button>
      )}
    </>
  );
}
