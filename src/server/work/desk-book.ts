// Tags, lists and names of the desk, opened once in a thread of its own, and asked by screenings.

import { join } from 'node:path';
import type { z } from 'zod';
import type { AddressReading } from '../../attribution/forms/key.ts';
import { readAddressText } from '../../attribution/forms/read.ts';
import { namedParties } from '../../attribution/lists/open.ts';
import type { Name } from '../../attribution/names.ts';
import { lookUp } from '../../attribution/store/show.ts';
import { InputError } from '../../base/errors.ts';
import { shownLists } from '../../casework/lists-shown.ts';
import { readLists } from '../../casework/live/config.ts';
import { openKept } from '../../casework/live/known.ts';
import { parseChain } from '../../ledger/chains.ts';
import type { ChainId, Holder } from '../../ledger/port.ts';
import { DEFAULT_RULES } from '../../screen/default-rules.ts';
import { createNameIndex, type NameIndex } from '../../screen/names/nameIndex.ts';
import type { ScreenOptions } from '../../screen/screen.ts';
import { chainalysisAnswer } from '../../screen/shapes/chainalysis.ts';
import { trmAnswer, type trmRequestSchema } from '../../screen/shapes/trm.ts';
import { yenteAnswer, type yenteRequestSchema } from '../../screen/shapes/yente.ts';
import { type ScreenAsk, screenText } from '../../screen/text.ts';

/** What is asked of the book; the answer is JSON text. */
export type BookQuestion =
  | { readonly kind: 'screen'; readonly text: string; readonly ask: ScreenAsk }
  | { readonly kind: 'chainalysis'; readonly address: string }
  | { readonly kind: 'trm'; readonly request: z.output<typeof trmRequestSchema> }
  | { readonly kind: 'yente'; readonly request: z.output<typeof yenteRequestSchema> }
  | { readonly kind: 'tags'; readonly address: string; readonly chain: string | null }
  | { readonly kind: 'names'; readonly chain: ChainId; readonly holders: readonly Holder[] }
  | { readonly kind: 'sets' }
  | { readonly kind: 'lists' };

/** As much of a name as is told of a move. */
export type NameTold = Pick<Name, 'label' | 'entity' | 'entityType' | 'source' | 'grade'>;

interface DeskBook {
  readonly options: ScreenOptions;
  readonly names: () => NameIndex;
  /** @throws InputError for what cannot be answered */
  answer(question: BookQuestion): Promise<string>;
  close(): void;
}

/** Opens what stands in the data folder now. */
export async function openDeskBook(home: string): Promise<DeskBook> {
  const env = { ...process.env, HUE_HOME: home };
  const { book, store, lists, now, close } = await openKept(undefined, env);
  const sources = await readLists(undefined, env);
  const options: ScreenOptions = { directory: book, rules: DEFAULT_RULES, now };
  let index: NameIndex | null = null;
  const names = (): NameIndex => {
    index ??= createNameIndex(namedParties(lists));
    return index;
  };
  const found = async (question: BookQuestion): Promise<unknown> => {
    switch (question.kind) {
      case 'screen':
        return screenText(question.text, question.ask, { ledger: null, options, names });
      case 'chainalysis':
        return chainalysisAnswer(readingOf(question.address), book);
      case 'trm':
        return trmAnswer(
          question.request.map(({ address }) => readingOf(address)),
          book,
        );
      case 'yente':
        return yenteAnswer(question.request, book, names());
      case 'tags': {
        const { address, chain } = question;
        const on = chain === null ? {} : { chain: parseChain(chain, 'chain').id };
        return store ? lookUp(store, address, on) : nothingOf(address);
      }
      case 'names':
        return question.holders.map((holder) => toldOf(book.names.nameOf(question.chain, holder)));
      case 'sets':
        return store?.sets ?? [];
      case 'lists':
        return shownLists(join(home, 'lists'), sources, now);
    }
  };
  // names are asked for soon after the desk has opened: then they are ready
  names();
  const answer = async (question: BookQuestion): Promise<string> => {
    const value = await found(question);
    // a screening holds no bigint, and asking of each of its parts takes as long as screening
    return question.kind === 'screen' ? JSON.stringify(value) : JSON.stringify(value, units);
  };
  return { options, names, answer, close };
}

function toldOf(name: Name | null): NameTold | null {
  if (!name) return null;
  const { label, entity, entityType, source, grade } = name;
  return { label, entity, entityType, source, grade };
}

/** `bigint` as all our JSON has it. */
function units(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

/** Where nothing was ever imported. */
function nothingOf(asked: string): unknown {
  const [key] = readingOf(asked).keys;
  return { asked, address: key?.text ?? asked, names: [], tags: [], store: null };
}

/** @throws InputError where it is no address */
function readingOf(address: string): AddressReading {
  const read = readAddressText(address, null);
  if ('fault' in read) throw new InputError('address', read.expected, address);
  return read;
}
