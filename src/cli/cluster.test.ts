import { deepEqual, equal, match, ok, rejects, throws } from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { holderOf, idOf, signedBy } from '../../test/attribution/clusters.ts';
import { coins, fromKeys, toKeys, transactionOf } from '../../test/ledger/bitcoin-mixes.ts';
import { DATA, needsData } from '../../test/needs.ts';
import { InputError } from '../base/errors.ts';
import { toJson } from '../base/json.ts';
import { openTransactionLines } from '../ledger/bitcoin/lines.ts';
import { transactionLine } from '../ledger/bitcoin/transaction-lines.ts';
import { parseChain } from '../ledger/chains.ts';
import type { UtxoTransaction } from '../ledger/port.ts';
import { clusterCommand } from './cluster.ts';
import { depositReport, depositText } from './cluster-deposits.ts';
import { type ClusterQuestion, clusterReport } from './cluster-report.ts';
import { clusterText } from './cluster-text.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'hue-cluster-'));
after(() => rmSync(folder, { recursive: true }));

const ASKED: ClusterQuestion = {
  reviewAbove: 1000,
  mergeChange: false,
  vetoes: [],
  vetoedRules: [],
  reviewed: [],
  why: null,
  change: null,
  links: null,
  tags: [],
  top: 20,
};

async function ledgerOf(transactions: readonly UtxoTransaction[]) {
  const file = path.join(folder, 'made-up.jsonl');
  writeFileSync(file, transactions.map((tx) => `${transactionLine(tx)}\n`).join(''));
  return openTransactionLines(file);
}

const mix = transactionOf(
  fromKeys([...coins(2, 1_004_000n, 20), ...coins(3, 1_000_000n, 30)]),
  toKeys(coins(5, 1_000_000n, 100)),
  idOf(9),
);
const chain = [signedBy(0, [1, 2]), signedBy(1, [2, 3, 4]), mix];

test('clusters, why, waiting, change and interpretations, as words and as JSON', async () => {
  const ledger = await ledgerOf(chain);
  const question: ClusterQuestion = {
    ...ASKED,
    why: [holderOf(1), holderOf(4)],
    change: mix.id,
    links: mix.id,
  };
  const report = clusterReport(ledger, question);
  deepEqual(
    report.largest.map(({ size, addresses }) => [size, addresses]),
    [[4, [1, 2, 3, 4].map(holderOf)]],
  );
  deepEqual(report.counts.vetoed, { whirlpool: 1 });
  deepEqual(
    report.why?.explanation?.path.map(({ tx }) => tx),
    [idOf(0), idOf(1)],
  );
  equal(report.links?.counts?.interpretations, 1496n);
  const text = clusterText(report);
  match(text, /together by 2 merges/);
  match(text, /is a mix, or may be one: no output is linked/);
  match(text, /has 1496 interpretations/);
  match(text, /1 whirlpool/);
  match(text, /5 equal outputs of 1000000 satoshi: weight 1\/5 each, G7/);
  equal(JSON.parse(toJson(report)).links.counts.interpretations, '1496');
});

test('a veto parts them, and the version says so', async () => {
  const ledger = await ledgerOf(chain);
  const question: ClusterQuestion = {
    ...ASKED,
    vetoes: [idOf(1)],
    why: [holderOf(1), holderOf(4)],
  };
  const report = clusterReport(ledger, question);
  equal(report.why?.explanation, null);
  deepEqual(report.version.vetoes, [idOf(1)]);
  match(clusterText(report), /are not together. That does not show two owners/);
  const unknown = { ...ASKED, vetoes: [idOf(77)] };
  throws(() => clusterReport(ledger, unknown), InputError);
  const stranger: ClusterQuestion = { ...ASKED, why: [holderOf(1), holderOf(14)] };
  throws(() => clusterReport(ledger, stranger), InputError);
});

test('two large clusters wait', async () => {
  const ledger = await ledgerOf([signedBy(0, [1, 2]), signedBy(1, [3, 4]), signedBy(2, [2, 3])]);
  const text = clusterText(clusterReport(ledger, { ...ASKED, reviewAbove: 1 }));
  match(text, new RegExp(`2 \\+ 2  inputs  ${idOf(2)}`));
});

test('deposit accounts from files of transfers and tags of hot wallets', async () => {
  const [user, deposit, hot] = ['a1', 'b2', 'c3'].map((n) => `0x${n.repeat(20)}`);
  const head = 'tx_hash,timestamp_utc,block,from,to,amount,token_contract';
  const rows = [
    `0x${'a'.repeat(64)},2025-02-21 14:00:00,100,${user},${deposit},1.0,`,
    `0x${'b'.repeat(64)},2025-02-21 14:10:00,150,${deposit},${hot},0.998,`,
  ];
  const file = path.join(folder, 'transfers.csv');
  writeFileSync(file, `${[head, ...rows].join('\n')}\n`);
  const { readLabelsCsv } = await import('../attribution/csv.ts');
  const labels = `chain,address,entity,category,source\nethereum,${hot},Kraken,exchange,made up\n`;
  const { tags } = readLabelsCsv('labels.csv', labels);
  const ethereum = parseChain('ethereum', 'chain');
  const { report } = await depositReport([file], ethereum, tags, false);
  deepEqual(
    report.deposits.map(({ holder, entity, grade }) => [holder, entity, grade]),
    [[deposit, 'Kraken', 'G6']],
  );
  match(depositText(report, 20), /1 deposit accounts? inferred/);
});

test('the command reads its flags', async (t) => {
  await ledgerOf(chain);
  const [ledger = '', json = ''] = ['made-up.jsonl', 'answer.json'].map((name) => {
    return path.join(folder, name);
  });
  const flags = ['--why', holderOf(1), holderOf(4), '--veto', idOf(0), '--veto', idOf(1)];
  const others = ['--veto-rule', 'inputs-stonewall', '--review', idOf(1), '--json', json];
  const out = t.mock.method(process.stdout, 'write', () => true);
  await clusterCommand().parseAsync(['node', 'hue', ledger, ...flags, ...others, '--top', '3']);
  const said = String(out.mock.calls[0]?.arguments[0]);
  out.mock.restore();
  match(said, /are not together/);
  const { version } = JSON.parse(readFileSync(json, 'utf8'));
  deepEqual([version.vetoes, version.reviewed], [[idOf(0), idOf(1)], [idOf(1)]]);
  deepEqual(version.rules, ['inputs', 'tx0-change', 'inputs-unneeded']);
  await rejects(clusterCommand().parseAsync(['node', 'hue', ledger, '--why', 'x']), InputError);
});

const WASABI = 'btc-coinjoin/tests/fixtures/dumplings__ww1_202405.zip';

describe('real rounds of Wasabi', { skip: needsData(WASABI) }, () => {
  test('no round joins its strangers', async () => {
    const ledger = await openTransactionLines(path.join(DATA, WASABI));
    const { counts, largest } = clusterReport(ledger, ASKED);
    equal(counts.vetoed.wasabi1, 186);
    ok((largest[0]?.size ?? 0) < 300, `${largest[0]?.size}`);
  });
});
