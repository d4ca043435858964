import { z } from 'zod';
import { InputError } from '../../base/errors.ts';
import type { Day } from '../tags.ts';
import { countriesOf } from './countries.ts';
import { readDay, readPartyDate } from './dates.ts';
import { readJsonLines } from './json-lines.ts';
import { type ListReader, onlyFile, wholeList } from './list.ts';
import type { ListedParty, PartyKind, PartyName } from './party.ts';
import { aliasName, named, wholeName } from './party-names.ts';

const entitySchema = z.object({
  id: z.string().min(1).max(500),
  schema: z.string().max(100),
  properties: z.record(z.string(), z.array(z.string())),
});
type FtmEntity = z.infer<typeof entitySchema>;

/** Schemas of FollowTheMoney that are parties, and what they are to us. */
const KINDS: Readonly<Record<string, PartyKind>> = {
  Person: 'person',
  Company: 'company',
  Organization: 'company',
  LegalEntity: 'company',
  PublicBody: 'company',
  Vessel: 'vessel',
  Airplane: 'aircraft',
  CryptoWallet: 'wallet',
};

const DOCUMENTS = [
  'idNumber',
  'passportNumber',
  'registrationNumber',
  'taxNumber',
  'innCode',
  'ogrnCode',
  'imoNumber',
  'mmsi',
  'leiCode',
  'swiftBic',
] as const;

/** A span of designation, as its entity `Sanction` has it. */
interface Span {
  readonly from: Day | null;
  readonly to: Day | null;
  readonly programs: readonly string[];
  readonly url: string | null;
}

/** The reader of a list of FollowTheMoney entities, one a line (`entities.ftm.json`). */
export function ftmReader(isListed: (topics: readonly string[]) => boolean): ListReader {
  return {
    id: 'ftm',
    knows: (_name, head) => /^\ufeff?\s*\{/.test(head) && /"schema"\s*:/.test(head),
    async read(files, list) {
      const file = onlyFile(files, list);
      const entities = new Map<string, FtmEntity>();
      const spans = new Map<string, Span[]>();
      for await (const { line, value } of readJsonLines(file)) {
        const parsed = entitySchema.safeParse(value);
        if (!parsed.success) {
          const expected = 'an entity with id, schema and properties';
          const [issue] = parsed.error.issues;
          throw new InputError(`${file.name}:${line}`, expected, issue?.path.join('.') || value);
        }
        const { data: entity } = parsed;
        if (entity.schema === 'Sanction') addSpan(spans, entity);
        const isParty = Object.hasOwn(KINDS, entity.schema);
        const isWallet = entity.schema === 'CryptoWallet';
        if (isParty && (isWallet || isListed(entity.properties.topics ?? []))) {
          entities.set(entity.id, entity);
        }
      }
      const parties = partiesOf(list, entities, spans, isListed);
      return wholeList(file.name, null, parties);
    },
  };
}

function addSpan(spans: Map<string, Span[]>, { properties }: FtmEntity): void {
  const first = (name: string): string => properties[name]?.[0] ?? '';
  const span: Span = {
    from: readDay(first('startDate') || first('listingDate')),
    to: readDay(first('endDate')),
    programs: [...(properties.programId ?? properties.program ?? [])],
    url: first('sourceUrl') || null,
  };
  for (const id of properties.entity ?? []) spans.set(id, [...(spans.get(id) ?? []), span]);
}

/**
 * A wallet joins its holder, unless it is listed in its own right: an order on a wallet has its own
 * days, which are not those of whoever holds it.
 */
function partiesOf(
  list: string,
  entities: ReadonlyMap<string, FtmEntity>,
  spans: ReadonlyMap<string, readonly Span[]>,
  isListed: (topics: readonly string[]) => boolean,
): readonly ListedParty[] {
  const held = new Map<string, FtmEntity[]>();
  const parties: ListedParty[] = [];
  for (const entity of entities.values()) {
    if (entity.schema !== 'CryptoWallet') continue;
    const { holder = [], topics = [] } = entity.properties;
    const holders = holder.flatMap((id) => entities.get(id) ?? []);
    const own = spans.get(entity.id) ?? [];
    if (own.length === 0 && holders.length > 0) {
      for (const { id } of holders) held.set(id, [...(held.get(id) ?? []), entity]);
    } else if (own.length > 0 || isListed(topics)) {
      const party = partyOf(list, entity, own, [entity]);
      const names = holders.flatMap(({ properties }) => properties.name?.[0] ?? []);
      const remarks = names.length > 0 ? `holder: ${names.join(', ')}` : party.remarks;
      parties.push({ ...party, names: [], remarks });
    }
  }
  for (const entity of entities.values()) {
    if (entity.schema === 'CryptoWallet') continue;
    parties.push(partyOf(list, entity, spans.get(entity.id) ?? [], held.get(entity.id) ?? []));
  }
  return parties;
}

function partyOf(
  list: string,
  { id, schema, properties }: FtmEntity,
  spans: readonly Span[],
  wallets: readonly FtmEntity[],
): ListedParty {
  const values = (name: string): readonly string[] => properties[name] ?? [];
  const accounts = wallets.flatMap((wallet) =>
    (wallet.properties.accountId ?? []).map((number) => ({
      kind: `account ${wallet.properties.managingExchange?.[0] ?? ''}`.trim(),
      number,
    })),
  );
  return {
    list,
    id,
    kind: KINDS[schema] ?? 'other',
    names: namesOf(properties),
    programs: [...new Set([...values('programId'), ...spans.flatMap(({ programs }) => programs)])],
    born: values('birthDate').flatMap((text) => readPartyDate(text) ?? []),
    countries: countriesOf(
      ['country', 'nationality', 'citizenship', 'birthCountry', 'jurisdiction', 'flag'].flatMap(
        values,
      ),
    ),
    documents: [
      ...DOCUMENTS.flatMap((kind) => values(kind).map((number) => ({ kind, number }))),
      ...accounts,
    ],
    wallets: wallets.flatMap(({ properties: { publicKey = [], currency = [] } }) =>
      publicKey.map((published) => ({ published, symbol: currency[0] ?? '' })),
    ),
    ...spanOf(spans),
    remarks: values('notes').join('\n') || null,
    url: values('sourceUrl')[0] ?? spans.find(({ url }) => url !== null)?.url ?? null,
  };
}

/** From the first designation to the end of the last, open where one of them is. */
function spanOf(spans: readonly Span[]): { readonly from: Day | null; readonly to: Day | null } {
  const froms = spans.flatMap(({ from }) => from ?? []).sort();
  const tos = spans.flatMap(({ to }) => to ?? []).sort();
  const from = froms.length === spans.length ? (froms[0] ?? null) : null;
  return { from, to: tos.length === spans.length ? (tos.at(-1) ?? null) : null };
}

function namesOf(properties: FtmEntity['properties']): readonly PartyName[] {
  const { name = [], alias = [], weakAlias = [], previousName = [] } = properties;
  return named([
    ...name.map((text, index) => (index === 0 ? wholeName(text, 'primary') : aliasName(text))),
    ...alias.map((text) => aliasName(text)),
    ...previousName.map((text) => wholeName(text, 'former')),
    ...weakAlias.map((text) => aliasName(text, false)),
  ]);
}
