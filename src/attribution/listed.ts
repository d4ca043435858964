import { show } from '../base/errors.ts';
import { claimOf, type Declaration } from './addressList.ts';
import { isKnownWord } from './mapping.ts';
import { placeOf } from './place.ts';
import { type Claim, type Faults, type Tag, tagOf } from './tags.ts';

/** One entry of a list that says what it is by its layout. */
interface Listed {
  readonly file: string;
  readonly line: number;
  readonly address: string;
  readonly label: string;
  /** The list's own words; those that no table knows are kept and give no value. */
  readonly words: readonly string[];
  /** What an entry says for itself. */
  readonly own?: Partial<Pick<Claim, 'sourceDate' | 'url' | 'states' | 'actor'>>;
}

/** The tag of an entry; null, with the fault listed, where it has no address or no name. */
export function tagOfListed(declared: Declaration, entry: Listed, faults: Faults): Tag | null {
  const { file, line, address, label, words, own = {} } = entry;
  const place = placeOf(declared.chain, address);
  if (!place || (place.fault && !place.known)) {
    const expected = place?.fault?.expected ?? `an address on ${declared.chain}`;
    faults.add(place?.fault?.fault ?? 'address', line, 'address', expected, show(address));
    return null;
  }
  if (label.trim() === '') {
    faults.add('empty', line, 'name', 'a name', 'none');
    return null;
  }
  if (place.fault) {
    faults.add(place.fault.fault, line, 'address', place.fault.expected, show(address));
  }
  const known = words.filter(isKnownWord);
  const claim = claimOf(declared, place, label.trim(), known, { file, line });
  return tagOf({ ...claim, category: words.join(', ') || null, ...own });
}
