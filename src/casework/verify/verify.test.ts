import { deepEqual, equal, ok } from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { PORTAL } from '../../../test/ledger/evm-blocks.ts';
import { needsData } from '../../../test/needs.ts';
import { type ProvedTrace, provedTrace } from '../../../test/scenarios/proved.ts';
import { memoryFiles } from '../../ledger/evidence/files.ts';
import { EvidenceStore } from '../../ledger/evidence/store.ts';
import type { EvmProof } from '../../ledger/evm/proof.ts';
import type { Proof } from '../../ledger/proofs.ts';
import type { TraceResult } from '../../trace/result.ts';
import { answersIn } from './answers.ts';
import { problemText } from './problem.ts';
import { type Verification, verifyResult } from './verify.ts';

type Change = (result: TraceResult) => void;

/** Puts a value at a place in plain data; null takes an entry of a list out. */
function put(data: object, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length > 0) put(Reflect.get(data, key) as object, rest, value);
  else if (value === null && Array.isArray(data)) data.splice(Number(key), 1);
  else Reflect.set(data, key, value);
}

describe('verifying a result', { skip: needsData(PORTAL) }, () => {
  let trace: ProvedTrace;
  before(async () => {
    trace = await provedTrace();
  });

  const store = (held = new Map(trace.evidence)): EvidenceStore =>
    new EvidenceStore(memoryFiles(held));
  const named = (proofs: readonly Proof[]): Map<string, Proof> =>
    new Map(proofs.map((proof) => [`proofs/${proof.tx}.json`, proof]));
  const verify = (
    change: Change = () => {},
    proofs: readonly Proof[] = trace.proofs,
  ): Verification => {
    const result = structuredClone(trace.result);
    change(result);
    return verifyResult(result, answersIn(store()), named(proofs));
  };
  const found = (change: Change, proofs?: readonly Proof[]): string[] =>
    verify(change, proofs).problems.map(problemText);
  const standings = ({ hops }: Verification): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const { standing } of hops) counts[standing] = (counts[standing] ?? 0) + 1;
    return counts;
  };

  test('with proofs every hop is proved', () => {
    const verification = verify();
    deepEqual(verification.problems, []);
    ok(verification.hops.length >= 10, `${verification.hops.length} hops`);
    deepEqual(standings(verification), { proved: verification.hops.length });
    deepEqual([...verification.proofs], [['sources', trace.proofs.length]]);
  });

  test('without proofs every hop is recorded; without answers, claimed', () => {
    const recorded = verify(() => {}, []);
    deepEqual(recorded.problems, []);
    deepEqual(standings(recorded), { recorded: recorded.hops.length });
    const claimed = verifyResult(trace.result, null, new Map());
    deepEqual(claimed.problems, []);
    deepEqual(standings(claimed), { claimed: claimed.hops.length });
  });

  test('each hop whose amount or party is changed is named, by its proof and by its answer', () => {
    const edits: ((hop: TraceResult['hops'][number]) => void)[] = [
      (hop) => {
        hop.amount = (BigInt(hop.amount ?? 0) + 1n).toString();
      },
      (hop) => {
        hop.to = `0x${'12'.repeat(20)}`;
      },
      (hop) => {
        [hop.from, hop.to] = [hop.to, hop.from];
      },
      (hop) => {
        hop.asset = 'eip155:1/erc20:0x6b175474e89094c44da98b954eedeac495271d0f';
      },
    ];
    for (const proofs of [trace.proofs, []]) {
      for (const index of trace.result.hops.keys()) {
        const edit = edits[index % edits.length]!;
        const problems = found((result) => edit(result.hops[index]!), proofs);
        const name = `hop ${index + 1} (${trace.result.hops[index]!.tx})`;
        ok(
          problems.some((text) => text.startsWith(name)),
          `${name}: ${problems.join('; ')}`,
        );
      }
    }
  });

  test('a hop told twice, in another block, or at another time is found', () => {
    const twice = found((result) => {
      result.hops.push(structuredClone(result.hops[0]!));
    });
    ok(
      twice.some((text) => text.startsWith(`hop ${trace.result.hops.length + 1} (`)),
      twice.join(),
    );
    ok(
      found((result) => {
        result.hops[2]!.block = 5;
      })[0]?.startsWith('hop 3 ('),
    );
    ok(
      found((result) => {
        result.hops[2]!.time = '2020-01-01 00:00:00';
      })[0]?.includes('time'),
    );
  });

  test('figures that do not add up are named', () => {
    const held = trace.result.certificate.findIndex((row) => row.held !== '0');
    const last = (list: readonly unknown[]): number => list.length - 1;
    const { inputs, destinations, holders } = trace.result;
    // what is put where, and what the problem must say; null takes a whole entry out
    const edits: readonly (readonly [place: string, value: unknown, ...parts: string[]])[] = [
      [`certificate.${held}.held`, '1', 'certificate', 'to be all the rest together'],
      ['certificate.0', trace.result.certificate[1], 'a second'],
      ['certificate.0', null, 'certificate', 'a row'],
      ['policies.0.other', '7', 'policies', 'other'],
      ['policies.0', null, 'policies', 'found none'],
      ['stolen.0.amount', '5', 'certificate', 'seeds'],
      ['stolen.0.amount', '9'.repeat(60), 'seeds, theft', 'at least'],
      ['destinations.0.amounts.haircut', '1', 'destinations, haircut'],
      ['destinations.0.band.high', '3', 'destination 1', 'band.high'],
      ['destinations.0.reach', '3', 'destination 1', 'reach'],
      [`destinations.${last(destinations)}`, null, 'destinations', 'less'],
      ['destinations.0.path.0', '0x00', 'destination 1', 'path'],
      ['destinations.0.transfers', 77, 'destination 1', 'transfers'],
      ['hops.0.traced.fifo', '9'.repeat(60), 'hop 1', 'traced.fifo'],
      [`holders.${last(holders)}`, null, 'among the holders'],
      ['summary.heldUsd', '1.00', 'summary.heldUsd'],
      ['evidence.root', '00', 'evidence.root'],
      ['evidence.answers', 1, 'evidence.answers'],
      ['evidence', null, 'evidence'],
      [`inputs.${last(inputs)}.name`, 'node GET /', 'evidence.root'],
    ];
    for (const [place, value, ...parts] of edits) {
      const problems = found((result) => put(result, place.split('.'), value));
      const isNamed = problems.some((text) => parts.every((part) => text.includes(part)));
      ok(isNamed, `${place}: ${problems.join('; ')}`);
    }
  });

  test('a proof that was changed is named by its file', () => {
    const [first] = trace.proofs;
    const broken = structuredClone(trace.proofs) as EvmProof[];
    const [node = ''] = broken[0]!.receipt;
    broken[0]!.receipt[0] = node.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
    const problems = found(() => {}, broken);
    ok(problems[0]?.startsWith(`proofs/${first!.tx}.json: expected a proof that holds`));
  });

  test('an answer that was changed, or is not there', () => {
    const held = new Map(trace.evidence);
    const [path, bytes] = [...held].find(([name]) => name.endsWith('.zst'))!;
    const changed = Uint8Array.from(bytes);
    changed[bytes.length >> 1]! ^= 1;
    held.set(path, changed);
    const digest = path.slice(-68, -4);
    const damaged = verifyResult(trace.result, answersIn(store(held)), new Map());
    ok(damaged.problems.some(({ where }) => where.includes(digest)));
    equal(damaged.problems.length, 1);
    held.delete(path);
    const missing = verifyResult(trace.result, answersIn(store(held)), new Map());
    ok(missing.problems.some(({ where }) => where.includes(digest)));
    ok(
      missing.hops.some(({ standing, why }) => standing === 'claimed' && why?.includes('not here')),
    );
  });

  test('an index that says something else', () => {
    const held = new Map(trace.evidence);
    const lines = Buffer.from(held.get('index.jsonl')!).toString().split('\n');
    held.set('index.jsonl', Buffer.from(`${lines[0]}\n`));
    const fewer = verifyResult(trace.result, answersIn(store(held)), new Map());
    ok(fewer.problems.some(({ found }) => found === 'nothing in the index'));
    const other = lines.join('\n').replaceAll('"params":["0xe147ed"', '"params":["0xe147ee"');
    held.set('index.jsonl', Buffer.from(other));
    ok(verifyResult(trace.result, answersIn(store(held)), new Map()).problems.length > 0);
  });
});
