// The folder that a live trace leaves, made of a trace over a real block.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { toJson } from '../../src/base/json.ts';
import { renderPage } from '../../src/casework/exports/page.ts';
import type { ProvedTrace } from './proved.ts';

/** A new folder inside `place` with case, result, page, evidence, proofs and an input. */
export function leaveTrace(place: string, trace: ProvedTrace): string {
  const { result, evidence, proofs } = trace;
  const path = mkdtempSync(join(place, 'trace-'));
  const files: [string, string | Uint8Array][] = [
    ['case.json', trace.case],
    ['result.json', toJson(result)],
    ['page.html', renderPage(result)],
    ['inputs/1-my labels.csv', 'address,label\n'],
    ...[...evidence].map(([name, bytes]): [string, Uint8Array] => [`evidence/${name}`, bytes]),
    ...proofs.map((proof): [string, string] => [`proofs/${proof.tx}.json`, toJson(proof)]),
  ];
  for (const [name, content] of files) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}
