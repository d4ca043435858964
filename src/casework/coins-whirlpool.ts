import { formatUnits } from '../base/amount.ts';
import type { AssetId, UtxoTransaction } from '../ledger/port.ts';
import { type Tx0Summary, whirlpoolCase } from '../trace/mixes/whirlpool-case.ts';
import type { TraceResult } from '../trace/result.ts';

type Finding = TraceResult['findings'][number];

const SOURCE = 'the ledger of this case: only what is in it is counted';

/**
 * What can be proven of coins that were prepared for Whirlpool: for each Tx0 of the theft which
 * coins entered mixes, which other Tx0s have the same owner, and how many mixes and spends are
 * candidates.
 * Nothing behind a mix is attributed.
 */
export function whirlpoolFindings(
  tx0s: readonly string[],
  transactions: readonly UtxoTransaction[],
  asset: AssetId,
): Finding[] {
  if (tx0s.length === 0) return [];
  const { tx0s: answers, set, statements } = whirlpoolCase(tx0s, transactions);
  const known = answers.filter((answer) => answer.kind === 'tx0');
  const about = finding('whirlpool set', asset, {
    statement:
      `The set holds ${set.transactions} transactions, of them ${set.whirlpoolMixes} Whirlpool ` +
      `mixes and ${set.tx0s} Tx0s. ${statements.join(' ')}`,
  });
  return [
    about,
    ...known.flatMap((answer) => summary(answer, asset)),
    ...linksOf(known, asset),
    ...known.flatMap((answer) => premixes(answer, asset)),
  ];
}

function finding(
  kind: string,
  asset: AssetId,
  said: Pick<Finding, 'statement'> & Partial<Finding>,
): Finding {
  const defaults = { basis: 'observed', grade: 'G1', tx: null, holder: null } as const;
  const amount = said.amount === undefined ? { amount: null, asset: null } : { asset };
  return { kind, ...defaults, source: SOURCE, ...amount, ...said } as Finding;
}

function btc(satoshi: bigint): string {
  return `${formatUnits(satoshi, 8)} BTC`;
}

function summary(it: Tx0Summary, asset: AssetId): Finding[] {
  const { tx, premix, candidates } = it;
  const mixed = premix.filter(({ spender }) => spender?.kind === 'whirlpool');
  const elsewhere = premix.filter(({ spender }) => spender && spender.kind !== 'whirlpool');
  const open = premix.length - mixed.length - elsewhere.length;
  const rows = [
    finding('tx0', asset, {
      statement:
        `${tx} prepares ${premix.length} coins for the pool of ${btc(it.pool)}: ${mixed.length} ` +
        `are spent in ${it.firstMixes.length} mixes of this set, ${elsewhere.length} otherwise, ` +
        `${open} not in this set. Attribution stops at these mixes.`,
      tx,
      amount: it.stopped.toString(),
    }),
    ...it.change.map((coin) => changeFinding(it, coin, asset)),
  ];
  if (it.unclear.length > 0) {
    const which = it.unclear.map(({ index }) => index).join(' and ');
    const statement =
      `Outputs ${which} of ${tx} are the fee and the change, and their amounts do not tell which ` +
      'is which: neither is claimed.';
    rows.push(finding('tx0 unclear', asset, { statement, tx }));
  }
  if (it.sameOwner.length > 1) {
    rows.push(
      finding('same owner set', asset, {
        statement:
          `${it.sameOwner.length} Tx0s of this set have the owner of ${tx}, joined by change ` +
          `that one leaves and another spends: ${it.sameOwner.join(', ')}.`,
        tx,
      }),
    );
  }
  rows.push(
    finding('mix candidates', asset, {
      statement:
        `Behind the ${it.firstMixes.length} first mixes of ${tx}, ${it.reachable.length} mixes ` +
        `of this set can be reached, those included. ${candidates.outputs} of their outputs are ` +
        `spent outside Whirlpool, by ${candidates.transactions} transactions: candidates, none ` +
        `of them attributed. ${candidates.notSpentHere} more outputs are not spent in this set.`,
      grade: 'G7',
      basis: 'inferred',
      tx,
    }),
  );
  return rows;
}

/** Each link once, although both of its Tx0s have it. */
function linksOf(known: readonly Tx0Summary[], asset: AssetId): Finding[] {
  const links = new Map(
    known.flatMap(({ links }) =>
      links.map((link) => [`${link.from}:${link.index}`, link] as const),
    ),
  );
  return [...links.values()].map(({ from, index, to }) =>
    finding('same owner', asset, {
      statement:
        `${to} spends output ${index} of ${from}, which is its change: both Tx0s have one ` +
        'owner.',
      tx: to,
    }),
  );
}

function changeFinding(
  { tx }: Tx0Summary,
  coin: Tx0Summary['change'][number],
  asset: AssetId,
): Finding {
  const same = coin.spender?.kind === 'tx0' ? ', a Tx0 of the same owner' : '';
  const spent = coin.spender
    ? `is spent by ${coin.spender.tx}${same}`
    : 'is not spent in this set, which is not to say unspent';
  return finding('toxic change', asset, {
    statement: `Output ${coin.index} of ${tx} is its change, stays with its owner, and ${spent}.`,
    tx: coin.spender?.tx ?? tx,
    holder: coin.holder,
    amount: coin.amount.toString(),
  });
}

/** One for each coin that was to enter a mix. */
function premixes({ tx, premix }: Tx0Summary, asset: AssetId): Finding[] {
  return premix.map((coin) => {
    const kind = coin.spender?.kind ?? null;
    const spent =
      kind === null
        ? 'is not spent in this set'
        : kind === 'whirlpool'
          ? `enters the Whirlpool mix ${coin.spender?.tx}`
          : `is spent by ${coin.spender?.tx}, which is no Whirlpool mix`;
    return finding(kind === 'whirlpool' ? 'premix in mix' : 'premix', asset, {
      statement: `Output ${coin.index} of ${tx} ${spent}.`,
      tx: coin.spender?.tx ?? tx,
      holder: coin.holder,
      amount: coin.amount.toString(),
    });
  });
}
