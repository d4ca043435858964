import { TRC10 } from '../assets.ts';
import type {
  BlindSpot,
  Holder,
  HolderTransfers,
  Summary,
  Tip,
  Transfer,
  TransferQuery,
} from '../port.ts';
import { tronHolder } from './address.ts';
import type { Asking, Asks } from './asks.ts';
import { outcomeOf, tokensOf } from './decode.ts';
import { answer, type Finder, summaryOf } from './finder.ts';
import { INTERNAL, OWN, type ReadList, readList, readPage, type Span, TOKENS } from './lists.ts';
import type { Reading } from './parts.ts';
import { internalTransfers, ownTransfers, tokenTransfers } from './rows.ts';
import type { AccountRow, InternalRow, TokenRow } from './shapes.ts';
import type { Tokens } from './tokens.ts';
import type { Transactions } from './transactions.ts';

type Lists = readonly [ReadList<AccountRow | null>, ReadList<InternalRow>, ReadList<TokenRow>];

/** Finds transfers in TronGrid's lists of an account: its own transactions, internal, TRC-20. */
export class GridFinder implements Finder {
  readonly #asks: Asks;
  readonly #reading: Reading;
  readonly #tokens: Tokens;
  readonly #transactions: Transactions;

  constructor(asks: Asks, reading: Reading, tokens: Tokens, transactions: Transactions) {
    this.#asks = asks;
    this.#reading = reading;
    this.#tokens = tokens;
    this.#transactions = transactions;
  }

  async transfers(
    holders: readonly Holder[],
    query: TransferQuery,
    tip: Tip,
    asking: Asking,
  ): Promise<HolderTransfers[]> {
    const lists = await Promise.all(
      holders.map((holder) => {
        const span = spanOf(holder, query, tip);
        const read = [OWN, INTERNAL, TOKENS] as const;
        return Promise.all([
          readList(this.#asks, read[0], span, query.limit, asking),
          readList(this.#asks, read[1], span, query.limit, asking),
          readList(this.#asks, read[2], span, query.limit, asking),
        ]);
      }),
    );
    await this.#learn(lists, asking);
    return holders.map((holder, i) => {
      const own = lists[i] as Lists;
      const isWhole = own.every(({ whole }) => whole);
      return answer(holder, this.#transfersIn(own), query, isWhole);
    });
  }

  /**
   * Counts what the first page of each list shows: cheap, and at least what there is. Where a list
   * goes on, its newest page gives the time of the last transfer.
   */
  async summaries(holders: readonly Holder[], tip: Tip, asking: Asking): Promise<Summary[]> {
    const whole = { since: null, until: null };
    const lists = await Promise.all(
      holders.map((holder) => {
        const span = spanOf(holder, whole, tip);
        return Promise.all([
          readEnds(this.#asks, OWN, span, asking),
          readEnds(this.#asks, INTERNAL, span, asking),
          readEnds(this.#asks, TOKENS, span, asking),
        ]);
      }),
    );
    await this.#learn(lists, asking);
    return holders.map((holder, i) => summaryOf(holder, this.#transfersIn(lists[i] as Lists)));
  }

  blindSpots(): readonly BlindSpot[] {
    return [
      {
        reason: 'Lists of internal transfers may show a reverted one as done',
        effect:
          'What a transaction moved is read from its own record, but what an account received in ' +
          'all may be too much.',
      },
      {
        reason:
          'The place of a transaction in its block is known only where two of those met stand in ' +
          'one',
        effect: 'Elsewhere who must be paid first decides the order inside a block.',
      },
      {
        reason: 'Units of TRC-721 collections may stand in the lists as amounts of a token',
        effect: 'A collectible may be shown as so many units of a token.',
      },
    ];
  }

  /** Takes note of what lists say, in the order of the questions, whichever answer came first. */
  async #learn(lists: readonly Lists[], asking: Asking): Promise<void> {
    const { faults } = this.#reading;
    const tokens: string[] = [];
    for (const list of lists.flat()) {
      for (const { code, origin, field, expected, found, count } of list.flaws) {
        faults.add(code, origin, field, expected, found, count);
      }
    }
    for (const [own, internal, trc20] of lists) {
      for (const { row, origin } of own.rows) {
        if (row === null) continue;
        this.#transactions.note(row, origin);
        tokens.push(...tokensOf(row, outcomeOf(row)));
      }
      for (const { row } of internal.rows) {
        tokens.push(...Object.keys(row.data.call_value).filter((token) => TRC10.test(token)));
      }
      for (const { row } of trc20.rows) {
        const { address, symbol, decimals = null } = row.token_info;
        const contract = tronHolder(address);
        if (contract) this.#tokens.note(contract, symbol, decimals);
      }
    }
    await this.#tokens.know(tokens, asking);
  }

  #transfersIn([own, internal, trc20]: Lists): Transfer[] {
    const reading = this.#reading;
    return [
      ...own.rows.flatMap(({ row, origin }) => (row ? ownTransfers(row, origin, reading) : [])),
      ...internal.rows.flatMap(({ row, origin }) => internalTransfers(row, origin, reading)),
      ...trc20.rows.flatMap(({ row, origin }) => tokenTransfers(row, origin, reading)),
    ];
  }
}

/** Nothing after the pinned tip is read, so that a head that moves changes nothing. */
function spanOf(
  holder: Holder,
  { since, until }: Pick<TransferQuery, 'since' | 'until'>,
  tip: Tip,
): Span {
  const last = until === null ? tip.time : Math.min(until, tip.time);
  return { holder, from: (since ?? 0) * 1000, until: last * 1000 + 999 };
}

async function readEnds<R>(
  asks: Asks,
  list: Parameters<typeof readPage<R>>[1],
  span: Span,
  asking: Asking,
): Promise<ReadList<R>> {
  const first = await readPage(asks, list, span, {}, asking);
  const { rows, flaws, fingerprint } = first;
  if (fingerprint === null) return { rows, flaws, whole: true };
  const newest = await readPage(asks, list, span, { newest: true }, asking);
  return { rows: [...rows, ...newest.rows], flaws, whole: false };
}
