import { inert } from '../text/inert.ts';
import { restKey } from './context.ts';
import { type Ask, askKey, between, canBeAsked, type Expansion } from './expansion.ts';
import { MOST_DRAWN } from './fold.ts';
import type { Session } from './session.ts';
import { type Camera, holdersOf, type Say, targets } from './targets.ts';

/** Neighbours that one press of a key draws, and addresses that it asks about at most. */
const PAGE = 40;
const MOST_ASKED = 5;

/**
 * Expands the selection: what the trace has folded beside it is drawn, and the ledger is asked who
 * else paid it, or whom else it paid. Again: more of what the ledger answered.
 */
export function expand(session: Session, direction: Ask['direction'], say: Say): void {
  const { history, figures, given } = session;
  const { now } = history.value;
  const holders = holdersOf(session);
  if (holders.length === 0) {
    say('nothing is selected');
    return;
  }
  const folded = neighbours(session, direction);
  const wanted = askedOf(session, direction);
  const fresh = given.value.onExpand ? wanted.filter((ask) => !now.asks.has(askKey(ask))) : [];
  if (folded.length + fresh.length > 0) {
    const asks = new Map([...now.asks, ...fresh.map((ask) => [askKey(ask), ask] as const)]);
    session.change({ shown: new Set([...now.shown, ...folded]), asks });
    const drawn =
      folded.length > 0 ? [`${figures.value.count(folded.length, 'holder')} drawn`] : [];
    const asked = fresh.length > 0 ? ['the ledger is asked'] : [];
    say([...drawn, ...asked].join('; '));
    return;
  }
  if (more(session, wanted)) say('more of what the ledger knows');
  else say(reasonOf(session, wanted));
}

/** Opens a page more of what was answered. */
function more(session: Session, wanted: readonly Ask[]): boolean {
  const keys = new Set(wanted.map((ask) => restKey(askKey(ask))));
  const groups = session.scene.value.drawn.nodes.filter(({ key }) => keys.has(key));
  if (groups.length === 0) return false;
  const opened = new Map(session.history.value.now.opened);
  for (const { key } of groups) opened.set(key, (opened.get(key) ?? 0) + 1);
  session.change({ opened });
  return true;
}

function reasonOf({ given }: Session, wanted: readonly Ask[]): string {
  if (!given.value.onExpand) return 'nothing more to draw there; you may not ask the ledger';
  if (wanted.length === 0) return 'open the group first: the ledger is asked of addresses';
  const keys = new Set(wanted.map(askKey));
  const own = given.value.expansions.filter((one) => keys.has(askKey(one)));
  if (own.some(({ state }) => state === 'waiting')) return 'the ledger is asked already';
  return 'all that the ledger answered is drawn';
}

/** What can be asked of the selection: of single addresses, and of few at once. */
function askedOf(session: Session, direction: Ask['direction']): Ask[] {
  const keys = new Set(targets(session));
  const { nodes } = session.scene.value.drawn;
  const single = nodes.filter(({ key, folded }) => keys.has(key) && !folded && canBeAsked(key));
  const window = between(session.days.value);
  return single.slice(0, MOST_ASKED).map(({ key }) => ({ address: key, direction, ...window }));
}

/** Holders of the trace next to the targets that are folded, those of most worth first. */
function neighbours(session: Session, direction: Ask['direction']): string[] {
  const { model, scene } = session;
  const own = new Set(holdersOf(session));
  const { drawn } = scene.value;
  const found = new Map<string, number>();
  for (const { from, to, worth } of model.value.links) {
    const [near, other] = direction === 'out' ? [from, to] : [to, from];
    if (!own.has(near) || own.has(other)) continue;
    const node = drawn.nodes[drawn.nodeOf.get(other) ?? -1];
    if (node?.folded) found.set(other, (found.get(other) ?? 0) + worth);
  }
  const room = Math.max(0, MOST_DRAWN - drawn.nodes.length);
  return [...found]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, Math.min(PAGE, room))
    .map(([id]) => id);
}

/** Takes off what was asked. */
export function contract(session: Session, ask: Ask): void {
  const asks = new Map(session.history.value.now.asks);
  if (asks.delete(askKey(ask))) session.change({ asks });
}

/** Whether nobody has answered: it failed, or is told from what the trace was answered. */
export function isUnanswered({ state, answer }: Expansion): boolean {
  return state === 'failed' || typeof answer?.recorded === 'string';
}

/** Asks once more what nobody answered. */
export function askAgain(session: Session, failed: Expansion): void {
  const { address, direction, from, to } = failed;
  session.awaited.value = new Map([...session.awaited.value, [askKey(failed), failed]]);
  session.given.value.onExpand?.({ address, direction, from, to });
}

/** What came of a question, in words. */
export function answerWords({ model, figures }: Session, expansion: Expansion): string {
  const { state, problem, answer, direction } = expansion;
  if (state === 'waiting') return 'The ledger is asked';
  if (state === 'failed' || !answer) {
    return `The ledger could not be asked: ${inert(problem ?? 'no reason is known', 400)}`.replace(
      /\.$/,
      '',
    );
  }
  const { counterparties, left, listed, recorded } = answer;
  if (listed === 'not covered') return 'Not covered: the ledger does not list this address';
  const known = counterparties.length + left.counterparties;
  const whom = direction === 'in' ? 'who paid this address' : 'whom this address paid';
  if (known === 0) return `The ledger knows of nobody ${whom}`;
  const traced = counterparties.filter(({ holder }) => model.value.holders.has(holder ?? ''));
  const beyond = known - traced.length;
  const all = figures.value.count(known, 'counterparty', 'counterparties');
  const rest = beyond === 0 ? 'none beyond the trace' : `${beyond} beyond the trace`;
  const told = `${all} ${whom}, ${rest}`;
  return recorded
    ? `No source answers. What was recorded until ${recorded} UTC tells of ${told}; ` +
        'there may be more'
    : `The ledger knows of ${told}`;
}

/** Says what came of questions that were asked here, and brings the answers into sight. */
export function tellAnswers(session: Session, camera: Camera): void {
  const { given, awaited, scene, said } = session;
  const ended = given.value.expansions.filter((one) => {
    const key = askKey(one);
    return one.state !== 'waiting' && awaited.value.has(key) && awaited.value.get(key) !== one;
  });
  if (ended.length === 0) return;
  const keys = new Set(ended.map(askKey));
  awaited.value = new Map([...awaited.value].filter(([key]) => !keys.has(key)));
  said.value = ended.map((one) => answerWords(session, one)).join('; ');
  const { nodes, nodeOf } = scene.value.drawn;
  const anchors = new Set(ended.map(({ address }) => nodeOf.get(address) ?? -1));
  const beside = nodes.flatMap(({ context }, i) =>
    context && anchors.has(nodeOf.get(context.anchor) ?? -1) ? [i] : [],
  );
  if (beside.length > 0) camera([...anchors, ...beside].filter((i) => i >= 0));
}
