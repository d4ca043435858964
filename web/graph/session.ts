import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { PolicyId } from '../../src/trace/policies/policy.ts';
import type { TraceResult } from '../../src/trace/result.ts';
import type { Order } from './axis.ts';
import { withContext } from './context.ts';
import { type Ask, askKey, type Days, type Expansion } from './expansion.ts';
import { type Figures, figuresIn } from './figures.ts';
import type { Focus } from './focus.ts';
import { foldGraph } from './fold.ts';
import {
  type Arrangement,
  arrangementOf,
  changed,
  changedMarks,
  type History,
  newAsks,
  taken,
  takenAsks,
  wishOf,
} from './history.ts';
import { FOLD } from './key.ts';
import { type Layout, layoutOf } from './layout.ts';
import { type Model, modelOf } from './model.ts';
import { type Annotation, type Scene, sceneOf } from './scene.ts';
import { find, findContext } from './search.ts';

/** What is chosen: nodes by key, or one line, or a path (hops of the result). */
interface Selection {
  readonly nodes: readonly string[];
  readonly link: string | null;
  readonly path: readonly number[] | null;
}

/** What the page hears of a selection, in terms of the result. */
export interface Selected {
  readonly holders: readonly string[];
  readonly transactions: readonly string[];
}

export type Tab = 'graph' | 'table' | 'overview';

export interface Given {
  readonly result: TraceResult;
  readonly policy: PolicyId;
  readonly locale: string;
  readonly annotations: readonly Annotation[];
  /** What was asked of the ledger beyond the trace, and its answers. */
  readonly expansions: readonly Expansion[];
  /** How much is folded when the graph opens. */
  readonly start?: Partial<Pick<Arrangement, 'fanOut' | 'most'>> | undefined;
  readonly onSelect?: ((selected: Selected) => void) | undefined;
  readonly onAnnotate?: ((annotation: Annotation) => void) | undefined;
  /** Asks the ledger, and takes off what was asked; without them nobody may. */
  readonly onExpand?: ((ask: Ask) => void) | undefined;
  readonly onContract?: ((ask: Ask) => void) | undefined;
  readonly onPolicy?: ((policy: PolicyId) => void) | undefined;
}

export const NOTHING: Selection = { nodes: [], link: null, path: null };

/** One open graph: what people set, and everything that follows from it. */
export interface Session {
  readonly given: Signal<Given>;
  readonly policy: Signal<PolicyId>;
  readonly history: Signal<History>;
  readonly order: Signal<Order>;
  readonly tab: Signal<Tab>;
  readonly selection: Signal<Selection>;
  /** The node where the keyboard is. */
  readonly cursor: Signal<string | null>;
  readonly query: Signal<string>;
  readonly hovered: Signal<number>;
  /** Between which days the ledger is asked. */
  readonly days: Signal<Days>;
  /** What was asked here and is not answered yet, by its key, with what was known of it then. */
  readonly awaited: Signal<ReadonlyMap<string, Expansion | undefined>>;
  /** What was done last, for readers of screens. */
  readonly said: Signal<string>;
  readonly open: Signal<'none' | 'help' | 'note' | 'save'>;

  readonly model: ReadonlySignal<Model>;
  readonly scene: ReadonlySignal<Scene>;
  readonly figures: ReadonlySignal<Figures>;
  /** Holders that the search found, or null where nothing is searched. */
  readonly found: ReadonlySignal<readonly string[] | null>;
  readonly focus: ReadonlySignal<Focus>;

  /** Makes a change that can be undone, and tells the page what was put on nodes. */
  change(next: Partial<Arrangement>): void;
  /** Goes to an arrangement of the history. */
  go(history: History): void;
  choose(selection: Selection): void;
  /** Forgets where things stood. */
  tidy(): void;
  /** Takes over what the page gives now. */
  give(given: Given): void;
}

/** Opens a graph. */
export function startSession(first: Given): Session {
  const given = signal(first);
  const policy = signal(first.policy);
  const history = signal(opened(first));
  const order = signal<Order>('time');
  const selection = signal(NOTHING);
  const cursor = signal<string | null>(null);
  const query = signal('');
  const hovered = signal(-1);
  const generation = signal(0);
  const awaited = signal<Session['awaited']['value']>(new Map());

  const derived = derive({ given, policy, history, order, query, generation });
  const { scene, result } = derived;
  const focus = computed(() =>
    focusOf(scene.value, selection.value, cursor.value, hovered.value, derived.found.value),
  );

  const go = (next: History): void => {
    const { now } = history.value;
    const told = changedMarks(now, next.now);
    const [asked, off] = [newAsks(now, next.now), newAsks(next.now, now)];
    history.value = next;
    for (const mark of told) given.value.onAnnotate?.(mark);
    const waited = asked.map((ask) => [askKey(ask), undefined] as const);
    if (asked.length > 0) awaited.value = new Map([...awaited.value, ...waited]);
    for (const ask of asked) given.value.onExpand?.(ask);
    for (const ask of off) given.value.onContract?.(ask);
  };
  return {
    given,
    policy,
    history,
    order,
    tab: signal<Tab>('graph'),
    selection,
    cursor,
    query,
    hovered,
    days: signal<Days>({ from: '', to: '' }),
    awaited,
    said: signal(''),
    open: signal<'none' | 'help' | 'note' | 'save'>('none'),
    ...derived,
    focus,
    change: (next) => go(changed(history.value, next)),
    go,
    choose: (next) => {
      selection.value = next;
      given.value.onSelect?.(selectedOf(scene.value, result.value, next));
    },
    tidy: () => {
      generation.value += 1;
    },
    give: (next) => {
      const before = given.value;
      batch(() => {
        given.value = next;
        if (before.policy !== next.policy) policy.value = next.policy;
        history.value = heard(history.value, before, next);
        if (before.result.case.id === next.result.case.id) return;
        generation.value += 1;
        selection.value = NOTHING;
        cursor.value = null;
        history.value = opened(next);
      });
    },
  };
}

/** What others put on nodes and asked, as the page has heard of it. */
function heard(history: History, before: Given, next: Given): History {
  const { annotations, expansions } = next;
  const marked = before.annotations === annotations ? history : taken(history, annotations);
  if (before.expansions === expansions) return marked;
  return takenAsks(marked, before.expansions, expansions);
}

/** What follows from what was given and set. */
function derive({
  given,
  policy,
  history,
  order,
  query,
  generation,
}: Pick<Session, 'given' | 'policy' | 'history' | 'order' | 'query'> & {
  readonly generation: Signal<number>;
}) {
  const result = computed(() => given.value.result);
  const model = computed(() => modelOf(result.value));
  const figures = computed(() => figuresIn(given.value.locale));
  const wish = computed(() => wishOf(history.value.now));
  const traced = computed(() => foldGraph(model.value, wish.value));
  const asked = computed(() => given.value.expansions);
  const drawn = computed(() => {
    const { asks } = history.value.now;
    const standing = asked.value.filter((one) => asks.has(askKey(one)));
    return withContext(traced.value, model.value.view, standing, wish.value);
  });
  // where things stand depends on where they stood, so that nothing moves when more comes
  let stood: { generation: number; layouts: Map<Order, Layout> } | null = null;
  const layout = computed(() => {
    if (stood?.generation !== generation.value) {
      stood = { generation: generation.value, layouts: new Map() };
    }
    const made = layoutOf(drawn.value, order.value, stood.layouts.get(order.value) ?? null);
    stood.layouts.set(order.value, made);
    return made;
  });
  const scene = computed(() => {
    const { marks } = history.value.now;
    return sceneOf(model.value, drawn.value, layout.value, policy.value, figures.value, marks);
  });
  const found = computed(() => {
    if (query.value.trim() === '') return null;
    return [...find(model.value, query.value), ...findContext(drawn.value, query.value)];
  });
  return { result, model, scene, figures, found };
}

function opened({ annotations, expansions, start }: Given): History {
  const now = { ...arrangementOf(annotations, expansions), ...start };
  return { now, past: [], future: [] };
}

function focusOf(
  scene: Scene,
  selection: Selection,
  cursor: string | null,
  hovered: number,
  found: readonly string[] | null,
): Focus {
  const { nodeOf, nodes } = scene.drawn;
  const index = (key: string) => {
    const i = nodeOf.get(key);
    return i ?? (key.startsWith(FOLD) ? nodes.findIndex((node) => node.key === key) : -1);
  };
  const links = new Set<number>();
  const path = selection.path && new Set(selection.path);
  scene.drawn.links.forEach(({ key, hops }, i) => {
    if (key === selection.link || (path && hops.some((hop) => path.has(hop)))) links.add(i);
  });
  return {
    selected: new Set(selection.nodes.map(index).filter((i) => i >= 0)),
    cursor: cursor === null ? -1 : index(cursor),
    hovered,
    links,
    found: found && new Set(found.map(index).filter((i) => i >= 0)),
  };
}

function selectedOf(scene: Scene, result: TraceResult, selection: Selection): Selected {
  const { nodes, nodeOf, links } = scene.drawn;
  const holders = selection.nodes.flatMap((key) => {
    const i = nodeOf.get(key);
    return i === undefined
      ? (nodes.find((node) => node.key === key)?.holders ?? [])
      : (nodes[i]?.holders ?? []);
  });
  const hops = selection.path ?? links.find(({ key }) => key === selection.link)?.hops ?? [];
  const transactions = [...new Set(hops.flatMap((hop) => result.hops[hop]?.tx ?? []))];
  return { holders: [...new Set(holders)], transactions };
}
