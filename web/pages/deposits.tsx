import type { Deposit, DepositState } from '../api/deposit-shapes.ts';
import { useResource } from '../api/resource.ts';
import type { Paged } from '../api/shapes.ts';
import { PersonName } from '../parts/person.tsx';
import { Ago, Id, Tag } from '../parts/pieces.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { queryOf, setQuery } from '../shell/route.ts';
import { inert } from '../text/inert.ts';
import { DepositPanel, STATE_TONES } from './deposit.tsx';
import { Decision, Gravity } from './screen/decision.tsx';

const STATES: readonly (readonly [DepositState | 'all', string])[] = [
  ['held', 'Held'],
  ['escalated', 'Escalated'],
  ['cleared', 'Cleared'],
  ['all', 'All'],
];

/** Deposits that the exchange's own system asked about: those that wait for somebody first. */
export function DepositsPage() {
  const state = STATES.find(([id]) => id === queryOf('state'))?.[0] ?? 'held';
  const of = state === 'all' ? '' : `state=${state}&`;
  const deposits = useResource<Paged<Deposit>>(`/v1/deposits?${of}limit=200`, ['deposits']);
  const open = queryOf('deposit');
  return (
    <div class="page">
      <header>
        <h1>Deposits</h1>
        <p class="quiet">
          What landed at the exchange, as its own system told the desk (<a href="/docs">how</a>).
        </p>
      </header>
      <nav class="tabs" aria-label="Which deposits">
        {STATES.map(([id, name]) => (
          <a
            key={id}
            href={id === 'held' ? '/deposits' : `/deposits?state=${id}`}
            aria-current={state === id ? 'page' : undefined}
          >
            {name}
          </a>
        ))}
      </nav>
      <Loaded resource={deposits} what="deposits">
        {({ items, next }) =>
          items.length === 0 ? (
            <Empty title={state === 'held' ? 'No deposit is held' : 'None is in this state'}>
              A program with a key of the scope deposit tells of each as it lands.
            </Empty>
          ) : (
            <>
              <Table deposits={items} />
              {next && <p class="quiet">Older ones are not shown: narrow the list.</p>}
            </>
          )
        }
      </Loaded>
      {open && <DepositPanel key={open} id={open} onChange={deposits.reload} />}
    </div>
  );
}

function Table({ deposits }: { deposits: readonly Deposit[] }) {
  return (
    <div class="table-wrap">
      <table class="cards">
        <thead>
          <tr>
            <th>Deposit</th>
            <th>State</th>
            <th>Rules</th>
            <th>Severity</th>
            <th>From</th>
            <th>With</th>
            <th>When</th>
          </tr>
        </thead>
        <tbody>
          {deposits.map((one) => (
            <Row key={one.id} deposit={one} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ deposit }: { deposit: Deposit }) {
  const { id, request, state, decision, severity, isKnown, assignee, createdAt } = deposit;
  const { amount, asset, reference, from } = request;
  return (
    <tr aria-selected={queryOf('deposit') === id}>
      <td class="wide">
        <button type="button" class="bare title" onClick={() => setQuery({ deposit: id })}>
          {inert(amount, 40)} {inert(asset, 20)}
        </button>{' '}
        <span class="small quiet wrap-any">{inert(reference, 80)}</span>
        {isKnown && (
          <p class="small">
            <Tag tone="act">known to a case</Tag>
          </p>
        )}
      </td>
      <td data-label="State">
        <Tag tone={STATE_TONES[state]}>{state}</Tag>
      </td>
      <td data-label="Rules">
        <Decision action={decision} isUnknown={severity === null} />
      </td>
      <td data-label="Severity">
        {severity === null ? (
          <span class="quiet">no rule fired</span>
        ) : (
          <Gravity severity={severity} />
        )}
      </td>
      <td data-label="From">
        {from === null ? (
          <span class="quiet">not told</span>
        ) : (
          <Id id={from} short={`${from.slice(0, 8)}…${from.slice(-4)}`} />
        )}
      </td>
      <td data-label="With">
        <PersonName id={assignee} />
      </td>
      <td data-label="When">
        <Ago at={createdAt} />
      </td>
    </tr>
  );
}
