import type { Mute } from '../../api/alert-shapes.ts';
import { ask } from '../../api/client.ts';
import { useResource } from '../../api/resource.ts';
import { mayAs } from '../../api/session.ts';
import type { Paged } from '../../api/shapes.ts';
import { Id, Time } from '../../parts/pieces.tsx';
import { attempt } from '../../parts/toast.tsx';
import { inert } from '../../text/inert.ts';

/** What of a watch is not told for a time, and why; nothing where all of it is. */
export function Mutes({ watchId }: { watchId: string }) {
  const path = `/v1/watches/${encodeURIComponent(watchId)}/mutes`;
  const mutes = useResource<Pick<Paged<Mute>, 'items'>>(path, ['alerts']);
  const items = mutes.state.value.data?.items ?? [];
  if (items.length === 0) return null;
  const end = (id: string) =>
    attempt(async () => {
      await ask(`${path}/${id}`, { method: 'DELETE' });
      await mutes.reload();
    }, 'It is told again.');
  return (
    <div class="stack tight">
      <h3>Muted</h3>
      <ul class="plain-rows small">
        {items.map(({ id, holder, kind, reason, until }) => (
          <li key={id} class="stack tight">
            <span>
              {holder && <Id id={holder} short={`${holder.slice(0, 8)}…${holder.slice(-4)}`} />}
              {kind && ` ${inert(kind, 40)}`} until <Time at={until} short /> UTC
            </span>
            <span class="quiet">{inert(reason, 300)}</span>
            {mayAs('analyst') && (
              <span>
                <button type="button" class="bare small" onClick={() => void end(id)}>
                  Tell of it again
                </button>
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
