import { InputError } from '../../base/errors.ts';
import type { Day } from '../tags.ts';
import { countriesOf } from './countries.ts';
import { dateOf } from './dates.ts';
import { type ListReader, onlyFile, wholeList } from './list.ts';
import { isDocument, lastPart, ofacAlias, ofacUrl, WALLET_PREFIX } from './ofac-xml.ts';
import type { ListedParty, PartyDate, PartyKind, PartyName, PartyWallet } from './party.ts';
import { aliasName, named, wholeName } from './party-names.ts';
import { all, beginsWith, type Element, readXml, required, textAt } from './xml.ts';

const SETS = 'ReferenceValueSets';
const SHAPE = {
  root: ['Sanctions'],
  records: [
    'DateOfIssue',
    // each set alone: together they are as large as all parties of a small list
    ...['FeatureType', 'AliasType', 'PartyType', 'PartySubType', 'Script', 'Country'].map(
      (name) => `${SETS}/${name}Values`,
    ),
    ...['NamePartType', 'IDRegDocType', 'SanctionsType', 'DetailReference'].map(
      (name) => `${SETS}/${name}Values`,
    ),
    'Locations/Location',
    'IDRegDocuments/IDRegDocument',
    'DistinctParties/DistinctParty',
    'SanctionsEntries/SanctionsEntry',
  ],
} as const;

interface Draft extends Omit<ListedParty, 'programs' | 'from'> {
  readonly profile: string;
  readonly identities: readonly string[];
}

/** What the file says of its own numbers, and what stands apart from the parties. */
class Tables {
  /** Text by set and id: numbers change between files, and new symbols come with new ones. */
  readonly #texts = new Map<string, string>();
  readonly #attributes = new Map<string, Readonly<Record<string, string>>>();
  readonly places = new Map<string, string>();
  readonly documents = new Map<string, { kind: string; number: string }[]>();
  readonly entries = new Map<string, { from: Day | null; programs: string[] }>();

  addSet(set: Element): void {
    for (const { name, attributes, text } of set.children) {
      const key = `${name} ${attributes.ID ?? ''}`;
      this.#texts.set(key, text);
      this.#attributes.set(key, attributes);
    }
  }

  text(set: string, id: string | undefined): string {
    return this.#texts.get(`${set} ${id ?? ''}`) ?? '';
  }

  attribute(set: string, id: string | undefined, name: string): string | undefined {
    return this.#attributes.get(`${set} ${id ?? ''}`)?.[name];
  }

  has(set: string): boolean {
    return [...this.#texts.keys()].some((key) => key.startsWith(`${set} `));
  }
}

/** OFAC's Advanced Sanctions Data Standard (`SDN_ADVANCED.XML`, `CONS_ADVANCED.XML`). */
export const ofacAdvanced: ListReader = {
  id: 'ofac-advanced',
  knows: (_name, head) => beginsWith(head, 'Sanctions'),
  async read(files, list) {
    const file = onlyFile(files, list);
    const tables = new Tables();
    const drafts: Draft[] = [];
    let published: Day | null = null;
    await readXml(file, SHAPE, (path, element) => {
      switch (path) {
        case 'DateOfIssue':
          published = dayOf(element);
          break;
        case 'Locations/Location': {
          const country = all(element, 'LocationCountry')[0]?.attributes.CountryID;
          if (country) tables.places.set(element.attributes.ID ?? '', country);
          break;
        }
        case 'IDRegDocuments/IDRegDocument':
          addDocument(tables, element);
          break;
        case 'DistinctParties/DistinctParty':
          drafts.push(draftOf(file.name, list, element, tables));
          break;
        case 'SanctionsEntries/SanctionsEntry':
          addEntry(tables, element);
          break;
        default:
          tables.addSet(element);
      }
    });
    if (!tables.has('FeatureType')) {
      const hint = 'without them no wallet can be told: its format has changed';
      throw new InputError(file.name, 'the types of features in ReferenceValueSets', 'none', hint);
    }
    const parties = drafts.map((draft) => finished(draft, tables));
    return wholeList(file.name, published, parties);
  },
};

function dayOf(date: Element): Day | null {
  const text = dateOf(textAt(date, 'Year'), textAt(date, 'Month'), textAt(date, 'Day'));
  return text !== null && text.length === 10 ? text : null;
}

function addDocument(tables: Tables, element: Element): void {
  const { IdentityID = '', IDRegDocTypeID } = element.attributes;
  const kind = tables.text('IDRegDocType', IDRegDocTypeID);
  const number = textAt(element, 'IDRegistrationNo');
  if (number === '') return;
  const known = tables.documents.get(IdentityID);
  if (known) known.push({ kind, number });
  else tables.documents.set(IdentityID, [{ kind, number }]);
}

/** An entry names its programmes in the comments of the measures that are no measure but that. */
function addEntry(tables: Tables, element: Element): void {
  const profile = element.attributes.ProfileID ?? '';
  const entry = tables.entries.get(profile) ?? { from: null, programs: [] };
  for (const date of all(element, 'EntryEvent/Date')) {
    const day = dayOf(date);
    if (day !== null && (entry.from === null || day < entry.from)) entry.from = day;
  }
  for (const measure of all(element, 'SanctionsMeasure')) {
    const type = tables.text('SanctionsType', measure.attributes.SanctionsTypeID);
    const program = textAt(measure, 'Comment');
    if (/program/i.test(type) && program !== '') entry.programs.push(program);
  }
  tables.entries.set(profile, entry);
}

function draftOf(file: string, list: string, party: Element, tables: Tables): Draft {
  const id = required(file, party, 'a FixedRef', party.attributes.FixedRef ?? '');
  const profiles = all(party, 'Profile');
  const [profile] = profiles;
  if (!profile) throw new InputError(`${file}:${party.line}`, 'a party with a Profile', 'none');
  const identities = all(profile, 'Identity');
  const names = identities.flatMap((identity) =>
    all(identity, 'Alias').flatMap((alias) => namesOf(alias, identity, tables)),
  );
  const wallets: PartyWallet[] = [];
  const born: PartyDate[] = [];
  const countries: string[] = [];
  const documents: { kind: string; number: string }[] = [];
  for (const feature of [...all(profile, 'Feature'), ...all(party, 'Feature')]) {
    const type = tables.text('FeatureType', feature.attributes.FeatureTypeID);
    const details = all(feature, 'FeatureVersion/VersionDetail').map(
      ({ text, attributes }) =>
        text || tables.text('DetailReference', attributes.DetailReferenceID),
    );
    if (type.startsWith(WALLET_PREFIX)) {
      const symbol = type.slice(WALLET_PREFIX.length).trim();
      const found = details.filter((text) => text !== '');
      wallets.push(...found.map((published) => ({ published, symbol })));
    } else if (type === 'Birthdate') {
      born.push(...all(feature, 'FeatureVersion/DatePeriod').flatMap((one) => birthOf(one) ?? []));
    } else if (/birth|nationality|citizen|location|flag/i.test(type)) {
      countries.push(...details.map(lastPart));
      for (const { attributes } of all(feature, 'FeatureVersion/VersionLocation')) {
        countries.push(
          tables.text('Country', tables.places.get(attributes.LocationID ?? '') ?? ''),
        );
      }
    } else if (isDocument(type)) {
      documents.push(...details.filter(Boolean).map((number) => ({ kind: type, number })));
    }
  }
  return {
    list,
    id,
    profile: profile.attributes.ID ?? id,
    identities: identities.map(({ attributes }) => attributes.ID ?? ''),
    kind: kindOf(profile.attributes.PartySubTypeID, tables),
    names: named([...names].sort((a, b) => rank(a) - rank(b))),
    born,
    countries: countriesOf(countries),
    documents,
    wallets,
    to: null,
    remarks: textAt(party, 'Comment') || textAt(profile, 'Comment') || null,
    url: ofacUrl(id),
  };
}

const rank = ({ kind }: PartyName): number => (kind === 'primary' ? 0 : 1);

/** A party of no sub-type of its own (`Unknown`) is what the type above it says. */
function kindOf(subType: string | undefined, tables: Tables): PartyKind {
  const own = tables.text('PartySubType', subType).toLowerCase();
  const type = tables.text('PartyType', tables.attribute('PartySubType', subType, 'PartyTypeID'));
  const word = /^(unknown|)$/.test(own) ? type.toLowerCase() : own;
  if (word === 'individual') return 'person';
  if (word === 'entity') return 'company';
  return word === 'vessel' || word === 'aircraft' ? word : 'other';
}

function namesOf(alias: Element, identity: Element, tables: Tables): readonly PartyName[] {
  const type = tables.text('AliasType', alias.attributes.AliasTypeID);
  const kind = alias.attributes.Primary === 'true' ? 'primary' : ofacAlias(type);
  const strong = alias.attributes.LowQuality !== 'true';
  const groups = new Map(
    all(identity, 'NamePartGroups/MasterNamePartGroup/NamePartGroup').map(({ attributes }) => [
      attributes.ID,
      tables.text('NamePartType', attributes.NamePartTypeID),
    ]),
  );
  return all(alias, 'DocumentedName').map((documented, index) => {
    const family: string[] = [];
    const given: string[] = [];
    let script = '';
    for (const part of all(documented, 'DocumentedNamePart/NamePartValue')) {
      const group = groups.get(part.attributes.NamePartGroupID) ?? '';
      (/first|middle|patronymic|matronymic/i.test(group) ? given : family).push(part.text);
      script = scriptOf(part.attributes.ScriptID, tables) ?? script;
    }
    const parts =
      family.length > 0 && given.length > 0
        ? { given: given.join(' '), family: family.join(' ') }
        : null;
    const text = parts ? `${parts.family}, ${parts.given}` : [...family, ...given].join(' ');
    // one alias in several scripts: the first is the alias, the others are its original
    const own = index > 0 ? aliasName(text, strong) : wholeName(text, kind, strong);
    const name = { ...own, script: script || null };
    return { ...name, parts };
  });
}

/** ISO 15924: the set gives the code beside the name. */
function scriptOf(id: string | undefined, tables: Tables): string | null {
  const code = tables.attribute('Script', id, 'ScriptCode');
  if (code && /^[A-Z][a-z]{3}$/.test(code)) return code;
  return SCRIPTS[tables.text('Script', id).toLowerCase()] ?? null;
}

const SCRIPTS: Readonly<Record<string, string>> = {
  latin: 'Latn',
  cyrillic: 'Cyrl',
  arabic: 'Arab',
  'chinese simplified': 'Hans',
  'chinese traditional': 'Hant',
  hangul: 'Hang',
  korean: 'Hang',
  japanese: 'Jpan',
  hebrew: 'Hebr',
};

function birthOf(period: Element): PartyDate | null {
  const at = (path: string): string | null => {
    const [date] = all(period, path);
    return date ? dateOf(textAt(date, 'Year'), textAt(date, 'Month'), textAt(date, 'Day')) : null;
  };
  const from = at('Start/From') ?? at('Start/To');
  const to = at('End/To') ?? at('End/From') ?? at('Start/To') ?? from;
  if (from === null || to === null) return null;
  const circa = [...all(period, 'Start'), ...all(period, 'End')].some(
    ({ attributes }) => attributes.Approximate === 'true',
  );
  // a year alone is written as its first and its last day
  const year = from.slice(0, 4);
  const whole = from === `${year}-01-01` && to === `${year}-12-31`;
  return { from: whole ? year : from, to: whole ? year : to, approximate: circa };
}

function finished(draft: Draft, tables: Tables): ListedParty {
  const { profile, identities, ...party } = draft;
  const entry = tables.entries.get(profile);
  const papers = identities.flatMap((identity) => tables.documents.get(identity) ?? []);
  return {
    ...party,
    programs: [...new Set(entry?.programs ?? [])],
    documents: [...papers, ...party.documents],
    from: entry?.from ?? null,
  };
}
