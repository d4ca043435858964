import { readdirSync, readFileSync } from 'node:fs';
import { Clusters } from '../src/attribution/cluster/clusters.ts';
import { gather } from '../src/attribution/cluster/gather.ts';
import type { Verdict } from '../src/attribution/cluster/shapes.ts';
import { poolCounts, readPool } from '../src/attribution/cluster/tornado.ts';
import type { BitcoinLedger } from '../src/ledger/bitcoin/ledger.ts';
import { openBitcoinFiles } from '../src/ledger/bitcoin/open.ts';
import { unzip } from '../src/ledger/bitcoin/zip.ts';
import type { UtxoTransaction } from '../src/ledger/port.ts';
import { type Classification, classifyAll } from '../src/trace/mixes/classify.ts';
import { DATA } from '../test/needs.ts';
import { atLeast, atMost, type Bar } from './accuracy/bars.ts';

// The bars of tracing.md §7 on the real transactions of §5.4.

export const COINJOINS = 'btc-coinjoin/tests/fixtures';
const BLOCKS = 'btc-mainnet-blocks';

const NONE: Verdict = { kind: 'none' };

export async function realBars(): Promise<Bar[]> {
  const folder = `${DATA}/${COINJOINS}`;
  const paths = readdirSync(folder).map((name) => `${folder}/${name}`);
  const { ledger } = await openBitcoinFiles(paths, 'files');
  // the figures leave out the one-line post-mix file of the false positives
  const left = ledger.inputs.findIndex(({ layout, rows }) => layout !== 'zip' && rows === 1);
  const all = transactionsOf(ledger).filter(({ origin }) => origin.input !== left);
  const classes = classifyAll(all);
  const named = all.filter(({ id }) => classes.get(id)?.kind === 'mix').length;
  const fileOf = ({ origin }: UtxoTransaction) =>
    ledger.inputs[origin.input]?.name.split('/').at(-1) ?? '';
  const tx0s = all.filter((tx) => classes.get(tx.id)?.kind === 'tx0');
  const listedTx0s = tx0s.filter((tx) => fileOf(tx) === 'SamouraiTx0s.txt').length;
  console.log(
    `${all.length} transactions: ${named} CoinJoins named, ${all.length - named} others of which ` +
      `${tx0s.length} Tx0 (${listedTx0s} where they are listed)`,
  );
  // one file for each protocol; 567 candidates of JoinMarket are no list of mixes
  const listed = all.filter((tx) =>
    ['SamouraiCoinJoins.txt', 'WasabiCoinJoins.txt'].includes(fileOf(tx)),
  );
  const verdict = (tx: UtxoTransaction): Verdict => classes.get(tx.id) ?? NONE;
  const largest = sizes('listed mixes', listed, verdict);
  sizes('all', all, verdict);
  return [
    atLeast('CoinJoins named, of 2,089', named, 2089),
    atMost('false flags on the 4,966 others', named + 4966 - all.length, 0),
    atLeast('Tx0, of 749', listedTx0s, 749),
    atMost('false flags on 5,282 of real blocks', await blockFlags(), 0),
    atMost('largest cluster of the listed mixes', largest, 1),
    atLeast('counts of Tornado pools that are exact, of 9', poolFacts(), 9),
  ];
}

/** Deposits, withdrawals, recipients, relayed and unspent of two pools (tracing.md §5.8). */
function poolFacts(): number {
  const classic = `${DATA}/tornado-events/classic-ui-2022-06-13`;
  const unzipped = (kind: string) => {
    const path = `${classic}/${kind}_eth_100.json.zip`;
    const [entry] = unzip(readFileSync(path), path, { left: 2 ** 26 });
    return entry?.data ?? new Uint8Array();
  };
  const plain = (kind: string) =>
    readFileSync(`${DATA}/tornado-events/cli-cache-2022-02/ethereum/${kind}_dai_100000.json`);
  const eth = poolCounts(readPool(unzipped('deposits'), unzipped('withdrawals'), 'ETH 100'));
  const dai = poolCounts(readPool(plain('deposits'), plain('withdrawals'), 'DAI 100,000'));
  console.log(`Tornado, 100 ETH: ${JSON.stringify(eth)}`);
  console.log(`Tornado, 100,000 DAI: ${JSON.stringify(dai)}`);
  const counted = [...Object.values(eth), ...Object.values(dai)];
  return [27_544, 25_608, 9_097, 18_848, 1_936, 2_337, 2_190, 615, 1_355].filter(
    (asked, i) => counted[i] === asked,
  ).length;
}

/** The largest cluster, with and without the veto. */
function sizes(
  name: string,
  transactions: readonly UtxoTransaction[],
  verdict: (tx: UtxoTransaction) => Verdict,
): number {
  const largestOf = (of: (tx: UtxoTransaction) => Verdict): number => {
    const clusters = new Clusters(gather(transactions, of), Number.POSITIVE_INFINITY);
    const [largest] = clusters.largest(1);
    return largest === undefined ? 0 : clusters.size(largest);
  };
  const [without, complete] = [largestOf(() => NONE), largestOf(verdict)];
  const scripts = new Set(transactions.flatMap(({ inputs }) => inputs.map(({ holder }) => holder)));
  console.log(
    `${name}: ${transactions.length} transactions, ${scripts.size} input scripts; the largest ` +
      `cluster has ${without} scripts without a veto, ${complete} with it`,
  );
  return complete;
}

/** Transactions of two real blocks that are taken for mixes, all that they spend being known. */
async function blockFlags(): Promise<number> {
  const folder = `${DATA}/${BLOCKS}/blocks`;
  const paths = readdirSync(folder)
    .filter((name) => /^(367891|866342)-/.test(name))
    .map((name) => `${folder}/${name}`);
  const prevouts = [367891, 866342].map((height) => {
    return `${DATA}/${BLOCKS}/prevouts/floresta-${height}-spent_utxos.json`;
  });
  const { ledger } = await openBitcoinFiles(paths, 'files', { prevouts, strict: true });
  const transactions = transactionsOf(ledger).filter(({ coinbase }) => !coinbase);
  const flagged = (it: Classification) => it.kind === 'mix' || it.kind === 'possible';
  const flags = [...classifyAll(transactions).values()].filter(flagged).length;
  console.log(
    `two blocks: ${transactions.length} transactions without coinbases, ${flags} flagged`,
  );
  return flags;
}

function transactionsOf(ledger: BitcoinLedger): UtxoTransaction[] {
  return [...ledger.blocks()].flatMap((block) => block.transactions);
}
