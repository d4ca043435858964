import { useState } from 'preact/hooks';
import type { TimelineItem } from '../../api/shapes.ts';
import { Choice, Text } from '../../parts/form.tsx';
import { Id, Time } from '../../parts/pieces.tsx';
import { inert } from '../../text/inert.ts';
import { utc } from '../../text/times.ts';
import type { CaseProps } from './case.tsx';
import { momentOf, Section } from './section.tsx';

type Kind = TimelineItem['kind'];

const BASES = [
  ['unverified', 'unverified: somebody says so'],
  ['observed', 'observed: it stands in a ledger or a document'],
  ['inferred', 'inferred: by a rule that is named'],
] as const;

const KIND_WORDS: { readonly [kind in Kind]: string } = {
  entry: 'written down',
  ledger: 'on the ledger',
  custody: 'done to the file',
};

const ONLY: readonly (readonly [Kind | null, string])[] = [
  [null, 'All'],
  ['entry', 'Written down'],
  ['ledger', 'On the ledger'],
  ['custody', 'Done to the file'],
];

interface TimelineProps extends CaseProps {
  /** Only what people wrote down, for a page where that is enough. */
  readonly only?: 'entry';
}

/** What happened: written down by people, seen on a ledger, done to the file. */
export function TimelineList({ file, path, topics, only }: TimelineProps) {
  const [chosen, setChosen] = useState<Kind | null>(only ?? null);
  const [isFolded, setFolded] = useState(true);
  return (
    <Section<TimelineItem>
      key={chosen}
      title="Timeline"
      file={file}
      path={`${path}/timeline`}
      query={chosen ? `only=${chosen}` : ''}
      topics={topics}
      none="Nothing stands in the timeline: first notice, calls, requests, answers."
      bodyOf={({ at, ...rest }) => ({ ...rest, at: momentOf(at) })}
      filter={
        only ? null : (
          <>
            <Kinds chosen={chosen} choose={setChosen} />
            <label class="row small no-print">
              <input
                type="checkbox"
                checked={isFolded}
                onChange={({ currentTarget }) => setFolded(currentTarget.checked)}
              />
              fold the lesser ones
            </label>
          </>
        )
      }
      adding={{ words: 'Add an entry', fields: <EntryFields /> }}
    >
      {(items) => <Days items={items} isFolded={isFolded} />}
    </Section>
  );
}

interface KindsProps {
  readonly chosen: Kind | null;
  readonly choose: (kind: Kind | null) => void;
}

function Kinds({ chosen, choose }: KindsProps) {
  return (
    <fieldset class="segments no-print" aria-label="Which entries">
      {ONLY.map(([kind, words]) => (
        <button
          key={words}
          type="button"
          aria-pressed={chosen === kind}
          onClick={() => choose(kind)}
        >
          {words}
        </button>
      ))}
    </fieldset>
  );
}

function EntryFields() {
  return (
    <>
      <Text label="When (UTC)" name="at" type="datetime-local" required />
      <Text label="What happened" name="text" lines={3} most={2000} required />
      <Text label="Source" name="source" required hint="Who says so, or where it stands" />
      <Choice label="How it is known" name="basis" options={BASES} />
    </>
  );
}

interface DaysProps {
  readonly items: readonly TimelineItem[];
  readonly isFolded: boolean;
}

function Days({ items, isFolded }: DaysProps) {
  const days = [...Map.groupBy(items, ({ at }) => utc(at).slice(0, 10))];
  return (
    <>
      {days.map(([day, own]) => (
        <section key={day} aria-label={day}>
          <h3 class="case-day">{day}</h3>
          <ol class="moments case-moments">
            {runsOf(own, isFolded).map((run) => {
              const [first] = run;
              return first && run.length === 1 ? (
                <Item key={keyOf(first)} item={first} />
              ) : (
                <Folded key={first && keyOf(first)} items={run} />
              );
            })}
          </ol>
        </section>
      ))}
    </>
  );
}

function keyOf({ kind, id, at }: TimelineItem): string {
  return `${kind} ${id} ${at}`;
}

/** What stands out stands alone; what lies between is folded where it is more than one. */
function runsOf(items: readonly TimelineItem[], isFolded: boolean): readonly TimelineItem[][] {
  const runs: TimelineItem[][] = [];
  for (const item of items) {
    const last = runs.at(-1);
    if (isFolded && !item.isKey && last?.[0] && !last[0].isKey) last.push(item);
    else runs.push([item]);
  }
  return runs;
}

function Folded({ items }: { items: readonly TimelineItem[] }) {
  const kinds = [...Map.groupBy(items, ({ kind }) => kind)];
  const words = kinds.map(([kind, own]) => `${own.length} ${KIND_WORDS[kind]}`).join(', ');
  const times = [items.at(0), items.at(-1)].map((item) => utc(item?.at ?? '', false).slice(11));
  return (
    <li class="folded">
      <details>
        <summary class="folded-words">
          {words}, {[...new Set(times)].join(' to ')}
        </summary>
        <ol class="moments case-moments">
          {items.map((item) => (
            <Item key={keyOf(item)} item={item} />
          ))}
        </ol>
      </details>
    </li>
  );
}

function Item({ item }: { item: TimelineItem }) {
  const isHash = /^(0x)?[0-9a-f]{64}$/.test(item.source);
  return (
    <li>
      <Time at={item.at} noDay />
      <span>
        <span class={item.kind === 'custody' ? 'quiet' : ''}>{inert(item.text, 2000)}</span>{' '}
        <span class="quiet small">
          {item.by && item.kind === 'custody' && `by ${inert(item.by, 60)}, `}
          {item.basis},{' '}
          {isHash ? (
            <Id id={item.source} short={`${item.source.slice(0, 14)}…`} />
          ) : (
            inert(item.source, 120)
          )}
          {item.traceId && (
            <>
              , <a href={`/traces/${item.traceId}`}>trace</a>
            </>
          )}
        </span>
        {item.note && <p class="small">{inert(item.note, 2000)}</p>}
      </span>
    </li>
  );
}
