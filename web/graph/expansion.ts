import type { Expansion as Answer, Counterparty } from '../../src/casework/expansion/answer.ts';
import { exactUnits, toCents } from '../text/figures.ts';
import { inert } from '../text/inert.ts';
import type { Figures } from './figures.ts';

/** What is asked of the source of a trace: who paid an address, or whom it paid. */
export interface Ask {
  readonly address: string;
  readonly direction: 'in' | 'out';
  /** ISO 8601, UTC, both inclusive; null: from the beginning, to the end of the ledger. */
  readonly from: string | null;
  readonly to: string | null;
}

/** Something that was asked, as far as it is answered. */
export interface Expansion extends Ask {
  readonly state: 'waiting' | 'done' | 'failed';
  /** When it was asked, or null where that is not kept yet. */
  readonly at: string | null;
  /** Why there is no answer. */
  readonly problem: string | null;
  readonly answer: Answer | null;
  /** Of the answer as it is kept. */
  readonly sha256: string | null;
}

/** A counterparty, and in whose answer it stands. */
export interface Party {
  readonly expansion: Expansion;
  readonly of: Counterparty;
}

/** Names what is asked: asked again, it is the same. */
export function askKey({ address, direction, from, to }: Ask): string {
  return `${direction} ${address} ${from ?? ''} ${to ?? ''}`;
}

/** Days between which is asked, as a field of a form gives them; empty: no bound. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** From the first second of a day to the last one of another. */
export function between({ from, to }: Days): Pick<Ask, 'from' | 'to'> {
  return {
    from: from === '' ? null : `${from}T00:00:00.000Z`,
    to: to === '' ? null : `${to}T23:59:59.000Z`,
  };
}

/** ` from 2025-02-21 to 2025-02-22`, as far as there are bounds. */
export function windowWords({ from, to }: Ask): string {
  const since = from === null ? '' : ` from ${from.slice(0, 10)}`;
  return `${since}${to === null ? '' : ` to ${to.slice(0, 10)}`}`;
}

/** Places that a trace makes up, such as a mix: no ledger knows of them. */
const MADE_UP = /^$|^(aside|claim|mix|fold):|^[0-9a-f]{64}:\d+$/;

export function canBeAsked(holder: string): boolean {
  return !MADE_UP.test(holder);
}

/** The symbol of an asset of an answer; one that is not known to be what it says is marked. */
export function symbolIn(answer: Answer | null, id: string): string {
  const asset = answer?.assets.find((one) => one.id === id);
  if (!asset) return inert(id, 16);
  const isSure = asset.verified || asset.kind === 'native' || asset.kind === 'valuation';
  return `${inert(asset.symbol, 16)}${isSure ? '' : '?'}`;
}

export function decimalsIn(answer: Answer | null, id: string): number {
  return answer?.assets.find((one) => one.id === id)?.decimals ?? 0;
}

/** Units of an asset of an answer with every decimal. */
export function exactIn(answer: Answer | null, id: string, amount: string): string {
  return exactUnits(BigInt(amount), decimalsIn(answer, id));
}

type Moved = Counterparty['amounts'][number];

/** `1.5 ETH`, and how many assets more. */
export function amountWords(
  answer: Answer | null,
  amounts: readonly Moved[],
  figures: Figures,
): string {
  const [first, ...more] = amounts;
  if (!first) return '';
  const units = figures.units(BigInt(first.amount), decimalsIn(answer, first.asset));
  const rest = more.length > 0 ? ` and ${figures.count(more.length, 'asset')} more` : '';
  return `${units} ${symbolIn(answer, first.asset)}${rest}`;
}

/** What it was all worth, or null where some of it has no price. */
export function worthOf(amounts: readonly Moved[]): bigint | null {
  let sum = 0n;
  for (const { usd } of amounts) {
    const cents = toCents(usd);
    if (cents === null) return null;
    sum += cents;
  }
  return sum;
}

/** `paid $1,200 in 3 transfers`: what the ledger knows to have moved, whoever's money it was. */
export function partyWords({ expansion, of }: Party, figures: Figures): string {
  const worth = worthOf(of.amounts);
  const amount = amountWords(expansion.answer, of.amounts, figures);
  const dollars = worth === null ? '' : ` (${figures.dollarsShort(worth)})`;
  return `${amount}${dollars} in ${figures.count(of.transfers, 'transfer')}`;
}
