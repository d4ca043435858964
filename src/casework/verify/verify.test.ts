import { deepEqual, equal, ok } from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { PORTAL } from '../../../test/ledger/evm-blocks.ts';
import { needsData } from '../../../test/needs.ts';
import { type ProvedTrace, provedTrace } from '../../../test/scenarios/proved.ts';
import { memoryFiles } from '../../ledger/evidence/files.ts';
import { EvidenceStore } from '../../ledger/evidence/store.ts';
import type { Proof } from '../../ledger/proofs.ts';
import type { TraceResult } from '../../trace/result.ts';
import { answersIn } from './answers.ts';
import { problemText } from './problem.ts';
import { type Verification, verifyResult } from './verify.ts';

type Change = (result: TraceResult) => void;

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
    const one = (change: Change, ...parts: readonly string[]): void => {
      const problems = found(change);
      ok(
        problems.some((text) => parts.every((part) => text.includes(part))),
        problems.join('\n'),
      );
    };
    const more = (text: string): string => (BigInt(text) + 1n).toString();
    const { asset, policy } = trace.result.certificate.find(({ held }) => held !== '0')!;
    one(
      (result) => {
        const row = result.certificate.find(
          (item) => item.asset === asset && item.policy === policy,
        )!;
        row.held = more(row.held);
      },
      `certificate, ${policy}`,
      asset,
    );
    one((result) => {
      result.certificate.push(result.certificate[0]!);
    }, 'a second');
    one(
      (result) => {
        result.certificate.shift();
      },
      'certificate',
      'a row',
    );
    one(
      (result) => {
        result.policies[0]!.other = more(result.policies[0]!.other);
      },
      'policies',
      'other',
    );
    one(
      (result) => {
        result.policies.shift();
      },
      'policies',
      'found none',
    );
    one((result) => {
      result.stolen[0]!.amount = more(result.stolen[0]!.amount);
    }, 'seeds');
    one((result) => {
      result.stolen[0]!.amount = `${result.stolen[0]!.amount}00`;
    }, 'seeds, theft');
    one((result) => {
      const amounts = result.destinations[0]!.amounts;
      amounts.haircut = more(amounts.haircut!);
    }, 'destination');
    one(
      (result) => {
        result.destinations[0]!.band.high += '0';
      },
      'destination 1',
      'band.high',
    );
    one(
      (result) => {
        result.destinations[0]!.reach += '0';
      },
      'destination 1',
      'reach',
    );
    one((result) => {
      result.destinations.pop();
    }, 'destinations');
    one(
      (result) => {
        result.destinations[0]!.path.push('0x00');
      },
      'destination 1',
      'path',
    );
    one(
      (result) => {
        result.destinations[0]!.transfers += 1;
      },
      'destination 1',
      'transfers',
    );
    one(
      (result) => {
        result.hops[0]!.traced.fifo = `${result.hops[0]!.amount}0`;
      },
      'hop 1',
      'traced.fifo',
    );
    one((result) => {
      result.holders.pop();
    }, 'among the holders');
    one((result) => {
      result.summary.heldUsd = '1.00';
    }, 'summary.heldUsd');
    one((result) => {
      result.evidence!.root = '00';
    }, 'evidence.root');
    one((result) => {
      result.inputs.at(-1)!.name += ' ';
    }, 'evidence.root');
    one((result) => {
      result.evidence!.answers += 1;
    }, 'evidence.answers');
    one((result) => {
      result.evidence = null;
    }, 'evidence');
  });

  test('a proof that was changed is named by its file', () => {
    const [first] = trace.proofs;
    const broken = structuredClone(trace.proofs) as Proof[];
    const [evm] = broken.filter((proof) => proof.kind === 'evm');
    evm!.receipt[0] = evm!.receipt[0]!.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
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
