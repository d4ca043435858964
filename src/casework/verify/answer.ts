import { NOBODY } from '../../ledger/address.ts';
import { type Network, networkOf } from '../../ledger/bitcoin/network.ts';
import type { Chain } from '../../ledger/chains.ts';
import type { ResultHop } from '../../trace/result.ts';
import { type AnswerTree, type Branch, bareId, branches } from './answer-tree.ts';
import { coinsSay } from './coin-answer.ts';
import { statementOf } from './spelling.ts';

/** What an answer says of a hop: that it is so, something else, or nothing that can be told. */
export type Said = 'so' | 'otherwise' | 'untold';

/**
 * What a recorded answer says of a hop: whether in one object of the row about its transaction
 * stand payer, payee, amount and token together. This reads any provider's form and none of them
 * exactly; the exact check is to run the trace again from the recorded answers.
 * @param question what was asked; it may name the transaction that the answer then does not
 */
export function answerSays(
  { root, rowsOf }: AnswerTree,
  question: string,
  hop: ResultHop,
  chain: Chain,
): Said {
  const id = bareId(hop.tx);
  const rows = new Set(rowsOf(id));
  if (question.toLowerCase().includes(id)) rows.add(root);
  const network = networkOf(chain.id);
  if (network) {
    const own = [...rows].filter((row) => isOf(row, id));
    return coinRowsSay(own, hop, network);
  }
  if (hop.to === NOBODY) return feeSaid([...rows], hop, chain);
  const isSaid = statementOf(hop, chain);
  for (const row of rows) {
    for (const { leaves } of branches(row)) if (isSaid(leaves)) return 'so';
  }
  return 'otherwise';
}

const PRICE = /(^|\.)(effectiveGasPrice|gasPrice)$/;

/**
 * A fee stands there as such, or as the gas that was used at its price, and what a rollup takes for
 * data. An answer without a price cannot tell.
 */
function feeSaid(rows: readonly Branch[], hop: ResultHop, chain: Chain): Said {
  const isSaid = statementOf(hop, chain);
  let priced = false;
  for (const row of rows) {
    for (const { leaves } of branches(row)) {
      if (isSaid(leaves)) return 'so';
      const number = (key: RegExp): bigint | null => {
        const text = leaves.find((leaf) => key.test(leaf.key))?.exact ?? '';
        return /^(0x[0-9a-f]+|\d+)$/i.test(text) ? BigInt(text) : null;
      };
      const [used, price] = [number(/(^|\.)gasUsed$/), number(PRICE)];
      if (used === null || price === null) continue;
      priced = true;
      if (`${used * price + (number(/(^|\.)l1Fee$/) ?? 0n)}` === hop.amount) return 'so';
    }
  }
  return priced ? 'otherwise' : 'untold';
}

/** A transaction of coins names others too: those that it spends. */
function isOf({ leaves }: Branch, id: string): boolean {
  return leaves.some(({ bare }) => bare === id);
}

function coinRowsSay(rows: readonly Branch[], hop: ResultHop, network: Network): Said {
  const answers = rows.flatMap((row) => coinsSay(row, hop, network) ?? []);
  if (answers.some(({ says }) => says)) return 'so';
  const contradicts = answers.some((answer) => !answer.says && answer.contradicts);
  return contradicts ? 'otherwise' : 'untold';
}
