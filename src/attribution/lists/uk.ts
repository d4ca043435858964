import { addressesIn } from './addresses-in.ts';
import { countriesOf } from './countries.ts';
import { readDay, readPartyDate } from './dates.ts';
import { type ListReader, onlyFile, type SanctionsList, wholeList } from './list.ts';
import type { ListedParty, PartyKind, PartyName } from './party.ts';
import { aliasName, named, wholeName } from './party-names.ts';
import { all, beginsWith, type Element, readXml, required, textAt, texts } from './xml.ts';

const SHAPE = { root: ['Designations'], records: ['Designation', 'DateGenerated'] } as const;
const KINDS: Readonly<Record<string, PartyKind>> = {
  individual: 'person',
  entity: 'company',
  ship: 'vessel',
};

/** The UK Sanctions List of the FCDO. */
const ukXml: ListReader = {
  id: 'uk-xml',
  knows: (_name, head) => beginsWith(head, 'Designations'),
  async read(files, list) {
    const file = onlyFile(files, list);
    const parties: ListedParty[] = [];
    let published: string | null = null;
    await readXml(file, SHAPE, (path, element) => {
      if (path === 'DateGenerated') published = readDay(element.text);
      else parties.push(partyOf(file.name, list, element));
    });
    return wholeList(file.name, published, parties);
  },
};

/** Since 28 January 2026 the United Kingdom's one list: OFSI's `ConList` is closed. */
export const uk: SanctionsList = {
  id: 'uk',
  title: 'UK Sanctions List (FCDO)',
  state: 'sanctioned',
  readers: [ukXml],
  urls: ['https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.xml'],
  hosts: [],
  on: true,
  licence: 'Open Government Licence v3.0',
  staleDays: 7,
};

const PERSON = 'IndividualDetails/Individual';
const COMPANY = 'EntityDetails/Entity';
const SHIP = 'ShipDetails/Ship';
const DOCUMENTS: Readonly<Record<string, string>> = {
  passport: `${PERSON}/PassportDetails/Passport/PassportNumber`,
  'national identifier': `${PERSON}/NationalIdentifierDetails/NationalIdentifier/NationalIdentifierNumber`,
  'business registration': `${COMPANY}/BusinessRegistrationNumbers/BusinessRegistrationNumber`,
  IMO: `${SHIP}/IMONumbers/IMONumber`,
};

function partyOf(file: string, list: string, entry: Element): ListedParty {
  const id = required(file, entry, 'a <UniqueID>', textAt(entry, 'UniqueID'));
  const kind = textAt(entry, 'IndividualEntityShip');
  required(file, entry, 'an <IndividualEntityShip>', kind);
  const remarks = [...texts(entry, 'OtherInformation'), ...texts(entry, 'UKStatementofReasons')];
  const foreign = [
    ...texts(entry, 'NonLatinNames/NonLatinName/NameNonLatinScript'),
    ...texts(entry, 'NonLatinNames/NameNonLatinScript'),
  ];
  return {
    list,
    id,
    kind: KINDS[kind.toLowerCase()] ?? 'other',
    names: named([
      ...all(entry, 'Names/Name')
        .map(nameOf)
        .sort((a, b) => rank(a) - rank(b)),
      ...foreign.map((text) => aliasName(text)),
    ]),
    programs: texts(entry, 'RegimeName'),
    born: texts(entry, `${PERSON}/DOBs/DOB`).flatMap((text) => readPartyDate(text) ?? []),
    countries: countriesOf([
      ...texts(entry, 'Addresses/Address/AddressCountry'),
      ...texts(entry, `${PERSON}/Nationalities/Nationality`),
      ...texts(entry, `${PERSON}/BirthDetails/Location/CountryOfBirth`),
      ...texts(entry, `${SHIP}/CurrentBelievedFlagOfShips/CurrentBelievedFlagOfShip`),
    ]),
    documents: Object.entries(DOCUMENTS).flatMap(([name, path]) =>
      [...new Set(texts(entry, path))].map((number) => ({ kind: name, number })),
    ),
    wallets: addressesIn(remarks),
    from: readDay(textAt(entry, 'DateDesignated')),
    to: null,
    remarks: remarks.join('\n') || null,
    url: null,
  };
}

const rank = ({ kind }: PartyName): number => (kind === 'primary' ? 0 : 1);

/** `Name6` is the family name, or the whole of a company's; 1 to 5 stand before it. */
function nameOf(name: Element): PartyName {
  const given = [1, 2, 3, 4, 5].flatMap((n) => texts(name, `Name${n}`)).join(' ');
  const family = textAt(name, 'Name6');
  // spelled in several ways, and once `ALias`
  const type = textAt(name, 'NameType').toLowerCase();
  const kind = type === 'primary name' ? 'primary' : 'alias';
  const strong = !/low/i.test(textAt(name, 'AliasStrength'));
  const text = [given, family].filter((part) => part !== '').join(' ');
  const parts = given !== '' && family !== '' ? { given, family } : null;
  return { ...wholeName(text, kind, strong), parts };
}
