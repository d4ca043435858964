import { useState } from 'preact/hooks';
import type { ResultHop } from '../../../src/trace/result.ts';
import { mayAs } from '../../api/session.ts';
import { nameOf, shortOf, symbolOf } from '../../graph/view.ts';
import { Drawer } from '../../parts/drawer.tsx';
import { Copy, Grade, Id, Tag, Time } from '../../parts/pieces.tsx';
import { go, setQuery } from '../../shell/route.ts';
import { count } from '../../text/figures.ts';
import { inert } from '../../text/inert.ts';
import { gradeWords, POLICY_WORDS, STATUS_WORDS, typeWords } from '../../text/words.ts';
import { ContestDialog } from '../case/names.tsx';
import { Cents, Units } from './amount.tsx';
import { exactOf, type Place, type View } from './view.ts';

/** What stands behind a place: who says so, by which transactions, in which input. */
export function Evidence({ view, place }: { view: View; place: Place }) {
  const close = () => setQuery({ place: null });
  const { of } = place;
  return (
    <Drawer
      label="Evidence for a place"
      of={place.key}
      close={close}
      head={
        <div class="stack tight">
          <span class="small">
            <b>{nameOf(view, of.holder) ?? 'An address without a name'}</b>{' '}
            <span class="quiet">
              {of.status}: {STATUS_WORDS[of.status].meaning}
            </span>
          </span>
          <h2 class="wrap-any mono">{of.holder}</h2>
          <span class="row">
            <Copy text={of.holder} what="the address" />
            <button
              type="button"
              class="bare small"
              onClick={() => go(`/screen?text=${encodeURIComponent(of.holder)}`)}
            >
              screen it
            </button>
          </span>
        </div>
      }
    >
      <Worth view={view} place={place} />
      <Name view={view} holder={of.holder} />
      <Powers place={place} />
      <Path view={view} place={place} />
    </Drawer>
  );
}

function Worth({ view, place }: { view: View; place: Place }) {
  const { of } = place;
  const { settings } = view.result;
  return (
    <section class="stack tight">
      <p class="big">
        <Cents cents={place.cents} />
      </p>
      <table class="small">
        <caption class="hidden-text">Amounts by policy</caption>
        <thead>
          <tr>
            <th>Policy</th>
            <th class="num">{symbolOf(view, of.asset)}, exact</th>
          </tr>
        </thead>
        <tbody>
          {settings.policies.map((policy) => (
            <tr key={policy} aria-selected={policy === view.policy}>
              <td title={POLICY_WORDS[policy].rule}>
                {POLICY_WORDS[policy].name}
                {policy === settings.policy && ' (locked)'}
              </td>
              <td class="num mono">
                <Exact view={view} asset={of.asset} units={of.amounts[policy] ?? '0'} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="small">
        <b>Why it stops here:</b> {inert(of.why, 600)}{' '}
        <span class="quiet">(rule {inert(of.rule, 120)})</span>
      </p>
      <p class="small">
        Since <Time at={of.since} /> UTC, last <Time at={of.last} />, in{' '}
        {count(of.transfers, 'transfer')}. <Grade grade={of.grade} />{' '}
        <span class="quiet">{gradeWords(of.grade)}</span>
      </p>
    </section>
  );
}

/** Every decimal, grouped to be read. */
function Exact({ view, asset, units }: { view: View; asset: string; units: string }) {
  const exact = exactOf(view, asset, BigInt(units));
  const [whole = '', fraction] = exact.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return <span data-exact={exact}>{fraction ? `${grouped}.${fraction}` : grouped}</span>;
}

function Name({ view, holder }: { view: View; holder: string }) {
  const [isContesting, setContesting] = useState(false);
  const name = view.holders.get(holder)?.name;
  return (
    <section class="stack tight">
      <h3>Who it is said to be</h3>
      {name ? (
        <>
          <p>
            <b>{inert(name.label)}</b>, {typeWords(name.type)} <Grade grade={name.grade} />{' '}
            <Tag tone={name.basis === 'unverified' ? 'warn' : ''}>{name.basis}</Tag>
          </p>
          <p class="small quiet">
            Says {inert(name.source)}
            {name.sourceDate && `, ${name.sourceDate}`}.{' '}
            {name.inference && inert(name.inference, 400)}
          </p>
          <Others said={name.others} />
        </>
      ) : (
        <p class="quiet">Nobody names it. That is not the same as harmless.</p>
      )}
      {name && mayAs('investigator') && (
        <button type="button" onClick={() => setContesting(true)}>
          Contest this name…
        </button>
      )}
      {name && isContesting && (
        <ContestDialog address={holder} onClose={() => setContesting(false)} />
      )}
    </section>
  );
}

const MOST_OTHERS = 12;

/** What other sources call it, each in a line of its own. */
function Others({ said }: { said: readonly string[] }) {
  if (said.length === 0) return null;
  return (
    <details class="small" open={said.length <= 3}>
      <summary>{count(said.length, 'other source')} name it, too</summary>
      <ul class="plain-rows">
        {said.slice(0, MOST_OTHERS).map((one) => (
          <li key={one}>{inert(one, 240)}</li>
        ))}
      </ul>
      {said.length > MOST_OTHERS && <p class="quiet">and {said.length - MOST_OTHERS} more</p>}
    </details>
  );
}

function Powers({ place }: { place: Place }) {
  const { freeze } = place.of;
  return (
    <section class="stack tight">
      <h3>Who can stop it</h3>
      {freeze.length === 0 && <p class="quiet">It is not known who could.</p>}
      <ul class="stack tight">
        {freeze.map((action) => (
          <li key={action.actor + action.power} class="power">
            <p>
              <b>{inert(action.actor, 80)}</b>{' '}
              <Tag tone={action.strength === 'can' ? 'act' : ''}>{action.strength}</Tag>
            </p>
            <p>{inert(action.power, 300)}</p>
            <p class="small">{inert(action.how, 600)}</p>
            <p class="small quiet">
              {[action.basis, action.reality]
                .filter(Boolean)
                .map((text) => inert(text, 400).replace(/\.$/, ''))
                .join('. ')}
              .
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Path({ view, place }: { view: View; place: Place }) {
  const { path } = place.of;
  return (
    <section class="stack tight">
      <h3>How it came here</h3>
      <p class="small quiet">
        The transactions that brought the largest part (by FIFO), from the theft on.
      </p>
      <ol class="path">
        {path.map((tx, i) => (
          <li key={`${tx}/${i}`}>
            <span class="row">
              <Id id={tx} short={`${tx.slice(0, 14)}…${tx.slice(-6)}`} />
              <Copy text={tx} what="the transaction" />
            </span>
            {(view.hopsByTx.get(tx) ?? []).slice(0, 4).map((hop, j) => (
              <Hop key={j} view={view} hop={hop} />
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** One hop with the line of the input in which it stands. */
function Hop({ view, hop }: { view: View; hop: ResultHop }) {
  const input = view.result.inputs[hop.input];
  const end = (id: string) => nameOf(view, id) ?? shortOf(view, id);
  return (
    <p class="small">
      <Units view={view} asset={hop.asset} units={BigInt(hop.traced[view.policy] ?? '0')} />{' '}
      {symbolOf(view, hop.asset)} from <span title={hop.from}>{end(hop.from)}</span> to{' '}
      <span title={hop.to}>{end(hop.to)}</span>, <Time at={hop.time} /> <Tag>{hop.via}</Tag>{' '}
      <span class="quiet">{hop.basis}</span>
      {input && (
        <span class="quiet" title={`SHA-256 ${input.sha256}`}>
          {' '}
          · {inert(input.name, 60)}, line {hop.line}, {input.sha256.slice(0, 10)}…
        </span>
      )}
    </p>
  );
}
