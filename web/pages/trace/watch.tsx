import { ask } from '../../api/client.ts';
import { useResource } from '../../api/resource.ts';
import { mayAs } from '../../api/session.ts';
import type { Paged, Trace, Watch } from '../../api/shapes.ts';
import { Ago, Tag } from '../../parts/pieces.tsx';
import { Loaded } from '../../parts/states.tsx';
import { attempt } from '../../parts/toast.tsx';
import { inert } from '../../text/inert.ts';
import { chainWords } from '../../text/words.ts';
import { Mutes } from './mutes.tsx';

/** Whether the places of a trace are watched block by block, and since when. */
export function WatchPanel({ trace }: { trace: Trace }) {
  const watches = useResource<Paged<Watch>>('/v1/watches?limit=200', [`trace:${trace.id}`]);
  const start = () =>
    attempt(async () => {
      await ask('/v1/watches', { method: 'POST', body: { traceId: trace.id } });
      await watches.reload();
    }, 'Watching: a move raises an alert.');
  return (
    <section class="stack tight no-print" aria-labelledby="watch-title">
      <div class="section-title">
        <h2 id="watch-title">Watch</h2>
      </div>
      <Loaded resource={watches} what="the watch" lines={2}>
        {({ items }) => {
          const live = items.filter(
            ({ traceId, status }) => traceId === trace.id && status !== 'ended',
          );
          return live.length > 0 ? (
            live.map((watch) => <Row key={watch.id} watch={watch} reload={watches.reload} />)
          ) : (
            <>
              <p class="quiet">
                Nobody watches these balances. A watch follows them block by block: a move extends
                the trace and raises an alert.
              </p>
              {mayAs('analyst') && trace.resultSha256 && (
                <button type="button" class="primary" onClick={() => void start()}>
                  Watch these balances
                </button>
              )}
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function Row({ watch, reload }: { watch: Watch; reload: () => Promise<void> }) {
  const set = (status: Watch['status']) =>
    attempt(async () => {
      const at = `/v1/watches/${watch.id}`;
      const { etag } = await ask<Watch>(at);
      await ask(at, { method: 'PATCH', match: etag, body: { status } });
      await reload();
    });
  const isActive = watch.status === 'active';
  return (
    <div class="stack tight">
      <p>
        <Tag tone={isActive && watch.lastBlock !== null ? 'good' : 'warn'}>
          {!isActive ? 'paused' : watch.lastBlock === null ? 'not begun yet' : 'watching'}
        </Tag>{' '}
        {inert(chainWords(watch.chain), 60)}
        {watch.lastBlock !== null && `, block ${watch.lastBlock}`}
      </p>
      {watch.note && <p class="small">{inert(watch.note, 300)}</p>}
      <p class="small quiet">
        since <Ago at={watch.createdAt} />
      </p>
      <Mutes watchId={watch.id} />
      {mayAs('analyst') && (
        <div class="row">
          <button type="button" onClick={() => void set(isActive ? 'paused' : 'active')}>
            {isActive ? 'Pause' : 'Go on'}
          </button>
          <button type="button" onClick={() => void set('ended')}>
            End
          </button>
        </div>
      )}
    </div>
  );
}
