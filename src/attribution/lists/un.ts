import { countriesOf } from './countries.ts';
import { dateOf, readDate, readDay } from './dates.ts';
import { type ListReader, onlyFile, type SanctionsList, wholeList } from './list.ts';
import type { ListedParty, PartyDate, PartyName } from './party.ts';
import { named, wholeName } from './party-names.ts';
import { all, beginsWith, type Element, readXml, required, textAt, texts } from './xml.ts';

const SHAPE = {
  root: ['CONSOLIDATED_LIST'],
  records: ['INDIVIDUALS/INDIVIDUAL', 'ENTITIES/ENTITY'],
} as const;

/** The consolidated list of the UN Security Council. */
const unXml: ListReader = {
  id: 'un-xml',
  knows: (_name, head) => beginsWith(head, 'CONSOLIDATED_LIST'),
  async read(files, list) {
    const file = onlyFile(files, list);
    const parties: ListedParty[] = [];
    const root = await readXml(file, SHAPE, (_path, element) => {
      parties.push(partyOf(file.name, list, element));
    });
    return wholeList(file.name, readDay(root.dateGenerated ?? ''), parties);
  },
};

export const un: SanctionsList = {
  id: 'un',
  title: 'UN Security Council consolidated list',
  state: 'sanctioned',
  readers: [unXml],
  urls: ['https://scsanctions.un.org/resources/xml/en/consolidated.xml'],
  hosts: ['unsolprodfiles.blob.core.windows.net'],
  on: true,
  licence: 'UN, public',
  staleDays: 7,
};

function partyOf(file: string, list: string, entry: Element): ListedParty {
  const kind = entry.name === 'INDIVIDUAL' ? 'person' : 'company';
  const id = textAt(entry, 'REFERENCE_NUMBER') || textAt(entry, 'DATAID');
  required(file, entry, 'a <REFERENCE_NUMBER>', id);
  const name = ['FIRST_NAME', 'SECOND_NAME', 'THIRD_NAME', 'FOURTH_NAME']
    .flatMap((part) => texts(entry, part))
    .join(' ');
  const prefix = entry.name;
  const remarks = texts(entry, 'COMMENTS1').join('\n');
  return {
    list,
    id,
    kind,
    names: named([
      wholeName(name, 'primary'),
      ...texts(entry, 'NAME_ORIGINAL_SCRIPT').map((text) => wholeName(text, 'original-script')),
      ...all(entry, `${prefix}_ALIAS`).map(aliasOf),
    ]),
    // the committee's list: `GB` is Guinea-Bissau, and no country of anybody
    programs: texts(entry, 'UN_LIST_TYPE'),
    born: all(entry, 'INDIVIDUAL_DATE_OF_BIRTH').flatMap((birth) => birthOf(birth) ?? []),
    countries: countriesOf([
      ...texts(entry, 'NATIONALITY/VALUE'),
      ...texts(entry, `${prefix}_ADDRESS/COUNTRY`),
      ...texts(entry, 'INDIVIDUAL_PLACE_OF_BIRTH/COUNTRY'),
    ]),
    documents: all(entry, 'INDIVIDUAL_DOCUMENT').flatMap((document) => {
      const number = textAt(document, 'NUMBER');
      return number === '' ? [] : { kind: textAt(document, 'TYPE_OF_DOCUMENT'), number };
    }),
    wallets: [],
    from: readDay(textAt(entry, 'LISTED_ON')),
    to: readDay(textAt(entry, 'DELISTED_ON')),
    remarks: remarks || null,
    url: null,
  };
}

/** `Good` and `Low` grade the aliases of people; those of entities are `a.k.a.` or `f.k.a.`. */
function aliasOf(alias: Element): PartyName {
  const quality = textAt(alias, 'QUALITY').toLowerCase();
  const kind = quality === 'f.k.a.' ? 'former' : 'alias';
  return wholeName(textAt(alias, 'ALIAS_NAME'), kind, quality !== 'low');
}

function birthOf(birth: Element): PartyDate | null {
  const type = textAt(birth, 'TYPE_OF_DATE');
  const date = readDate(textAt(birth, 'DATE')) ?? dateOf(textAt(birth, 'YEAR'), 0, 0);
  const first = dateOf(textAt(birth, 'FROM_YEAR'), 0, 0);
  const from = type === 'BETWEEN' ? (first ?? date) : (date ?? first);
  const to = type === 'BETWEEN' ? (dateOf(textAt(birth, 'TO_YEAR'), 0, 0) ?? from) : from;
  if (from === null || to === null) return null;
  // what the list leaves open is no exact date
  return { from, to, approximate: type !== 'EXACT' && type !== 'BETWEEN' };
}
