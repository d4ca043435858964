import { readFileSync } from 'node:fs';
import type { AddressReading } from '../attribution/forms/key.ts';
import { readAddressText } from '../attribution/forms/read.ts';
import { InputError } from '../base/errors.ts';
import { reason } from '../base/files.ts';
import { toJson } from '../base/json.ts';
import { check, parseJson } from '../casework/case.ts';
import type { Directory } from '../screen/directory.ts';
import type { NameIndex } from '../screen/names/nameIndex.ts';
import { chainalysisAnswer, chainalysisAnswerSchema } from '../screen/shapes/chainalysis.ts';
import { trmAnswer, trmAnswerSchema, trmRequestSchema } from '../screen/shapes/trm.ts';
import { yenteAnswer, yenteAnswerSchema, yenteRequestSchema } from '../screen/shapes/yente.ts';

export const SHAPES = ['chainalysis', 'trm', 'yente'] as const;
export type Shape = (typeof SHAPES)[number];

interface Asked {
  readonly what: readonly string[];
  /** A request of the vendor's as a file, instead of addresses. */
  readonly file: string | undefined;
  readonly chain: string | null;
}

/**
 * What a vendor's service would answer, as text.
 * @throws InputError where the request is none of the vendor's, or a list is missing or stale
 */
export function shaped(
  shape: Shape,
  { what, file, chain }: Asked,
  directory: Directory,
  index: () => NameIndex,
): string {
  if (shape === 'yente') {
    if (file === undefined) throw new InputError('--file', 'a request of /match', 'nothing');
    const request = check(yenteRequestSchema, requestIn(file), file);
    return toJson(yenteAnswerSchema.parse(yenteAnswer(request, directory, index())));
  }
  const given = file === undefined ? what.map((address) => ({ address })) : requestIn(file);
  const request = check(trmRequestSchema, given, file ?? 'addresses');
  const readings = request.map(({ address }) => readingOf(address, chain));
  if (shape === 'trm') return toJson(trmAnswerSchema.parse(trmAnswer(readings, directory)));
  const [first, second] = readings;
  if (!first || second) throw new InputError('hue screen', 'one address', `${readings.length}`);
  return toJson(chainalysisAnswerSchema.parse(chainalysisAnswer(first, directory)));
}

function readingOf(address: string, chain: string | null): AddressReading {
  const read = readAddressText(address, chain);
  if ('fault' in read) throw new InputError('address', read.expected, address);
  return read;
}

function requestIn(path: string): unknown {
  try {
    return parseJson(path, readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('--file', 'a file that can be read', reason(error));
  }
}
