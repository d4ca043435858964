import type { RefObject } from 'preact';
import { POLICY_WORDS } from '../text/words.ts';
import type { Commands } from './commands.ts';
import { MOST_DRAWN, NO_WISH } from './fold.ts';
import type { KeyAction } from './keys.ts';
import type { Session, Tab } from './session.ts';

interface Props {
  readonly session: Session;
  readonly commands: Commands;
}

const TABS: readonly { readonly id: Tab; readonly name: string }[] = [
  { id: 'graph', name: 'Graph' },
  { id: 'table', name: 'Table' },
  { id: 'overview', name: 'Overview' },
];

/** The bar above the graph. */
export function Tools({
  session,
  commands,
  search,
}: Props & { readonly search: RefObject<HTMLInputElement | null> }) {
  const { tab, order, history } = session;
  return (
    <div class="graph-tools">
      <fieldset class="graph-group" aria-label="View">
        {TABS.map(({ id, name }) => (
          <button
            key={id}
            type="button"
            aria-pressed={tab.value === id}
            onClick={() => {
              tab.value = id;
            }}
          >
            {name}
          </button>
        ))}
      </fieldset>
      <Search session={session} commands={commands} field={search} />
      <Policy session={session} commands={commands} />
      <fieldset class="graph-group" aria-label="Left to right by">
        {(['time', 'hop'] as const).map((id) => (
          <button
            key={id}
            type="button"
            aria-pressed={order.value === id}
            onClick={() => order.value !== id && commands.act('order')}
          >
            by {id}
          </button>
        ))}
      </fieldset>
      <Shown session={session} />
      <span class="graph-push" />
      <fieldset class="graph-group" aria-label="Undo and redo">
        <Act commands={commands} action="undo" off={history.value.past.length === 0}>
          ↶ <span class="graph-unseen">Undo</span>
        </Act>
        <Act commands={commands} action="redo" off={history.value.future.length === 0}>
          ↷ <span class="graph-unseen">Redo</span>
        </Act>
      </fieldset>
      <fieldset class="graph-group graph-wide" aria-label="Zoom">
        <Act commands={commands} action="zoomOut">
          − <span class="graph-unseen">Zoom out</span>
        </Act>
        <Act commands={commands} action="zoomIn">
          + <span class="graph-unseen">Zoom in</span>
        </Act>
        <Act commands={commands} action="fit">
          All
        </Act>
      </fieldset>
      <Act commands={commands} action="save">
        Save…
      </Act>
      <Act commands={commands} action="help">
        Keys
      </Act>
    </div>
  );
}

function Act({
  commands,
  action,
  off = false,
  children,
}: {
  readonly commands: Commands;
  readonly action: KeyAction;
  readonly off?: boolean;
  readonly children: preact.ComponentChildren;
}) {
  return (
    <button type="button" disabled={off} data-act={action} onClick={() => commands.act(action)}>
      {children}
    </button>
  );
}

function Search({
  session,
  commands,
  field,
}: Props & { readonly field: RefObject<HTMLInputElement | null> }) {
  const { query, found, figures } = session;
  const count = found.value?.length ?? 0;
  const said = found.value === null ? '' : count === 0 ? 'none' : figures.value.count(count, 'hit');
  return (
    <label class="graph-search">
      <span class="graph-unseen">Search addresses, names, transactions</span>
      <input
        ref={field}
        type="search"
        value={query.value}
        placeholder="Address, name, transaction"
        maxLength={200}
        spellcheck={false}
        onInput={(event) => {
          query.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commands.seek(!event.shiftKey);
        }}
      />
      <span class="graph-quiet" role="status">
        {said}
      </span>
    </label>
  );
}

function Policy({ session, commands }: Props) {
  const { settings } = session.model.value.view.result;
  const { policy } = session;
  return (
    <label class="graph-policy">
      <span class="graph-unseen">Policy</span>
      <select
        value={policy.value}
        title={POLICY_WORDS[policy.value].rule}
        onChange={(event) => commands.setPolicy(event.currentTarget.value as typeof policy.value)}
      >
        {settings.policies.map((id) => (
          <option key={id} value={id} selected={id === policy.value}>
            {POLICY_WORDS[id].name}
            {id === settings.policy ? ' (locked)' : ''}
          </option>
        ))}
      </select>
    </label>
  );
}

const LEAST = [0, 1, 100, 1_000, 10_000, 100_000, 1_000_000] as const;
const MOST = [60, 300, 1_000, MOST_DRAWN, 5_000] as const;

/** What is drawn at all: folding, how many, and without dust. */
function Shown({ session }: { readonly session: Session }) {
  const { history, model, figures } = session;
  const { fanOut, most, least, withoutEmpty } = history.value.now;
  return (
    <details class="graph-shown">
      <summary>Shown</summary>
      <div class="graph-sheet">
        <label>
          <input
            type="checkbox"
            checked={fanOut > 0}
            onChange={(event) =>
              session.change({ fanOut: event.currentTarget.checked ? NO_WISH.fanOut : 0 })
            }
          />{' '}
          fold fan-outs
        </label>
        <label>
          <input
            type="checkbox"
            checked={withoutEmpty}
            onChange={(event) => session.change({ withoutEmpty: event.currentTarget.checked })}
          />{' '}
          without lines that carry nothing stolen
        </label>
        {model.value.measure.kind === 'usd' && (
          <label>
            hide lines below{' '}
            <select
              value={String(least)}
              onChange={(event) => session.change({ least: Number(event.currentTarget.value) })}
            >
              {LEAST.map((dollars) => (
                <option
                  key={dollars}
                  value={String(dollars * 100)}
                  selected={least === dollars * 100}
                >
                  {dollars === 0 ? 'nothing' : figures.value.dollars(BigInt(dollars) * 100n)}
                </option>
              ))}
            </select>
          </label>
        )}
        <label>
          nodes at most{' '}
          <select
            value={String(most)}
            onChange={(event) => session.change({ most: Number(event.currentTarget.value) })}
          >
            {MOST.map((count) => (
              <option key={count} value={String(count)} selected={most === count}>
                {count}
              </option>
            ))}
          </select>
        </label>
      </div>
    </details>
  );
}
