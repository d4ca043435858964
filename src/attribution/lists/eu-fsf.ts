import type { Day } from '../tags.ts';
import { addressesIn } from './addresses-in.ts';
import { countriesOf } from './countries.ts';
import { dateOf, readDate, readDay } from './dates.ts';
import { type ListReader, onlyFile, type SanctionsList, wholeList } from './list.ts';
import type { ListedParty, PartyDate, PartyKind, PartyName } from './party.ts';
import { aliasName, named, wholeName } from './party-names.ts';
import { all, beginsWith, type Element, readXml, required, texts } from './xml.ts';

const SHAPE = { root: ['export'], records: ['sanctionEntity'] } as const;
const KINDS: Readonly<Record<string, PartyKind>> = {
  person: 'person',
  p: 'person',
  enterprise: 'company',
  e: 'company',
  vessel: 'vessel',
  v: 'vessel',
};

/** The Financial Sanctions Files of the European Commission, version 1.1. */
const euXml: ListReader = {
  id: 'eu-xml',
  knows: (_name, head) => beginsWith(head, 'export'),
  async read(files, list) {
    const file = onlyFile(files, list);
    const parties: ListedParty[] = [];
    const root = await readXml(file, SHAPE, (_path, element) => {
      parties.push(partyOf(file.name, list, element));
    });
    return wholeList(file.name, readDay(root.generationDate ?? ''), parties);
  },
};

export const euFsf: SanctionsList = {
  id: 'eu-fsf',
  title: 'EU consolidated list of financial sanctions',
  state: 'sanctioned',
  readers: [euXml],
  // the token is the public one of the Commission's own page
  urls: [
    'https://webgate.ec.europa.eu/fsd/fsf/public/files/xmlFullSanctionsList_1_1/content?token=dG9rZW4tMjAxNw',
  ],
  hosts: [],
  on: true,
  licence: 'reuse with source (Commission Decision 2011/833/EU)',
  staleDays: 7,
};

function partyOf(file: string, list: string, entity: Element): ListedParty {
  const { euReferenceNumber, logicalId = '', designationDate = '' } = entity.attributes;
  const id = required(file, entity, 'a reference number', euReferenceNumber || logicalId);
  const [subject] = all(entity, 'subjectType');
  const code = subject?.attributes.code ?? subject?.attributes.classificationCode ?? '';
  const remarks = texts(entity, 'remark').join('\n');
  const regulations = all(entity, 'regulation');
  return {
    list,
    id,
    kind: KINDS[code.toLowerCase()] ?? 'other',
    names: named(all(entity, 'nameAlias').map(nameOf)),
    programs: [...new Set(regulations.flatMap(({ attributes }) => attributes.programme || []))],
    born: all(entity, 'birthdate').flatMap((birth) => birthOf(birth) ?? []),
    countries: countriesOf(
      ['citizenship', 'birthdate', 'address'].flatMap((name) =>
        all(entity, name).map(({ attributes }) => attributes.countryIso2Code),
      ),
    ),
    documents: all(entity, 'identification').flatMap(({ attributes }) => {
      const number = attributes.number || attributes.latinNumber || '';
      return number === '' ? [] : { kind: attributes.identificationTypeCode ?? '', number };
    }),
    wallets: addressesIn([
      remarks,
      ...all(entity, 'identification').map(({ attributes }) => attributes.number ?? ''),
    ]),
    from: readDay(designationDate) ?? firstRegulation(regulations),
    to: null,
    remarks: remarks || null,
    url: all(entity, 'regulation/publicationUrl')[0]?.text || null,
  };
}

/** Where no day of designation is given: that on which the first regulation took effect. */
function firstRegulation(regulations: readonly Element[]): Day | null {
  const days = regulations.flatMap(({ attributes }) => {
    const { entryIntoForceDate = '', publicationDate = '' } = attributes;
    return readDay(entryIntoForceDate) ?? readDay(publicationDate) ?? [];
  });
  return days.sort()[0] ?? null;
}

function nameOf(alias: Element, index: number): PartyName {
  const { wholeName: text = '', firstName = '', middleName = '', lastName = '' } = alias.attributes;
  const given = [firstName, middleName].filter((part) => part !== '').join(' ');
  const written = text || [given, lastName].filter((part) => part !== '').join(' ');
  const weak =
    alias.attributes.strong === 'false' || texts(alias, 'remark').some((note) => /low/i.test(note));
  const parts = given !== '' && lastName !== '' ? { given, family: lastName } : null;
  const name = index === 0 ? wholeName(written, 'primary', !weak) : aliasName(written, !weak);
  return { ...name, parts };
}

function birthOf({ attributes }: Element): PartyDate | null {
  const { birthdate = '', year, monthOfYear, dayOfMonth, circa } = attributes;
  const { yearRangeFrom, yearRangeTo } = attributes;
  const approximate = circa === 'true';
  const date = readDate(birthdate) ?? dateOf(year, monthOfYear, dayOfMonth);
  if (date !== null) return { from: date, to: date, approximate };
  const from = dateOf(yearRangeFrom, 0, 0);
  const to = dateOf(yearRangeTo, 0, 0) ?? from;
  return from === null || to === null ? null : { from, to, approximate };
}
