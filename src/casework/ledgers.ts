import { assert } from '../base/assert.ts';
import { formatTime } from '../base/time.ts';
import type { Holder } from '../ledger/port.ts';
import type { CertificateRow } from '../trace/accounts.ts';
import { type Findings, usdOf } from '../trace/explain.ts';
import type { TraceResult } from '../trace/result.ts';

/** What was stolen, per theft and asset, under the locked policy: returned money counts once. */
export function stolenOf(findings: Findings, thefts: readonly string[]): TraceResult['stolen'] {
  const { replay } = findings.exploration;
  return replay.accounts
    .certificate()
    .filter(({ policy, seeds }) => policy === findings.question.policy && seeds > 0n)
    .map(({ label, asset, seeds }) => {
      const id = replay.assets.names[asset] ?? '';
      return {
        theft: thefts[label] ?? '',
        asset: id,
        amount: seeds.toString(),
        usd: usdOf(findings, id, seeds),
      };
    })
    .sort((a, b) => Number(b.usd ?? 0) - Number(a.usd ?? 0));
}

/**
 * The payments by which stolen value left its sources or victims, each with who had it then: the
 * source, or whoever a victim paid.
 */
export function seedsOf(
  findings: Findings,
  thefts: readonly string[],
  victims: ReadonlySet<Holder>,
): TraceResult['seeds'] {
  const { question, exploration } = findings;
  const labels = new Map(question.sources.map(({ holder, label }) => [holder, label]));
  return exploration.steps.flatMap((step, i) => {
    if (exploration.reach.follow[i] !== 'whole') return [];
    const label = step.kind === 'seed' ? step.label : labels.get(step.from);
    if (label === undefined || step.kind === 'fee' || step.amount === 0n) return [];
    return {
      theft: thefts[label] ?? '',
      holder: victims.has(step.from) && step.kind !== 'convert' ? step.to : step.from,
      asset: step.asset,
      amount: step.amount.toString(),
      tx: step.group.tx,
      time: formatTime(step.group.time),
    };
  });
}

/** Every row of the certificate; one that does not close is a fault of the program. */
export function certificateOf(
  { exploration }: Findings,
  thefts: readonly string[],
): TraceResult['certificate'] {
  const { accounts, assets } = exploration.replay;
  return certificateRows(accounts.certificate(), thefts, assets.names);
}

/** The rows of a certificate as the result carries them; assets and thefts by number. */
export function certificateRows(
  rows: readonly CertificateRow[],
  thefts: readonly string[],
  assets: readonly string[],
): TraceResult['certificate'] {
  return rows.map((row) => {
    assert(row.difference === 0n, `the certificate of ${row.policy} does not close`);
    return {
      policy: row.policy,
      theft: thefts[row.label] ?? '',
      asset: assets[row.asset] ?? '',
      seeds: row.seeds.toString(),
      convertedIn: row.convertedIn.toString(),
      held: row.held.toString(),
      atStops: row.atTerminals.toString(),
      fees: row.fees.toString(),
      burnt: row.burnt.toString(),
      writtenOff: row.writtenOff.toString(),
      convertedOut: row.convertedOut.toString(),
      superseded: row.superseded.toString(),
      difference: '0',
    };
  });
}

/** The policies side by side: where each of them says that the value is. */
export function policiesOf(
  { exploration }: Findings,
  thefts: readonly string[],
): TraceResult['policies'] {
  const { accounts, assets } = exploration.replay;
  return policyRows(accounts.certificate(), thefts, assets.names);
}

/** The rows of a certificate by where each policy says that the value is. */
export function policyRows(
  rows: readonly CertificateRow[],
  thefts: readonly string[],
  assets: readonly string[],
): TraceResult['policies'] {
  return rows.map((row) => ({
    policy: row.policy,
    theft: thefts[row.label] ?? '',
    asset: assets[row.asset] ?? '',
    atServices: row.atTerminals.toString(),
    held: row.held.toString(),
    other: otherOf(row).toString(),
  }));
}

function otherOf(row: CertificateRow): bigint {
  return row.fees + row.burnt + row.writtenOff + row.convertedOut + row.superseded;
}
