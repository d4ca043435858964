import { formatTime } from '../../base/time.ts';
import type { Anchor } from '../../ledger/proof.ts';
import { wrap } from '../answer-terminal.ts';
import { inert } from '../exports/inert.ts';
import { AUDIENCE_WORDS } from '../redaction/rules.ts';
import { withheldText } from '../redaction/said.ts';
import type { Standing } from '../verify/hops.ts';
import { problemText } from '../verify/problem.ts';
import type { Verification } from '../verify/verify.ts';
import type { CheckedBundle, CheckedTrace } from './check.ts';
import { MANIFEST, STAMP, STAMP_REQUEST } from './manifest.ts';

/** Problems beyond these are counted; the first tell what happened. */
const MOST_PROBLEMS = 20;
const LABEL = 10;

/** What a check found, for people. */
export function reportText(
  checked: CheckedTrace | CheckedBundle,
  name: string,
  width: number,
): string {
  const { problems, verification, result, notes } = checked;
  const lines = [
    ...('files' in checked ? bundleLines(checked, width) : []),
    ...(result && verification ? resultLines(verification, result.certificate.length, width) : []),
    ...notes.flatMap((note) => line('Note', note, width)),
  ];
  if (problems.length === 0) return `${[...lines, `${inert(name)} verifies.`].join('\n')}\n`;
  const many = problems.length === 1 ? '1 thing does' : `${problems.length} things do`;
  lines.push('', `${inert(name)} does not verify: ${many} not hold.`);
  for (const problem of problems.slice(0, MOST_PROBLEMS)) {
    lines.push(...wrap(`- ${inert(problemText(problem), 1000)}`, width, 2));
  }
  const more = problems.length - MOST_PROBLEMS;
  if (more > 0) lines.push(`- and ${more} more`);
  return `${lines.join('\n')}\n`;
}

function line(label: string, text: string, width: number): string[] {
  return wrap(`${label.padEnd(LABEL)} ${inert(text, 2000)}`, width, LABEL + 1);
}

function bundleLines(
  { files, manifest, signature, stamp }: CheckedBundle,
  width: number,
): string[] {
  const version = manifest ? `, made by version ${manifest.program.version}` : '';
  const lines = line('Bundle', `${files.size} files${version}.`, width);
  if (manifest?.redaction) {
    const { audience, withheld } = manifest.redaction;
    lines.push(...line('Made for', `${AUDIENCE_WORDS[audience]}.`, width));
    for (const one of withheld) lines.push(...line('Left out', withheldText(one), width));
  }
  if (signature?.valid) {
    const text =
      `By the key ${signature.keyId} (Ed25519). The key came with the bundle: it says who signed ` +
      'only if you know the key from somewhere else.';
    lines.push(...line('Signed', text, width));
  } else if (!signature) {
    lines.push(...line('Signed', 'By nobody: anybody can have made this bundle.', width));
  }
  if (stamp?.valid) {
    const text =
      `${formatTime(stamp.time)} UTC, by the word of an authority whose signature is not checked ` +
      `here: openssl ts -verify -queryfile ${STAMP_REQUEST} -in ${STAMP} -CAfile <its roots>, ` +
      `and the imprint is that of ${MANIFEST}.`;
    lines.push(...line('Stamped', text, width));
  } else if (!stamp) {
    lines.push(...line('Stamped', 'By no authority: it does not say when it was made.', width));
  }
  return lines;
}

const ANCHORS: Readonly<Record<Anchor, string>> = {
  known: 'to headers that lead to a block that the program knows',
  work: 'to headers with proof of work on them, as much as the chain itself asks for',
  signed: "to headers with their producers' signatures",
  sources: 'to headers whose hash two or more sources gave',
  nothing: 'to headers whose hash one source alone gave',
};

function resultLines({ hops, proofs }: Verification, rows: number, width: number): string[] {
  const count = (standing: Standing): number =>
    hops.filter((hop) => hop.standing === standing).length;
  const held = [...proofs].map(([anchor, many]) => `${many} ${ANCHORS[anchor]}`);
  const proved = held.length > 0 ? `${held.join(', ')}.` : 'None came with it.';
  const standings =
    `${hops.length}: ${count('proved')} proved by the ledger's own bytes, ${count('recorded')} ` +
    `recorded in a source's answer, ${count('claimed')} claimed by the result alone.`;
  return [
    ...line('Amounts', `${rows} rows of the certificate were added up.`, width),
    ...line('Hops', standings, width),
    ...line('Proofs', proved, width),
  ];
}

/** Every hop with what stands behind it. */
export function hopLines({ result, verification }: CheckedTrace, width: number): string {
  if (!result || !verification) return '';
  const lines = verification.hops.flatMap(({ standing, why }, i) => {
    const hop = result.hops[i];
    if (!hop) return [];
    const { tx, from, to, amount, asset } = hop;
    const what = `${amount ?? 'an unknown amount'} of ${asset} from ${from} to ${to} in ${tx}`;
    return wrap(
      inert(`${standing.padEnd(LABEL)} ${what}${why ? `: ${why}` : ''}`, 1000),
      width,
      LABEL + 1,
    );
  });
  return `${lines.join('\n')}\n\n`;
}
