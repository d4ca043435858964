import { useSignal } from '@preact/signals';
import type { Expansion as Answer, Counterparty } from '../../src/casework/expansion/answer.ts';
import { inert } from '../text/inert.ts';
import { answerWords, askAgain, contract, isUnanswered } from './asking.ts';
import {
  amountWords,
  askKey,
  type Days,
  type Expansion,
  type Party,
  partyWords,
  windowWords,
  worthOf,
} from './expansion.ts';
import { One } from './Party.tsx';
import type { Session } from './session.ts';
import { shortOf } from './view.ts';

const PAGE = 12;
const CLAIM = 'Context: known to the ledger, not part of the traced money. No claim rests on it.';

/** What was asked of the ledger about an address, with its answers, and what they rest on. */
export function Asked({
  session,
  address,
}: {
  readonly session: Session;
  readonly address: string;
}) {
  const { asks } = session.history.value.now;
  const own = session.given.value.expansions.filter((one) => {
    return one.address === address && asks.has(askKey(one));
  });
  return (
    <>
      {own.map((one) => (
        <section key={askKey(one)} class="graph-asked" aria-busy={one.state === 'waiting'}>
          <h4>
            {one.direction === 'in' ? 'Who else paid it' : 'Whom else it paid'}
            {windowWords(one)}
          </h4>
          <Answered session={session} expansion={one} />
        </section>
      ))}
    </>
  );
}

/** Between which days the ledger is to be asked. */
export function AskedDays({ session }: { readonly session: Session }) {
  const { days, given } = session;
  if (!given.value.onExpand) return null;
  const field = (end: keyof Days, name: string) => (
    <label>
      {name}{' '}
      <input
        type="date"
        value={days.value[end]}
        onChange={(event) => {
          days.value = { ...days.value, [end]: event.currentTarget.value };
        }}
      />
    </label>
  );
  const { from, to } = days.value;
  return (
    <details class="graph-days">
      <summary>
        Ask the ledger {from === '' && to === '' ? 'of all time' : 'between two days'}
      </summary>
      {field('from', 'from')} {field('to', 'to')}
    </details>
  );
}

function Answered({
  session,
  expansion,
}: {
  readonly session: Session;
  readonly expansion: Expansion;
}) {
  const { state, answer } = expansion;
  const may = session.given.value.onContract !== undefined;
  return (
    <>
      <p role={state === 'failed' ? 'alert' : 'status'}>
        {answerWords(session, expansion)}
        {state === 'waiting' ? '…' : '.'}
      </p>
      {answer && <Parties session={session} expansion={expansion} answer={answer} />}
      {may && (
        <div class="graph-actions">
          {isUnanswered(expansion) && (
            <button type="button" data-act="ask-again" onClick={() => askAgain(session, expansion)}>
              Ask again
            </button>
          )}
          <button type="button" data-act="contract" onClick={() => contract(session, expansion)}>
            Take it off
          </button>
        </div>
      )}
      {answer && <Ground expansion={expansion} answer={answer} />}
    </>
  );
}

interface Shown {
  readonly session: Session;
  readonly expansion: Expansion;
  readonly answer: Answer;
}

function Parties({ session, expansion, answer }: Shown) {
  const { figures, model } = session;
  const { counterparties, left, total } = answer;
  const [traced, beyond] = [true, false].map((wanted) =>
    counterparties.filter(({ holder }) => {
      return wanted === (holder !== null && model.value.holders.has(holder));
    }),
  ) as [Counterparty[], Counterparty[]];
  return (
    <>
      {beyond.length > 0 && <p class="graph-quiet">{CLAIM}</p>}
      <List session={session} expansion={expansion} list={beyond} />
      {traced.length > 0 && (
        <details>
          <summary>
            {figures.value.count(traced.length, 'of them', 'of them')} in the trace, too
          </summary>
          <List session={session} expansion={expansion} list={traced} />
        </details>
      )}
      {left.counterparties > 0 && (
        <p class="graph-quiet">
          {figures.value.count(left.counterparties, 'other counterparty', 'other counterparties')},
          together {sumWords(session, answer, left.amounts)}
        </p>
      )}
      {counterparties.length > 1 && (
        <p>
          All together: <b>{sumWords(session, answer, total)}</b>
        </p>
      )}
    </>
  );
}

function List({
  session,
  expansion,
  list,
}: Omit<Shown, 'answer'> & { readonly list: readonly Counterparty[] }) {
  const shown = useSignal(PAGE);
  const rest = list.length - shown.value;
  return (
    <>
      <ol class="graph-transfers">
        {list.slice(0, shown.value).map((of) => (
          <li key={of.holder ?? ''}>
            <One session={session} party={{ expansion, of }} />
          </li>
        ))}
      </ol>
      {rest > 0 && (
        <button
          type="button"
          onClick={() => {
            shown.value += PAGE * 4;
          }}
        >
          {session.figures.value.count(rest, 'more counterparty', 'more counterparties')}
        </button>
      )}
    </>
  );
}

function sumWords(session: Session, answer: Answer, amounts: Counterparty['amounts']): string {
  const { figures } = session;
  const worth = worthOf(amounts);
  const words = amountWords(answer, amounts, figures.value);
  return worth === null ? words : `${words} (${figures.value.dollars(worth)})`;
}

/** What an answer rests on, what it does not know, and as of when. */
function Ground({ expansion, answer }: Omit<Shown, 'session'>) {
  const { coverage, inputs, evidence, asOf, from, to } = answer;
  const until = `${asOf.block === null ? '' : `block ${asOf.block}, `}${asOf.time} UTC`;
  return (
    <>
      {coverage.gaps.length > 0 && (
        <ul class="graph-gaps">
          {coverage.gaps.map((gap) => (
            <li key={gap}>{inert(gap, 400)}</li>
          ))}
        </ul>
      )}
      <details class="graph-ground-of">
        <summary>What this rests on</summary>
        <p>
          Up to {until}
          {from === null ? '' : `; nothing before ${from} UTC`}
          {to === null ? '' : `; nothing after ${to} UTC`}.
        </p>
        {coverage.statements.map((text) => (
          <p key={text}>{inert(text, 400)}</p>
        ))}
        {inputs.map(({ name, sha256, role }) => (
          <p key={`${role} ${name}`}>
            {role}: {inert(name, 80)} <code>{sha256}</code>
          </p>
        ))}
        {evidence && (
          <p>
            {evidence.answers} recorded answers of{' '}
            {evidence.sources.map(({ name }) => inert(name, 40)).join(', ')}; root{' '}
            <code>{evidence.root}</code>
          </p>
        )}
        {expansion.sha256 && (
          <p>
            Kept as <code>{expansion.sha256}</code>
            {expansion.at === null
              ? ''
              : `, asked ${expansion.at.slice(0, 19).replace('T', ' ')} UTC`}
          </p>
        )}
      </details>
    </>
  );
}

/** What a node or a line of context is, for the panel. */
export function ContextFacts({
  session,
  at,
}: {
  readonly session: Session;
  /** Key of the node or line. */
  readonly at: string;
}) {
  const parties = session.scene.value.drawn.parties.get(at) ?? [];
  return (
    <section class="graph-asked">
      <p>{CLAIM}</p>
      <ol class="graph-transfers">
        {parties.slice(0, PAGE * 4).map((party) => (
          <li key={`${askKey(party.expansion)} ${party.of.holder}`}>
            <p class="graph-quiet">{wayWords(session, party)}</p>
            <One session={session} party={party} />
            <Transactions party={party} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function wayWords({ model, figures }: Session, party: Party): string {
  const { address, direction } = party.expansion;
  const other = shortOf(model.value.view, address);
  const words = partyWords(party, figures.value);
  return direction === 'in' ? `paid ${other} ${words}` : `got ${words} from ${other}`;
}

function Transactions({ party: { of } }: { readonly party: Party }) {
  const more = of.transfers - of.transactions.length;
  return (
    <details>
      <summary>Transactions</summary>
      {of.transactions.map((tx) => (
        <p key={tx}>
          <code>{tx}</code>
        </p>
      ))}
      {more > 0 && <p class="graph-quiet">the first of {of.transfers} transfers</p>}
    </details>
  );
}
