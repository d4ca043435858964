// A trace over a real block, as a live run leaves it: answers of a node as evidence, and proofs.

import { formatTime } from '../../src/base/time.ts';
import { withEvidence } from '../../src/casework/evidence.ts';
import { parseChain } from '../../src/ledger/chains.ts';
import { memoryFiles } from '../../src/ledger/evidence/files.ts';
import { EvidenceRun } from '../../src/ledger/evidence/run.ts';
import { EvidenceStore } from '../../src/ledger/evidence/store.ts';
import { buildEvmProofs } from '../../src/ledger/evm/block-proofs.ts';
import { checkEvmProof, type EvmProof } from '../../src/ledger/evm/proof.ts';
import type { TraceResult } from '../../src/trace/result.ts';
import { jsonOf, portalBlocks } from '../ledger/evm-blocks.ts';
import { CASE, HEADER, MAPPING, traced } from './folder.ts';

const NUMBER = 14764013;

export interface ProvedTrace {
  readonly result: TraceResult;
  /** The case file. */
  readonly case: string;
  /** The evidence folder, by path. */
  readonly evidence: ReadonlyMap<string, Uint8Array>;
  readonly proofs: readonly EvmProof[];
}

/** What left the busiest payers of the block, followed to its end. */
export async function provedTrace(): Promise<ProvedTrace> {
  const chain = parseChain('ethereum', 'chain');
  const { block, receipts } = jsonOf(portalBlocks([NUMBER])[0]!);
  const ids = block.transactions.map(({ hash }) => hash);
  const { proofs } = buildEvmProofs({ chain, block, receipts, agreed: ['node', 'other'] }, ids);
  const rows: string[] = [];
  const paid = new Map<string, number>();
  for (const proof of proofs) {
    const shows = checkEvmProof(proof).shows!;
    if (shows.moved.kind !== 'transfers') continue;
    for (const { from, to, asset, amount } of shows.moved.transfers) {
      if (asset.includes('/erc721:') || asset.includes('/erc1155:') || amount === 0n) continue;
      const token = asset.split('erc20:')[1] ?? '';
      const time = formatTime(shows.time!);
      rows.push([proof.tx, NUMBER, time, from, to, token, amount].join(','));
      paid.set(from, (paid.get(from) ?? 0) + 1);
    }
  }
  const busiest = [...paid].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, 40);
  const about = {
    ...CASE,
    ledger: { files: ['block.csv'], mapping: { ...MAPPING, unit: 'base' } },
    thefts: [{ id: 'theft', sources: busiest.map(([holder]) => ({ holder })) }],
  };
  const result = await traced(about, { 'block.csv': [HEADER, ...rows, ''].join('\n') });
  const run = new EvidenceRun(new EvidenceStore(memoryFiles()), 'live');
  const asked = {
    source: 'node',
    chain: chain.id,
    kind: 'evm-rpc',
    status: 200,
    at: 1_800_000_000,
  };
  const at = `0x${NUMBER.toString(16)}`;
  const answers: [string, (string | boolean)[], unknown][] = [
    ['eth_getBlockByNumber', [at, true], block],
    ['eth_getBlockReceipts', [at], receipts],
  ];
  for (const [call, params, found] of answers) {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: 1, result: found }));
    run.use(run.keepAnswer({ ...asked, request: { call, params } }, body));
  }
  await run.settled();
  // a live ledger's hops name the answer that they were read from
  const hops = result.hops.map((hop) => ({ ...hop, input: hop.asset.includes('slip44') ? 0 : 1 }));
  const inputs = result.inputs.filter(({ role }) => role !== 'ledger');
  const live = withEvidence({ ...result, inputs, hops, noise: [] }, run.used());
  const needed = new Set(hops.map(({ tx }) => tx));
  return {
    result: live,
    case: JSON.stringify(about),
    evidence: run.files(),
    proofs: proofs.filter(({ tx }) => needed.has(tx)),
  };
}
