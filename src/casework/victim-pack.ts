import { sha256 } from '../base/digest.ts';
import { toJson } from '../base/json.ts';
import type { TraceResult } from '../trace/result.ts';
import { type BundleFile, writeZip } from './bundle/zip.ts';
import { renderArrivalsCsv, renderDestinationsCsv } from './exports/csv.ts';
import { inert } from './exports/inert.ts';
import { renderPage } from './exports/page.ts';
import type { VictimAnswer } from './victim.ts';

/**
 * The file for the police: a letter in plain words, the page, the tables, the whole result, and the
 * digest of each. The same answer gives the same bytes.
 * @param typed what the victim typed, and nothing else of them
 */
export function policePack(result: TraceResult, answer: VictimAnswer, typed: string): Uint8Array {
  const files: BundleFile[] = [
    { name: '1-read-this-first.txt', bytes: Buffer.from(letter(answer, typed)) },
    { name: '2-the-trace.html', bytes: Buffer.from(renderPage(result)) },
    { name: '3-where-it-is.csv', bytes: Buffer.from(renderDestinationsCsv(result)) },
    { name: '4-transactions.csv', bytes: Buffer.from(renderArrivalsCsv(result)) },
    { name: '5-for-programs.json', bytes: Buffer.from(toJson(result)) },
  ];
  const digests = files.map(({ name, bytes }) => `${sha256(bytes)}  ${name}\n`).join('');
  return writeZip([...files, { name: 'SHA256SUMS', bytes: Buffer.from(digests) }]);
}

function letter(answer: VictimAnswer, typed: string): string {
  const list = (lines: readonly string[]) => lines.map((line) => `  - ${line}`).join('\n');
  const places = answer.now.map(
    ({ amount, where, address, since, stop }) =>
      `${amount}, ${where}\n    address ${address}, since ${since} UTC\n    who could stop ` +
      `it: ${stop}`,
  );
  const asks = answer.ask.map(
    ({ who, what, quote }) => `${who}: ${what} Quote ${quote.join(', ')}.`,
  );
  return [
    'REPORT OF A THEFT OF CRYPTOCURRENCY',
    `What was given: ${inert(typed, 300)}`,
    answer.headline,
    `WHAT HAPPENED\n${list(answer.happened)}`,
    `WHERE THE MONEY IS NOW\n${list([...places, ...(answer.more === null ? [] : [answer.more])])}`,
    `WHO CAN ACT\n${list(asks.length > 0 ? asks : ['Nobody that we know of.'])}`,
    `FOR THE POLICE\n${list(answer.police)}`,
    `WHAT IS NOT KNOWN\n${list(answer.unknown)}`,
    `A WARNING TO THE VICTIM\n${list(answer.warning)}`,
    'Amounts follow the rule that the page names; it shows all others beside it. ' +
      'SHA256SUMS\n' +
      'holds the digest of every file: whoever has the numbers can see that nothing was changed.',
  ]
    .join('\n\n')
    .concat('\n');
}
