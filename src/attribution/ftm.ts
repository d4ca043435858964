import { InputError, show } from '../base/errors.ts';
import type { Declaration } from './addressList.ts';
import { tagOfListed } from './listed.ts';
import { createFaults, type Day, type State, type Tag, type TagFile } from './tags.ts';

const LIMITS = { characters: 64 * 1024 * 1024, line: 1024 * 1024, values: 1000 } as const;

/** Lists in OpenSanctions of which an entry is a designation; others attribute or accuse. */
const DESIGNATES: Readonly<Record<string, string>> = {
  us_ofac_sdn: 'OFAC',
  us_ofac_cons: 'OFAC',
  eu_fsf: 'EU',
  gb_fcdo_sanctions: 'UK',
  un_sc_sanctions: 'UN',
};
const SEIZES: Readonly<Record<string, string>> = { il_mod_crypto: 'Israel NBCTF' };

interface Entity {
  readonly id: string;
  readonly caption: string;
  readonly schema: string;
  readonly properties: Readonly<Record<string, readonly string[]>>;
  readonly datasets: readonly string[];
  readonly firstSeen: Day | null;
  readonly line: number;
}

/**
 * Reads wallets of OpenSanctions' FollowTheMoney, one JSON object a line: schema `CryptoWallet`,
 * its `holder` named by another line of the file. The list that designates is named; that it does
 * is to be confirmed at the list (`confirmed` is false).
 * @throws InputError where a line is no such object, with its number
 */
export function readFtm(file: string, text: string, declared: Declaration): TagFile {
  if (text.length > LIMITS.characters) {
    throw new InputError(file, `at most ${LIMITS.characters} characters`, text.length);
  }
  const faults = createFaults(file);
  const captions = new Map<string, string>();
  const wallets: Entity[] = [];
  let number = 0;
  for (const line of text.replace(/^\ufeff/, '').split('\n')) {
    number += 1;
    if (line.trim() === '') continue;
    const entity = entityOf(file, line, number);
    if (entity.schema === 'CryptoWallet') wallets.push(entity);
    else captions.set(entity.id, entity.caption);
  }
  const tags = wallets.flatMap((wallet) => tagsOf(wallet, { file, declared, captions, faults }));
  return { layout: 'ftm', rows: wallets.length, tags, warnings: faults.list() };
}

interface Context {
  readonly file: string;
  readonly declared: Declaration;
  readonly captions: ReadonlyMap<string, string>;
  readonly faults: ReturnType<typeof createFaults>;
}

function tagsOf(wallet: Entity, { file, declared, captions, faults }: Context): Tag[] {
  const values = (name: string): readonly string[] => wallet.properties[name] ?? [];
  const holders = values('holder').flatMap((id) => captions.get(id) ?? []);
  const [exchange = null] = values('managingExchange');
  const keys = [...values('publicKey'), ...values('accountId')];
  if (keys.length === 0) faults.add('address', wallet.line, 'publicKey', 'an address', 'none');
  return [...new Set(keys)].flatMap((address) => {
    const entry = {
      file,
      line: wallet.line,
      address,
      label: holders[0] ?? wallet.caption,
      words: [],
      own: {
        states: statesOf(wallet, values('topics')),
        sourceDate: wallet.firstSeen,
        url: values('sourceUrl')[0] ?? null,
        ...(exchange !== null && {
          actor: { id: exchange, name: exchange, categories: ['exchange'] },
        }),
      },
    };
    const chain = values('currency')[0] ?? declared.chain;
    return tagOfListed({ ...declared, chain }, entry, faults) ?? [];
  });
}

function statesOf({ datasets, id }: Entity, topics: readonly string[]): readonly State[] {
  const state = (kind: State['state'], by: string): State => ({
    state: kind,
    by,
    from: null,
    to: null,
    reference: `OpenSanctions ${id}`,
    confirmed: false,
  });
  const designated = topics.includes('sanction')
    ? datasets.flatMap((name) => DESIGNATES[name] ?? [])
    : [];
  const seized = datasets.flatMap((name) => SEIZES[name] ?? []);
  return [
    ...[...new Set(designated)].map((by) => state('sanctioned', by)),
    ...seized.map((by) => state('seized', by)),
  ];
}

function entityOf(file: string, line: string, number: number): Entity {
  const where = `${file}, line ${number}`;
  if (line.length > LIMITS.line) {
    throw new InputError(where, `at most ${LIMITS.line} characters`, line.length);
  }
  const value = jsonIn(line, where);
  const { id, caption, schema, properties, datasets, first_seen } = value;
  if (typeof id !== 'string' || typeof schema !== 'string') {
    throw new InputError(where, 'an entity with id and schema', show(line));
  }
  const lists = typeof properties === 'object' && properties !== null ? properties : {};
  return {
    id,
    schema,
    caption: typeof caption === 'string' ? caption : id,
    properties: Object.fromEntries(
      Object.entries(lists).map(([name, items]) => [name, stringsIn(items)]),
    ),
    datasets: stringsIn(datasets),
    firstSeen:
      typeof first_seen === 'string' && /^\d{4}-\d\d-\d\d/.test(first_seen)
        ? first_seen.slice(0, 10)
        : null,
    line: number,
  };
}

function jsonIn(line: string, where: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // said below
  }
  throw new InputError(where, 'one JSON object', show(line));
}

function stringsIn(value: unknown): readonly string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.slice(0, LIMITS.values).filter((item) => typeof item === 'string');
}
