import { NOBODY } from '../../ledger/address.ts';
import type { TraceResult } from '../../trace/result.ts';
import { expectSame, type Problem } from './problem.ts';

type Row = TraceResult['certificate'][number];

const INTO = ['seeds', 'convertedIn'] as const;
const OUT_OF = [
  'held',
  'atStops',
  'fees',
  'burnt',
  'writtenOff',
  'convertedOut',
  'superseded',
] as const;

function sum(values: readonly (string | undefined)[]): bigint {
  return values.reduce((total, value) => total + BigInt(value ?? 0), 0n);
}

/**
 * Adds up the certificate as docs/trace.md states it, and holds against it what the result says
 * elsewhere: what was stolen, what rests where, and what each policy makes of it.
 */
export function checkCertificate(result: TraceResult): Problem[] {
  const problems: Problem[] = [];
  const { certificate, settings } = result;
  const seen = new Set<string>();
  for (const row of certificate) {
    const where = nameOf(row);
    if (seen.has(where)) problems.push({ where, expected: 'one row', found: 'a second' });
    seen.add(where);
    const into = sum(INTO.map((field) => row[field]));
    const outOf = sum(OUT_OF.map((field) => row[field]));
    if (into !== outOf) {
      const expected = `seeds + converted in (${into}) to be all the rest together`;
      problems.push({ where, expected, found: String(outOf) });
    }
    checkPolicyRow(result, row, problems);
    const stolen = result.stolen.find(
      ({ theft, asset }) => theft === row.theft && asset === row.asset,
    );
    expectSame(problems, `${where}, seeds`, BigInt(stolen?.amount ?? 0), BigInt(row.seeds));
  }
  const claimable = settings.policies.filter((policy) => policy !== 'poison');
  for (const { theft, asset } of result.stolen) {
    for (const policy of claimable) {
      const where = nameOf({ policy, theft, asset });
      if (!seen.has(where)) problems.push({ where, expected: 'a row', found: 'none' });
    }
  }
  return [...problems, ...checkRests(result), ...checkSeeds(result)];
}

function nameOf({ policy, theft, asset }: Pick<Row, 'policy' | 'theft' | 'asset'>): string {
  return `certificate, ${policy}, theft ${theft}, ${asset}`;
}

function checkPolicyRow({ policies }: TraceResult, row: Row, problems: Problem[]): void {
  const { policy, theft, asset } = row;
  const own = policies.find(
    (item) => item.policy === policy && item.theft === theft && item.asset === asset,
  );
  const where = `policies, ${policy}, theft ${theft}, ${asset}`;
  if (!own) {
    problems.push({ where, expected: 'a row', found: 'none' });
    return;
  }
  const { fees, burnt, writtenOff, convertedOut, superseded } = row;
  expectSame(problems, `${where}, atServices`, BigInt(row.atStops), BigInt(own.atServices));
  expectSame(problems, `${where}, held`, BigInt(row.held), BigInt(own.held));
  const other = sum([fees, burnt, writtenOff, convertedOut, superseded]);
  expectSame(problems, `${where}, other`, other, BigInt(own.other));
}

/** All that rests at places is what the certificate says is held or at stops. */
function checkRests({ certificate, destinations }: TraceResult): Problem[] {
  const problems: Problem[] = [];
  const rests = new Map<string, bigint>();
  const add = (key: string, units: bigint): void => {
    rests.set(key, (rests.get(key) ?? 0n) + units);
  };
  for (const { policy, asset, held, atStops } of certificate) {
    add(`${policy} ${asset}`, sum([held, atStops]));
  }
  for (const [i, { holder, asset, amounts, band, reach }] of destinations.entries()) {
    const where = `destination ${i + 1} (${holder}, ${asset})`;
    const conserving = Object.entries(amounts).filter(([policy]) => policy !== 'poison');
    const values = conserving.map(([, value]) => BigInt(value));
    const high = values.reduce((a, b) => (a > b ? a : b), 0n);
    const low = values.reduce((a, b) => (a < b ? a : b), high);
    expectSame(problems, `${where}, band.high`, high, BigInt(band.high));
    // a payment of unknown value may have taken all of it
    if (BigInt(band.low) !== 0n) expectSame(problems, `${where}, band.low`, low, BigInt(band.low));
    const poison = BigInt(amounts.poison ?? 0);
    expectSame(problems, `${where}, reach`, poison > high ? poison : high, BigInt(reach));
    for (const [policy, value] of conserving) add(`${policy} ${asset}`, -BigInt(value));
  }
  for (const [key, left] of rests) {
    if (left === 0n) continue;
    const [policy, asset] = key.split(' ');
    problems.push({
      where: `destinations, ${policy}, ${asset}`,
      expected: 'all that the certificate says is held or at stops',
      found: left > 0n ? `${left} less` : `${-left} more`,
    });
  }
  return problems;
}

/**
 * Money that comes back to a source and leaves again is listed twice and counts once; what a source
 * paid as fees is stolen too.
 */
function checkSeeds({ seeds, stolen, hops, holders }: TraceResult): Problem[] {
  const sources = new Set(
    holders.filter(({ followed }) => followed === 'source').map(({ id }) => id),
  );
  const fees = hops.filter(({ from, to }) => to === NOBODY && sources.has(from));
  const problems: Problem[] = [];
  for (const { theft, asset, amount } of stolen) {
    const own = seeds.filter((seed) => seed.theft === theft && seed.asset === asset);
    const paid = fees.filter((hop) => hop.asset === asset).map((hop) => hop.amount ?? '0');
    const listed = sum([...own.map((seed) => seed.amount), ...paid]);
    if (listed >= BigInt(amount)) continue;
    const where = `seeds, theft ${theft}, ${asset}`;
    problems.push({ where, expected: `at least ${amount}, which was stolen`, found: `${listed}` });
  }
  return problems;
}
