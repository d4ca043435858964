import type { Day } from '../tags.ts';
import type { ListedParty } from './party.ts';

/**
 * What was listed and is no more, after one more version: a party that is gone, and wallets that a
 * party has lost, end on the day of the version without them, unless the list said an earlier end.
 * Intervals are closed and never deleted: money that moved inside one moved to a listed party.
 */
export function closedBy(
  past: readonly ListedParty[],
  before: readonly ListedParty[],
  after: readonly ListedParty[],
  day: Day,
): readonly ListedParty[] {
  const now = new Map(after.map((party) => [party.id, party]));
  const closed = before.flatMap((party): ListedParty | ListedParty[] => {
    const to = party.to !== null && party.to < day ? party.to : day;
    const next = now.get(party.id);
    if (!next) return { ...party, to };
    const kept = new Set(next.wallets.map(({ published }) => published));
    const lost = party.wallets.filter(({ published }) => !kept.has(published));
    // its names are still those of a listed party, and stand there
    return lost.length === 0 ? [] : { ...party, names: [], documents: [], wallets: lost, to };
  });
  return [...past, ...closed];
}

/** Whether a party was listed on a day: from its first day on, and no more on that of its end. */
export function isListedOn({ from, to }: ListedParty, day: Day): boolean {
  return (from === null || from <= day) && (to === null || day < to);
}
