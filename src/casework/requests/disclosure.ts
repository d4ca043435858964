import type { Destination } from '../../trace/result.ts';
import { count } from '../exports/figures.ts';
import { inert } from '../exports/inert.ts';
import type { View } from '../exports/view.ts';
import type { FreezeDraft } from './draft.ts';

// Minimal disclosure (product reference J2): what a recipient learns, and what it does not.

type Drafted = Omit<FreezeDraft, 'disclosed' | 'heldBack'>;

/** What the recipient learns, line by line. */
export function disclosedBy(draft: Drafted): string[] {
  const { places, thefts, totals } = draft;
  const who = inert(draft.recipient, 60);
  const arrivals = places.reduce((sum, { arrivals: own }) => sum + own.length, 0);
  const onPaths = new Set(places.flatMap(({ path }) => path)).size;
  const addresses = new Set(places.map(({ holder }) => holder)).size;
  const taken = thefts.reduce((sum, { transactions }) => sum + transactions.length, 0);
  return [
    `${count(addresses, 'address', 'addresses')} that ${who} can act on, with the ` +
      `stolen amount at each, in ${count(totals.length, 'asset')}`,
    `${count(arrivals, 'transaction')} that brought it there, and who paid in each`,
    `${count(onPaths, 'transaction')} on the paths from the theft to there, by their ids alone`,
    `${count(taken, 'transaction')} of the theft, and what was taken in all`,
    ...(places.some(({ name }) => name !== null)
      ? [`why these addresses are held to be those of ${who}, and who says so`]
      : []),
    'the policy and the band of the amounts, the grades, and what is not known',
    'the SHA-256 of the trace result, which tells nothing of what is in it',
  ];
}

/** What of the result and of the case the recipient does not learn. */
export function heldBackOf(view: View, draft: Drafted, own: readonly Destination[]): string[] {
  const { result } = view;
  const others = result.destinations.length - own.length;
  const shown = new Set(
    draft.places.flatMap(({ path, arrivals }) => {
      return [...path, ...arrivals.map(({ tx }) => tx)];
    }),
  );
  const hidden = new Set(result.hops.map(({ tx }) => tx).filter((tx) => !shown.has(tx))).size;
  const thefts = result.thefts.length - draft.thefts.length;
  const notes = result.coverage.gaps.length + result.coverage.cuts.length;
  return [
    `${count(others, 'other place')} where stolen money rests, whose it is, and who else is asked`,
    `${count(hidden, 'other transaction')} of the trace, and who stands between those on paths`,
    ...(thefts > 0 ? [`${count(thefts, 'other theft')} of the same trace`] : []),
    ...(draft.more > 0
      ? [`${count(draft.more, 'smaller place')} of theirs, which are in the totals alone`]
      : []),
    ...(notes > 0 ? ['gaps and cuts of the trace elsewhere'] : []),
    'what other addresses are called, and by whom',
    'victims and how to reach them, but for what you type below',
    'the case: its title, notes, tasks, timeline, members',
    `what is published about whether ${inert(draft.recipient, 60)} acts`,
  ];
}
