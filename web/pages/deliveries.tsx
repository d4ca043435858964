import type { Delivery } from '../api/alert-shapes.ts';
import { useResource } from '../api/resource.ts';
import type { Paged } from '../api/shapes.ts';
import { Tag, Time } from '../parts/pieces.tsx';
import { Loaded } from '../parts/states.tsx';
import { count } from '../text/figures.ts';
import { inert } from '../text/inert.ts';

export const DELIVERY_WORDS: {
  readonly [state in Delivery['state']]: { readonly name: string; readonly tone: string };
} = {
  pending: { name: 'on its way', tone: 'warn' },
  sent: { name: 'arrived', tone: 'good' },
  failed: { name: 'given up', tone: 'bad' },
};

/** To whom an alert was sent besides the inbox, and whether it arrived. */
export function Deliveries({ alertId }: { alertId: string }) {
  const path = `/v1/alerts/${encodeURIComponent(alertId)}/deliveries`;
  const deliveries = useResource<Paged<Delivery>>(path, ['alerts']);
  return (
    <section class="stack tight" aria-label="Who was told">
      <h3>Who was told</h3>
      <Loaded resource={deliveries} what="deliveries" lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="quiet">
              It is in this inbox alone. <a href="/targets">Alert targets</a> say who else gets the
              next ones.
            </p>
          ) : (
            <ul class="plain-rows">
              {items.map((one) => (
                <Row key={one.id} delivery={one} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

function Row({ delivery }: { delivery: Delivery }) {
  const { state, channel, address, attempts, nextAt, sentAt, lastError } = delivery;
  const { name, tone } = DELIVERY_WORDS[state];
  return (
    <li class="stack tight">
      <span class="row far">
        <span class="wrap-any">
          {channel === 'email' ? 'e-mail' : 'webhook'} <code>{address}</code>
        </span>
        <Tag tone={tone}>{name}</Tag>
      </span>
      <span class="small quiet">
        {sentAt && (
          <>
            <Time at={sentAt} /> UTC,{' '}
          </>
        )}
        {count(attempts, 'attempt')}
        {nextAt && (
          <>
            , the next <Time at={nextAt} /> UTC
          </>
        )}
      </span>
      {lastError && state !== 'sent' && <span class="small wrap-any">{inert(lastError, 300)}</span>}
    </li>
  );
}
