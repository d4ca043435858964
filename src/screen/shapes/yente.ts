import { z } from 'zod';
import { readAddressText } from '../../attribution/forms/read.ts';
import type { ListedParty, PartyKind } from '../../attribution/lists/party.ts';
import { InputError } from '../../base/errors.ts';
import { type Directory, isDesignation } from '../directory.ts';
import type { NameIndex, NameMatch } from '../names/nameIndex.ts';
import type { NameQuery } from '../names/query.ts';

/**
 * The `/match/{dataset}` call of yente (OpenSanctions' service): FollowTheMoney entities in, scored
 * candidates out. Wallets are matched by their address in any form, where yente compares text.
 */
const MOST_QUERIES = 100;

const query = z.object({
  id: z.string().nullish(),
  schema: z.string().min(1).max(100),
  properties: z.record(
    z.string(),
    z.union([
      z.string().transform((text) => [text]),
      z.array(z.union([z.string(), z.number().transform(String)])),
    ]),
  ),
});

export const yenteRequestSchema = z.object({
  queries: z
    .record(z.string(), query)
    .refine((all) => Object.keys(all).length <= MOST_QUERIES, `at most ${MOST_QUERIES} queries`),
  limit: z.int().min(1).max(500).default(5),
  threshold: z.number().min(0).max(1).default(0.7),
});
type YenteRequest = z.output<typeof yenteRequestSchema>;
type Query = z.output<typeof query>;

const result = z.strictObject({
  id: z.string(),
  caption: z.string(),
  schema: z.string(),
  properties: z.record(z.string(), z.array(z.string())),
  datasets: z.array(z.string()),
  referents: z.array(z.string()),
  target: z.literal(true),
  first_seen: z.string().nullable(),
  last_seen: z.string().nullable(),
  last_change: z.string().nullable(),
  score: z.number(),
  match: z.boolean(),
  explanations: z.record(
    z.string(),
    z.strictObject({ detail: z.string(), score: z.number(), weight: z.number() }),
  ),
});
type Result = z.output<typeof result>;

export const yenteAnswerSchema = z.strictObject({
  responses: z.record(
    z.string(),
    z.strictObject({
      status: z.int(),
      results: z.array(result),
      total: z.strictObject({ value: z.int(), relation: z.literal('eq') }),
      query: z.strictObject({
        id: z.string().nullable(),
        schema: z.string(),
        properties: z.record(z.string(), z.array(z.string())),
      }),
    }),
  ),
  limit: z.int(),
});
type YenteAnswer = z.output<typeof yenteAnswerSchema>;

/** A wallet found under its own key: nothing is more certain; another form of one is less so. */
const EXACT = 1;
const SAME_KEY = 0.85;

const SCHEMAS: Readonly<Record<PartyKind, string>> = {
  person: 'Person',
  company: 'Organization',
  vessel: 'Vessel',
  aircraft: 'Airplane',
  wallet: 'CryptoWallet',
  other: 'LegalEntity',
};

const KINDS: Readonly<Record<string, PartyKind>> = {
  Person: 'person',
  Company: 'company',
  Organization: 'company',
  PublicBody: 'company',
  Vessel: 'vessel',
  Airplane: 'aircraft',
};

/**
 * Answers each query by itself: one that cannot be read gets status 400 and leaves the others.
 */
export function yenteAnswer(
  { queries, limit, threshold }: YenteRequest,
  directory: Directory,
  index: NameIndex,
): YenteAnswer {
  const responses: YenteAnswer['responses'] = {};
  for (const [key, asked] of Object.entries(queries)) {
    const { id = null, schema, properties } = asked;
    const shown = { id, schema, properties };
    try {
      const found =
        schema === 'CryptoWallet'
          ? wallets(asked, directory)
          : index.match(nameQuery(asked), { limit, threshold }).map(named);
      const results = found.slice(0, limit);
      const total = { value: found.length, relation: 'eq' } as const;
      responses[key] = { status: 200, results, total, query: shown };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const total = { value: 0, relation: 'eq' } as const;
      responses[key] = { status: 400, results: [], total, query: shown };
    }
  }
  return { responses, limit };
}

function all({ properties }: Query, ...names: readonly string[]): string[] {
  return names.flatMap((name) => properties[name] ?? []);
}

function nameQuery(asked: Query): NameQuery {
  const first = all(asked, 'firstName').join(' ');
  const last = all(asked, 'lastName').join(' ');
  const joined = `${first} ${last}`.trim();
  const names = [...all(asked, 'name', 'alias', 'weakAlias', 'previousName'), joined];
  const kind = KINDS[asked.schema];
  const [born] = all(asked, 'birthDate');
  return {
    names: names.filter((name) => name !== ''),
    ...(kind === undefined ? {} : { kind }),
    ...(born === undefined ? {} : { born }),
    countries: all(asked, 'nationality', 'country', 'citizenship', 'jurisdiction'),
    documents: all(
      asked,
      'idNumber',
      'passportNumber',
      'registrationNumber',
      'taxNumber',
      'imoNumber',
    ),
  };
}

function wallets(asked: Query, directory: Directory): Result[] {
  const [hint = null] = all(asked, 'currency');
  const keys = all(asked, 'publicKey', 'address');
  if (keys.length === 0) throw new InputError('publicKey', 'an address', 'nothing');
  return keys.flatMap((text) => {
    const reading = readAddressText(text, hint);
    if ('fault' in reading) throw new InputError('publicKey', reading.expected, text);
    return directory.find(reading).listings.map((listing): Result => {
      const score = listing.strength === 'exact' ? EXACT : SAME_KEY;
      const detail = `${listing.published}: ${listing.strength}`;
      return {
        ...resultOf(listing.list, listing.id, 'CryptoWallet', listing.name, listing.from),
        properties: {
          publicKey: [listing.published],
          holder: [listing.name],
          topics: listing.state === 'sanctioned' ? ['sanction'] : [],
          programId: [...listing.programs],
        },
        score,
        match: isDesignation(listing),
        explanations: { crypto_wallet_address: { detail, score, weight: 1 } },
      };
    });
  });
}

function named({ party, score, match, features }: NameMatch): Result {
  const caption = party.names[0]?.text ?? party.id;
  return {
    ...resultOf(party.list, party.id, SCHEMAS[party.kind], caption, party.from),
    properties: propertiesOf(party),
    score,
    match,
    explanations: Object.fromEntries(
      features.map(({ feature, how, contribution, weight }) => {
        return [feature, { detail: how, score: contribution, weight }];
      }),
    ),
  };
}

function resultOf(list: string, id: string, schema: string, caption: string, from: string | null) {
  return {
    id: `${list}-${id}`,
    caption,
    schema,
    datasets: [list],
    referents: [],
    target: true as const,
    first_seen: from,
    last_seen: null,
    last_change: null,
  };
}

function propertiesOf({ names, born, countries, programs, remarks }: ListedParty) {
  const texts = (kinds: readonly string[]) =>
    names.filter(({ kind }) => kinds.includes(kind)).map(({ text }) => text);
  const filled: Record<string, string[]> = {
    name: texts(['primary', 'original-script']),
    alias: texts(['alias']),
    previousName: texts(['former']),
    birthDate: born.map(({ from }) => from),
    country: countries.map((country) => country.toLowerCase()),
    programId: [...programs],
    notes: remarks === null ? [] : [remarks],
    topics: ['sanction'],
  };
  return Object.fromEntries(Object.entries(filled).filter(([, values]) => values.length > 0));
}
