import type { ListedParty } from './party.ts';

/** What differs between two versions of a list. */
export interface ListChanges {
  readonly added: readonly ListedParty[];
  readonly removed: readonly ListedParty[];
  readonly altered: readonly AlteredParty[];
}

interface AlteredParty {
  readonly before: ListedParty;
  readonly after: ListedParty;
  readonly fields: readonly Field[];
}

const FIELDS = [
  'kind',
  'names',
  'programs',
  'born',
  'countries',
  'documents',
  'wallets',
  'from',
  'to',
  'remarks',
  'url',
] as const;
type Field = (typeof FIELDS)[number];

/** Compares by the list's own ids; each side in the order of its version. */
export function changesBetween(
  before: readonly ListedParty[],
  after: readonly ListedParty[],
): ListChanges {
  const old = new Map(before.map((party) => [party.id, party]));
  const added: ListedParty[] = [];
  const altered: AlteredParty[] = [];
  const kept = new Set<string>();
  for (const party of after) {
    const previous = old.get(party.id);
    if (!previous) {
      added.push(party);
      continue;
    }
    kept.add(party.id);
    const fields = FIELDS.filter((field) => text(previous[field]) !== text(party[field]));
    if (fields.length > 0) altered.push({ before: previous, after: party, fields });
  }
  return { added, removed: before.filter(({ id }) => !kept.has(id)), altered };
}

/** Lists of names and numbers have no order that means anything. */
function text(value: ListedParty[Field]): string {
  if (!Array.isArray(value)) return String(value);
  return value
    .map((item) => JSON.stringify(item))
    .sort()
    .join();
}

/** One line of OpenSanctions' delta format (`entities.delta.json`). */
interface Delta {
  readonly op: 'ADD' | 'MOD' | 'DEL';
  readonly entity: { readonly id: string } | FtmEntity;
}

interface FtmEntity {
  readonly id: string;
  readonly caption: string;
  readonly schema: string;
  readonly datasets: readonly string[];
  readonly properties: Readonly<Record<string, readonly string[]>>;
  readonly target: true;
}

const SCHEMAS: Readonly<Record<ListedParty['kind'], string>> = {
  person: 'Person',
  company: 'Organization',
  vessel: 'Vessel',
  aircraft: 'Airplane',
  wallet: 'CryptoWallet',
  other: 'LegalEntity',
};

/** The changes as FtM deltas: what is gone by its id alone, wallets as entities of their holder. */
export function deltasOf({ added, removed, altered }: ListChanges): readonly Delta[] {
  const deltas: Delta[] = [];
  for (const party of added) {
    for (const entity of entitiesOf(party)) deltas.push({ op: 'ADD', entity });
  }
  for (const { before, after } of altered) {
    const old = new Map(entitiesOf(before).map((entity) => [entity.id, JSON.stringify(entity)]));
    const now = entitiesOf(after);
    for (const entity of now) {
      const previous = old.get(entity.id);
      // what FtM has no field for (remarks) changes nothing there
      if (previous === JSON.stringify(entity)) continue;
      deltas.push({ op: previous === undefined ? 'ADD' : 'MOD', entity });
    }
    const ids = new Set(now.map(({ id }) => id));
    for (const id of old.keys()) if (!ids.has(id)) deltas.push({ op: 'DEL', entity: { id } });
  }
  for (const party of removed) {
    for (const { id } of entitiesOf(party)) deltas.push({ op: 'DEL', entity: { id } });
  }
  return deltas;
}

function entitiesOf(party: ListedParty): readonly FtmEntity[] {
  const id = `${party.list}-${party.id}`;
  const caption = party.names[0]?.text ?? party.wallets[0]?.published ?? party.id;
  const base = { datasets: [party.list], target: true } as const;
  const listed = { topics: ['sanction'], programId: party.programs };
  const byAddress = new Map<string, string[]>();
  for (const { published, symbol } of party.wallets) {
    const symbols = byAddress.get(published);
    if (symbols) symbols.push(symbol);
    else byAddress.set(published, [symbol]);
  }
  const wallets = [...byAddress].map(([published, symbols]): FtmEntity => {
    const holder = party.kind === 'wallet' ? [] : [id];
    const properties = { publicKey: [published], currency: symbols, holder };
    const own = party.kind === 'wallet' ? id : `${id}-${published}`;
    const fields = filled({ ...properties, ...(party.kind === 'wallet' ? listed : {}) });
    return { id: own, caption: published, schema: SCHEMAS.wallet, ...base, properties: fields };
  });
  if (party.kind === 'wallet') return wallets.slice(0, 1);
  const of = (kind: string, strong: boolean): string[] =>
    party.names.flatMap((name) => (name.kind === kind && name.strong === strong ? name.text : []));
  const properties = filled({
    name: [...of('primary', true), ...of('primary', false), ...of('original-script', true)],
    alias: of('alias', true),
    weakAlias: [...of('alias', false), ...of('original-script', false)],
    previousName: [...of('former', true), ...of('former', false)],
    birthDate: party.born.flatMap(({ from, to }) => (from === to ? from : [from, to])),
    country: party.countries.map((code) => code.toLowerCase()),
    idNumber: party.documents.map(({ number }) => number),
    ...listed,
  });
  return [{ id, caption, schema: SCHEMAS[party.kind], ...base, properties }, ...wallets];
}

function filled(properties: Readonly<Record<string, readonly string[]>>) {
  return Object.fromEntries(
    Object.entries(properties)
      .map(([name, values]) => [name, values.filter((value) => value !== '')] as const)
      .filter(([, values]) => values.length > 0),
  );
}
