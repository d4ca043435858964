import { countriesOf } from './countries.ts';
import { readAmericanDay, readPartyDate } from './dates.ts';
import { type ListReader, onlyFile, wholeList } from './list.ts';
import type { ListedParty, PartyKind, PartyName } from './party.ts';
import { named, partedName, wholeName } from './party-names.ts';
import { all, beginsWith, type Element, readXml, required, textAt, texts } from './xml.ts';

const KINDS: Readonly<Record<string, PartyKind>> = {
  individual: 'person',
  entity: 'company',
  vessel: 'vessel',
  aircraft: 'aircraft',
};

/** How OFAC names a kind of party, in its XML and in its delimited files. */
export function ofacKind(text: string): PartyKind {
  return KINDS[text.toLowerCase()] ?? 'other';
}

/** What stands before the symbol, in every format that OFAC publishes. */
export const WALLET_PREFIX = 'Digital Currency Address - ';

/** Where OFAC shows an entry to people. */
export function ofacUrl(id: string): string {
  return `https://sanctionssearch.ofac.treas.gov/Details.aspx?id=${id}`;
}

const SHAPE = { root: ['sdnList'], records: ['sdnEntry', 'publshInformation'] } as const;

/** OFAC's simple XML (`SDN.XML`, `CONSOLIDATED.XML`); paths in reference/sanctions.md §1. */
export const ofacXml: ListReader = {
  id: 'ofac-xml',
  knows: (_name, head) => beginsWith(head, 'sdnList'),
  async read(files, list) {
    const file = onlyFile(files, list);
    const parties: ListedParty[] = [];
    let published: string | null = null;
    await readXml(file, SHAPE, (path, element) => {
      if (path === 'sdnEntry') parties.push(partyOf(file.name, list, element));
      // the misspelling is OFAC's own
      else published = readAmericanDay(textAt(element, 'Publish_Date'));
    });
    return wholeList(file.name, published, parties);
  },
};

function partyOf(file: string, list: string, entry: Element): ListedParty {
  const id = required(file, entry, 'a <uid>', textAt(entry, 'uid'));
  const type = required(file, entry, 'an <sdnType>', textAt(entry, 'sdnType'));
  const ids = all(entry, 'idList/id').map((one) => ({
    kind: textAt(one, 'idType'),
    number: textAt(one, 'idNumber'),
  }));
  const born = texts(entry, 'dateOfBirthList/dateOfBirthItem/dateOfBirth');
  return {
    list,
    id,
    kind: ofacKind(type),
    names: named([nameOf(entry), ...all(entry, 'akaList/aka').map(nameOf)]),
    programs: texts(entry, 'programList/program'),
    born: born.flatMap((text) => readPartyDate(text) ?? []),
    countries: countriesOf([
      ...texts(entry, 'addressList/address/country'),
      ...texts(entry, 'nationalityList/nationality/country'),
      ...texts(entry, 'citizenshipList/citizenship/country'),
      ...texts(entry, 'placeOfBirthList/placeOfBirthItem/placeOfBirth').map(lastPart),
      ...texts(entry, 'vesselInfo/vesselFlag'),
    ]),
    documents: ids.filter(({ kind, number }) => isDocument(kind) && number !== ''),
    wallets: ids
      .filter(({ kind, number }) => kind.startsWith(WALLET_PREFIX) && number !== '')
      .map(({ kind, number }) => ({
        published: number,
        symbol: kind.slice(WALLET_PREFIX.length).trim(),
      })),
    from: null,
    to: null,
    remarks: textAt(entry, 'remarks') || null,
    url: ofacUrl(id),
  };
}

/** `Giza, Egypt`: the country stands last. */
export function lastPart(place: string): string {
  return place.slice(place.lastIndexOf(',') + 1);
}

/** Features that identify; the rest describe (gender, websites, what is prohibited). */
const DOCUMENTS =
  /passport|\bno\.|number|\bid\b|identification|cedula|curp|rfc|nit|ruc|rif|imo|mmsi|ssn|swift|license/i;
const NO_DOCUMENTS = /phone|fax|executive order|prohibited|digital currency|website|e-?mail/i;

/** Whether a feature of OFAC's is a document's or a registration's. */
export function isDocument(kind: string): boolean {
  return DOCUMENTS.test(kind) && !NO_DOCUMENTS.test(kind);
}

function nameOf(element: Element): PartyName {
  const kind = element.name === 'sdnEntry' ? 'primary' : ofacAlias(textAt(element, 'type'));
  const strong = textAt(element, 'category').toLowerCase() !== 'weak';
  const family = textAt(element, 'lastName');
  const given = textAt(element, 'firstName');
  return given === '' ? wholeName(family, kind, strong) : partedName(family, given, kind, strong);
}

/** `f.k.a.` and its kin: only a former name is more than an alias. */
export function ofacAlias(type: string): 'alias' | 'former' {
  return /^f\.?k\.?a/i.test(type) ? 'former' : 'alias';
}
