import type { TraceResult } from '../trace/result.ts';
import { type Ink, wrap } from './answer-terminal.ts';
import { count, UNKNOWN } from './exports/figures.ts';
import { inert } from './exports/inert.ts';
import { amountText, type View } from './exports/view.ts';

type Finding = TraceResult['findings'][number];

/** Kinds shown in full: single facts that answer a question. Of all others only the number. */
const ANSWERS = [
  'sanctioned output',
  'sanctioned input',
  'output labelled as theft',
  'tx0',
  'proof of work',
  'merkle root',
  'returned in all',
  'labelled output',
];
const MOST = 12;

/** What was found beside the flow: the answers first, then how many of each other kind. */
export function findingLines(view: View, width: number, ink: Ink): string[] {
  const { findings, statements } = view.result;
  const facts = findings.filter(({ kind }) => ANSWERS.includes(kind)).sort(byKind);
  const others = Map.groupBy(
    findings.filter(({ kind }) => !ANSWERS.includes(kind)),
    ({ kind }) => kind,
  );
  const rest = [...others].map(([kind, list]) => `${list.length} × ${inert(kind, 60)}`);
  if (facts.length > MOST) rest.push(count(facts.length - MOST, 'more fact'));
  if (facts.length + rest.length + statements.length === 0) return [];
  const lines = [ink.bold('WHAT WAS FOUND')];
  for (const { kind, statement } of facts.slice(0, MOST)) {
    lines.push(...wrap(`  ${inert(kind, 40)}: ${inert(statement, 400)}`, width, 4).slice(0, 4));
  }
  if (rest.length > 0) lines.push(...wrap(`  ${rest.join(' · ')}`, width, 2));
  lines.push(...accountLines(view, width));
  return lines;
}

function byKind(a: Finding, b: Finding): number {
  return ANSWERS.indexOf(a.kind) - ANSWERS.indexOf(b.kind);
}

/** The accounts that the case asks about; unknown is not zero. */
function accountLines(view: View, width: number): string[] {
  const { statements } = view.result;
  const known = statements.filter(({ covered }) => covered);
  const lines = known.slice(0, MOST).flatMap(({ holder, asset, in: came, out }) => {
    const text = (units: string | null) =>
      units === null ? UNKNOWN : amountText(view, asset, BigInt(units));
    return wrap(`  ${inert(holder, 90)}: in ${text(came)}, out ${text(out)}`, width, 4);
  });
  const accounts = new Set(statements.map(({ holder }) => holder)).size;
  if (accounts > 0) {
    const unknown = new Set(statements.filter((row) => !row.covered).map(({ holder }) => holder));
    lines.push(`  ${count(accounts, 'account')} asked about, ${unknown.size} without data`);
  }
  return lines;
}
