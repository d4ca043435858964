import type { AddressReading } from '../attribution/forms/key.ts';
import { readAddressText } from '../attribution/forms/read.ts';
import type { PartyKind } from '../attribution/lists/party.ts';
import { InputError } from '../base/errors.ts';
import { parseAddress } from '../ledger/address.ts';
import { chainOf } from '../ledger/chains.ts';
import type { ScreenAnswer } from './answer.ts';
import type { Directory, Located } from './directory.ts';
import type { NameIndex } from './names/nameIndex.ts';
import type { NameQuery } from './names/query.ts';
import { type ScreenOptions, screenAddress, screenName, screenTransaction } from './screen.ts';
import type { ScreenLedger } from './side.ts';

/** What is said of a text beside the text itself. */
export interface ScreenAsk {
  /** What it is, where its form does not tell. */
  readonly as?: 'address' | 'transaction' | 'name' | undefined;
  readonly chain?: string | undefined;
  /** Of a name. */
  readonly born?: string | undefined;
  readonly country?: readonly string[] | undefined;
  readonly kind?: PartyKind | undefined;
  readonly threshold?: number | undefined;
  readonly ofac?: boolean | undefined;
}

/** What screening rests on. */
interface ScreenMeans {
  /** Null: exposure is not looked at. */
  readonly ledger: ScreenLedger | null;
  readonly options: ScreenOptions;
  /** Made when the first name is screened. */
  readonly names: () => NameIndex;
}

/**
 * Screens a text: an address in any form, a transaction, or the name of a person or company.
 * @throws InputError where it is none of them, or nothing knows the transaction
 */
export async function screenText(
  text: string,
  flags: ScreenAsk,
  { ledger, options, names }: ScreenMeans,
): Promise<ScreenAnswer> {
  const isListed = flags.as === undefined && isListedText(text, options.directory);
  const kind = isListed ? 'address' : (flags.as ?? kindOf(text, flags.chain ?? null));
  if (kind === 'name')
    return screenName(queryOf(text, flags), names(), { ...options, match: matchOf(flags) });
  if (kind === 'transaction') {
    if (ledger === null) {
      const hint = '--ledger FILE, or --ask and --chain';
      throw new InputError('screening', 'a ledger that knows the transaction', 'none', hint);
    }
    const plain = text.toLowerCase().replace(/^0x/, '');
    const id = ledger.chain.family === 'evm' ? `0x${plain}` : plain;
    return screenTransaction({ asked: text, id, ledger }, options);
  }
  const reading = readingOf(text, flags.chain ?? null, options.directory);
  return screenAddress({ reading, located: locatedOf(reading, ledger), ledger }, options);
}

/**
 * A text that is no address may stand on a list all the same: then it is looked up as it is.
 * @throws InputError saying what is wrong with it
 */
function readingOf(text: string, hint: string | null, directory: Directory): AddressReading {
  const read = readAddressText(text, hint, false);
  if (!('fault' in read)) return read;
  const published = readAddressText(text, hint, true);
  if (!('fault' in published) && isListedText(text, directory)) return published;
  throw new InputError('address', read.expected, text);
}

/** Lists hold texts that are no addresses, among them 64 digits that a transaction might have. */
function isListedText(text: string, directory: Directory): boolean {
  if (!('fault' in readAddressText(text, null, false))) return false;
  const published = readAddressText(text, null, true);
  return !('fault' in published) && directory.find(published).listings.length > 0;
}

function kindOf(text: string, hint: string | null): 'address' | 'transaction' | 'name' {
  if (/^(0x)?[0-9a-f]{64}$/i.test(text)) return 'transaction';
  const read = readAddressText(text, hint, false);
  if (!('fault' in read)) return 'address';
  // a mistyped address must not pass for somebody's name
  const looksCoded = read.fault === 'checksum' || (/\d/.test(text) && !/\s/.test(text));
  if (looksCoded) throw new InputError('address', read.expected, text, '--as name, if it is one');
  return 'name';
}

function locatedOf(reading: AddressReading, ledger: ScreenLedger | null): Located | null {
  if (ledger === null) {
    const chain = chainOf(reading.chain ?? reading.keys[0]?.family ?? '');
    return chain === null ? null : { chain: chain.id, holder: reading.keys[0]?.text ?? '' };
  }
  for (const { text } of reading.keys) {
    try {
      return { chain: ledger.chain.id, holder: parseAddress(text, ledger.chain, 'address') };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  return null;
}

function queryOf(text: string, { born, country, kind }: ScreenAsk): NameQuery {
  const wrong = country?.find((code) => !/^[a-z]{2}$/i.test(code));
  if (wrong !== undefined) throw new InputError('--country', 'a code of two letters', wrong);
  return {
    names: [text],
    ...(born === undefined ? {} : { born }),
    ...(country === undefined ? {} : { countries: country }),
    ...(kind === undefined ? {} : { kind }),
  };
}

function matchOf({ threshold, ofac }: ScreenAsk) {
  return {
    mode: ofac ? ('ofac' as const) : ('own' as const),
    ...(threshold === undefined ? {} : { threshold }),
  };
}
