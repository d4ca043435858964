import type { FreezeRequest, RequestState } from '../../api/request-shapes.ts';
import { useResource } from '../../api/resource.ts';
import type { Paged } from '../../api/shapes.ts';
import { Tag } from '../../parts/pieces.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { queryOf, setQuery } from '../../shell/route.ts';
import { count, dollars, shortAmount, toCents } from '../../text/figures.ts';
import { inert } from '../../text/inert.ts';
import type { CaseProps } from '../case/case.tsx';
import { RequestSheet } from './request-sheet.tsx';
import { Steps } from './steps.tsx';

const REQUEST_WORDS: {
  readonly [state in RequestState]: { readonly name: string; readonly tone: string };
} = {
  asked: { name: 'waits for a second person', tone: 'warn' },
  'not released': { name: 'not released', tone: '' },
  released: { name: 'released, not sent yet', tone: 'warn' },
  sent: { name: 'sent', tone: 'act' },
  acknowledged: { name: 'they have it', tone: 'good' },
  acted: { name: 'they acted', tone: 'good' },
  refused: { name: 'they refuse', tone: 'bad' },
  withdrawn: { name: 'withdrawn', tone: '' },
};

/** Who was asked to stop what, and how far each is. */
export function Requests({ file, path, topics, traces }: CaseProps) {
  const all = [...topics, ...traces.map(({ id }) => `trace:${id}`)];
  const list = useResource<Paged<FreezeRequest>>(`${path}/requests?limit=200`, all);
  const open = queryOf('request');
  return (
    <section class="stack" aria-labelledby="requests-title">
      <div class="section-title">
        <h2 id="requests-title">Freeze requests</h2>
      </div>
      <Loaded resource={list} what="freeze requests" lines={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Nobody was asked yet">
              A trace says who can stop what: draft a request beside a name there.
            </Empty>
          ) : (
            <ul class="request-board">
              {items.map((request) => (
                <Row key={request.id} request={request} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {open && (
        <RequestSheet
          file={file}
          requestId={open}
          topics={all}
          onClose={() => setQuery({ request: null })}
        />
      )}
    </section>
  );
}

function Row({ request }: { request: FreezeRequest }) {
  const { id, recipient, power, usd, places, state, supersededBy, alone } = request;
  const { name, tone } = REQUEST_WORDS[state];
  return (
    <li class="panel">
      <header>
        <h3>
          <button type="button" class="bare leads" onClick={() => setQuery({ request: id })}>
            {inert(recipient, 80)}
          </button>
        </h3>
        <span class="row small">
          {alone && <Tag tone="bad">released by one person</Tag>}
          {supersededBy && <Tag>replaced</Tag>}
          <Tag tone={tone}>{name}</Tag>
        </span>
      </header>
      <div class="body stack tight">
        <p class="row far">
          <span class="small">{inert(power, 120)}</span>
          <span>
            <span class="money" data-exact={usd ?? ''}>
              {dollars(toCents(usd))}
            </span>{' '}
            <span class="small quiet">
              {amounts(request)}, in {count(places, 'place')}
            </span>
          </span>
        </p>
        {request.outdated && <Outdated request={request} />}
        <Steps request={request} />
      </div>
    </li>
  );
}

const SHOWN = 3;

function amounts({ totals }: FreezeRequest): string {
  const said = totals.slice(0, SHOWN).map(({ asset, units }) => {
    return `${shortAmount(BigInt(units), asset.decimals)} ${inert(asset.symbol, 16)}`;
  });
  const more = totals.length - said.length;
  return more > 0 ? `${said.join(', ')} and ${more} more` : said.join(', ');
}

/** The money moved since: what it asks for is not there as it says. */
function Outdated({ request: { outdated, traceId, draftId } }: { request: FreezeRequest }) {
  if (outdated === null) return null;
  return (
    <p class="notice">
      {outdated.isGone ? (
        'The money has moved on: nothing of it is there by now. Withdraw it, or follow the trace.'
      ) : (
        <>
          The money has moved since: by now it would ask for {dollars(toCents(outdated.usd))}.{' '}
          <a href={`/traces/${traceId}?draft=${encodeURIComponent(draftId)}`}>
            Look at the new draft
          </a>
        </>
      )}
    </p>
  );
}
