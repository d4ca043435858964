import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { InputError } from '../base/errors.ts';
import { reason } from '../base/files.ts';
import { parseTime } from '../base/time.ts';
import { tokenSchema } from '../ledger/assets.ts';
import { mappingSchema } from '../ledger/file/mapping.ts';
import { POLICY_IDS } from '../trace/policies/policy.ts';
import { leftOutSchema } from './left-out.ts';
import { readSimpleCase, simpleCaseSchema } from './simple-case.ts';

const MAX_BYTES = 16 * 2 ** 20;
const text = z.string().min(1).max(2000);
const path = z.string().min(1).max(4096);
const time = text.describe('UTC, e.g. 2025-02-21 14:29:47, or unix seconds');

/** Where stolen value starts: accounts that stole it, transactions that took it, or coins. */
const theft = z.strictObject({
  id: z.string().regex(/^[\w.-]{1,64}$/),
  title: text.optional(),
  sources: z
    .array(
      z.strictObject({
        holder: text,
        since: time.optional().describe('What left before is not this theft; default: everything'),
        role: z
          .enum(['thief', 'victim'])
          .default('thief')
          .describe('Of a victim whoever it paid is who took the money'),
      }),
    )
    .max(10_000)
    .default([])
    .describe('All that leaves these accounts is stolen'),
  transactions: z
    .array(
      z.strictObject({
        tx: text,
        victims: z
          .array(text)
          .max(1000)
          .default([])
          .describe('Who lost there; default: who paid out most'),
      }),
    )
    .max(10_000)
    .default([])
    .describe('What the victims lose in these transactions is stolen'),
  outputs: z
    .array(z.strictObject({ tx: text, index: z.int().min(0).max(0xffff_ffff) }))
    .max(100_000)
    .default([])
    .describe('Stolen coins of a UTXO ledger'),
  returns: z
    .array(text)
    .max(1000)
    .default([])
    .describe('Addresses at which stolen value is given back'),
});

const settingsSchema = z.strictObject({
  policy: z.enum(POLICY_IDS).exclude(['poison']).optional().describe('The locked policy'),
  majority: z.number().min(0.5).max(1).optional(),
  dustUsd: z.number().min(0).max(1e6).optional(),
  maxDepth: z.int().min(1).max(10_000).optional(),
  maxHolders: z.int().min(1).max(10_000_000).optional(),
  maxFanOut: z.int().min(1).max(10_000_000).optional(),
  maxTransfers: z.int().min(1).max(100_000_000).optional(),
  until: time.optional(),
  seconds: z.number().min(0.1).max(86_400).optional().describe('Time allowed for exploring'),
});

const listed = z.union([z.literal('all'), z.array(text).max(1_000_000)]);

export const caseSchema = z
  .strictObject({
    $schema: z.string().optional(),
    format: z.literal('hueandcry.case'),
    version: z.literal(1),
    id: z.string().regex(/^[\w.-]{1,64}$/),
    title: text,
    chain: text.describe('A name such as ethereum, or a CAIP-2 id'),
    reportedAt: text.optional(),
    question: text.optional(),
    ledger: z.strictObject({
      files: z.array(path).max(10_000).default([]).describe('Relative to this case file'),
      sources: z
        .array(text)
        .min(1)
        .max(16)
        .optional()
        .describe('Instead of files: names of configured sources to ask, or "any"'),
      confirmations: z
        .int()
        .min(0)
        .max(1000)
        .optional()
        .describe('Newest blocks of live sources that are left out; default: by chain'),
      prevouts: z.array(path).max(10_000).default([]),
      mapping: mappingSchema.optional(),
      tokens: z.array(tokenSchema).max(100_000).default([]),
      coverage: z
        .strictObject({ outgoing: listed, incoming: listed })
        .optional()
        .describe('Whose transfers the files list; default: told from the files'),
    }),
    thefts: z.array(theft).max(64).default([]),
    tags: z
      .array(
        z.union([
          path,
          z.strictObject({ file: path, source: text, category: text, sourceDate: text.optional() }),
        ]),
      )
      .max(1000)
      .default([]),
    prices: z
      .array(
        z.strictObject({
          asset: text.describe('Symbol of a verified asset, contract, or CAIP-19 id'),
          file: path.optional().describe('CSV with a date column and a dollar column'),
          at: time.optional(),
          usd: z
            .string()
            .regex(/^\d{1,12}(\.\d{1,8})?$/)
            .optional(),
          source: text.optional(),
        }),
      )
      .max(1000)
      .default([]),
    accounts: z
      .array(text)
      .max(100_000)
      .default([])
      .describe('Accounts to state in, out and remaining for'),
    safeTransactions: z
      .array(path)
      .max(100)
      .default([])
      .describe('Answers of the Safe Transaction Service to look for mismatches in'),
    lists: z
      .array(path)
      .max(100)
      .default([])
      .describe('Address lists that outputs are held against'),
    leftOut: leftOutSchema.optional(),
    settings: settingsSchema.default({}),
  })
  .describe('Hue & Cry case file, version 1');

export type CaseFile = z.infer<typeof caseSchema>;

/** A case as people write it down: in our own format, or in the simple form of the public cases. */
export const writtenCaseSchema = z.preprocess((data, context) => {
  if (!isSimple(data)) return data;
  const simple = simpleCaseSchema.safeParse(data);
  if (simple.success) return readSimpleCase(simple.data);
  for (const { message, path } of simple.error.issues) {
    context.addIssue({ code: 'custom', message, path, input: data });
  }
  return z.NEVER;
}, caseSchema);

/** A case and the folder that its paths are relative to. */
export interface OpenCase {
  readonly file: CaseFile;
  readonly folder: string;
  readonly path: string;
  readonly text: string;
}

/**
 * Reads a case file, in our own format or in the simple form of the public test cases.
 * @throws InputError naming the file and the field that is wrong
 */
export function openCase(casePath: string): OpenCase {
  const text = readText(casePath);
  const data = parseJson(casePath, text);
  const file = check(writtenCaseSchema, data, casePath);
  if (isSimple(data)) {
    // the simple form's paths are relative to the folder above `cases/`
    return { file, folder: resolve(dirname(casePath), '..', '..'), path: casePath, text };
  }
  const { files, sources } = file.ledger;
  if ((files.length === 0) === (sources === undefined)) {
    const found = sources === undefined ? 'neither' : 'both';
    throw new InputError(`${casePath}, field ledger`, 'either files or sources', found);
  }
  const ids = new Set(file.thefts.map(({ id }) => id));
  if (ids.size < file.thefts.length) {
    throw new InputError(
      `${casePath}, field thefts`,
      'thefts with ids of their own',
      'one id twice',
    );
  }
  return { file, folder: dirname(resolve(casePath)), path: casePath, text };
}

function isSimple(data: unknown): data is object {
  return typeof data === 'object' && data !== null && 'case_id' in data;
}

/** @throws InputError where a file is no JSON */
export function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(name, 'a file in JSON', reason(error));
  }
}

function readText(casePath: string): string {
  try {
    const bytes = readFileSync(casePath);
    if (bytes.length > MAX_BYTES) {
      throw new InputError(casePath, `a case file of at most ${MAX_BYTES} bytes`, bytes.length);
    }
    return bytes.toString('utf8');
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(casePath, 'a case file that can be read', reason(error));
  }
}

/** Parses outside data by a schema; the first fault becomes an error that names its field. */
export function check<T>(schema: z.ZodType<T>, data: unknown, label: string): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String).join('.') || 'the whole';
  const value = issue?.path.reduce<unknown>((at, key) => at?.[key as keyof typeof at], data);
  const expected = (issue?.message ?? 'valid data').replace(/^.*?expected /, '');
  throw new InputError(`${label}, field ${field}`, expected, value);
}

/** The start of a source's theft: all times where none is given. */
export function sinceOf(since: string | undefined, label: string): number {
  return since === undefined ? 0 : parseTime(since, label);
}
