import { InputError } from '../../base/errors.ts';
import { type ListedParty, PARTY_KINDS, type PartyName } from './party.ts';

/*
 * The parties of a list as text between separators: opening a list means cutting one string, which
 * is several times as fast as parsing JSON, and its strings share the memory of the whole. ASCII's
 * own separators do it: XML 1.0 allows none of them in a text, elsewhere they become spaces.
 */
const RECORD = '\x1c';
const FIELD = '\x1f';
const ITEM = '\x1e';
const PART = '\x1d';
const SEPARATORS = /[\x1c-\x1f]/g;

/** Changes with every change of the fields: an older form is to be imported anew. */
const FORM = 'hue-parties-1';
const NAME_KINDS = ['primary', 'alias', 'former', 'original-script'] as const;

/** The same parties give the same text. */
export function packParties(list: string, parties: readonly ListedParty[]): string {
  return [`${FORM} ${list}`, ...parties.map(record)].join(RECORD);
}

/** @throws InputError where the text has another form */
export function unpackParties(text: string, label: string): readonly ListedParty[] {
  const [head = '', ...records] = text.split(RECORD);
  const list = head.slice(FORM.length + 1);
  if (head !== `${FORM} ${list}`) {
    throw new InputError(label, FORM, head.slice(0, 40), 'import the list again');
  }
  // few different programmes and countries stand with many parties
  const shared = new Map<string, readonly string[]>();
  const texts = (joined: string): readonly string[] => {
    const known = shared.get(joined);
    if (known) return known;
    const made = joined === '' ? [] : joined.split(ITEM);
    shared.set(joined, made);
    return made;
  };
  return records.map((one) => partyOf(list, one.split(FIELD), texts));
}

const plain = (text: string): string => text.replace(SEPARATORS, ' ');
const items = (list: readonly (readonly string[])[]): string =>
  list.map((parts) => parts.map(plain).join(PART)).join(ITEM);

function record(party: ListedParty): string {
  return [
    plain(party.id),
    String(PARTY_KINDS.indexOf(party.kind)),
    items(party.names.map(nameParts)),
    items(party.programs.map((program) => [program])),
    items(party.born.map(({ from, to, approximate }) => [from, to, approximate ? 'c' : ''])),
    items(party.countries.map((country) => [country])),
    items(party.documents.map(({ kind, number }) => [kind, number])),
    items(party.wallets.map(({ published, symbol }) => [published, symbol])),
    party.from ?? '',
    party.to ?? '',
    plain(party.remarks ?? ''),
    plain(party.url ?? ''),
  ].join(FIELD);
}

/** Kind and strength are one digit. */
function nameParts({ text, kind, strong, script, parts }: PartyName): readonly string[] {
  const code = NAME_KINDS.indexOf(kind) * 2 + (strong ? 1 : 0);
  const own = [String(code), text, script ?? ''];
  return parts ? [...own, parts.given, parts.family] : own;
}

function nameOf(joined: string): PartyName {
  const [code = '', text = '', script, given, family] = joined.split(PART);
  const number = Number(code);
  return {
    text,
    kind: NAME_KINDS[number >> 1] ?? 'alias',
    strong: (number & 1) === 1,
    parts: given && family ? { given, family } : null,
    script: script || null,
  };
}

const NONE: readonly never[] = [];

function each<T>(joined: string | undefined, make: (item: string) => T): readonly T[] {
  return joined ? joined.split(ITEM).map(make) : NONE;
}

function partyOf(
  list: string,
  fields: readonly string[],
  texts: (joined: string) => readonly string[],
): ListedParty {
  const [id = '', kind, names, programs = '', born, countries = '', documents, wallets] = fields;
  return {
    list,
    id,
    kind: PARTY_KINDS[Number(kind)] ?? 'other',
    names: each(names, nameOf),
    programs: texts(programs),
    born: each(born, (item) => {
      const [from = '', to = '', circa] = item.split(PART);
      return { from, to, approximate: circa === 'c' };
    }),
    countries: texts(countries),
    documents: each(documents, (item) => {
      const [type = '', number = ''] = item.split(PART);
      return { kind: type, number };
    }),
    wallets: each(wallets, (item) => {
      const [published = '', symbol = ''] = item.split(PART);
      return { published, symbol };
    }),
    from: fields[8] || null,
    to: fields[9] || null,
    remarks: fields[10] || null,
    url: fields[11] || null,
  };
}
