// Values by a JSON schema, as the OpenAPI document has them: mostly what it allows, now and then
// what it does not.

import fc from 'fast-check';
import type { ApiDocument } from '../../src/server/openapi.ts';
import { anyCharacter } from '../characters.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

/** Texts that have broken programs: what a database, a path or a page may take amiss. */
const ODD = [
  '',
  '\0',
  'a\0b',
  '\ud800',
  '../../etc/passwd',
  "'; drop table person; --",
  '<script>alert(1)</script>',
  '%00',
  '__proto__',
  '9'.repeat(400),
  '-1',
  'NaN',
  '1e999',
  '\u202e\u200b',
  '2025-02-30T25:61:00Z',
  'x'.repeat(5000),
];

/** Texts in which a desk finds something. */
const KNOWN = [
  '0x47666fab8bd0ac7003bce3f5c3585383f09486e2',
  '0x46deef0f52e3a983b67abf4714448a41dd7ffd6d32d32da69d62081c68ad7882',
  'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
  'TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW',
  'Lazarus Group',
  'ethereum',
];

const DEEPEST = 5;

const oddValue = fc.oneof(
  fc.constantFrom<unknown>(...ODD, null, true, -1, 1e308, 2 ** 53, [], {}, [[[]]]),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Bodies that are no JSON, or JSON of the wrong kind. */
export const hostile: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...ODD.map((text) => text.toWellFormed())),
  fc.constantFrom('{', '[1', '"', '{"a":}', 'null', '1', '[]', '"\\ud800"', '{"__proto__":{}}'),
  fc.constant('['.repeat(20_000)),
  fc.string({ unit: anyCharacter, maxLength: 200 }).map((text) => text.toWellFormed()),
);

/** Values of a schema of that document. */
export function ofSchema(document: ApiDocument, schema: unknown, depth = 0): fc.Arbitrary<unknown> {
  const sound = soundOf(document, (schema ?? {}) as Schema, depth);
  return fc.oneof({ weight: 12, arbitrary: sound }, { weight: 1, arbitrary: oddValue });
}

function soundOf(document: ApiDocument, schema: Schema, depth: number): fc.Arbitrary<unknown> {
  if (depth > DEEPEST) return fc.constant(null);
  const next = (one: Schema): fc.Arbitrary<unknown> => ofSchema(document, one, depth + 1);
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return next((document.components?.schemas?.[name] ?? {}) as Schema);
  }
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) return fc.oneof(...either.map(next));
  if (schema.allOf !== undefined) {
    return fc.tuple(...schema.allOf.map(next)).map((parts) => Object.assign({}, ...parts));
  }
  const types = [schema.type ?? 'unknown'].flat();
  return fc.oneof(...types.map((type) => ofType(type, schema, next)));
}

function ofType(
  type: string,
  schema: Schema,
  next: (one: Schema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return textOf(schema);
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1000, max: schema.maximum ?? 100_000 });
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array': {
      const maxLength = Math.min(4, schema.maxItems ?? 4);
      return fc.array(next(schema.items ?? {}), { maxLength });
    }
    case 'object': {
      const own = Object.entries(schema.properties ?? {}).map(([name, one]) => [name, next(one)]);
      const { additionalProperties: more } = schema;
      const model: Record<string, fc.Arbitrary<unknown>> = Object.fromEntries(own);
      const requiredKeys = [...(schema.required ?? [])];
      const made = fc.record(model, { requiredKeys });
      if (typeof more !== 'object') return made;
      const others = fc.dictionary(plain, next(more), { maxKeys: 3 });
      return fc.tuple(others, made).map(([first, last]) => ({ ...first, ...last }));
    }
    default:
      return oddValue;
  }
}

// made once: each draws tables of its own
const plain = fc.stringMatching(/^[0-9a-zA-Z]{1,40}$/);
const email = fc.emailAddress();
const uri = fc.webUrl();
const known = fc.constantFrom(...KNOWN);
const odd = fc.constantFrom(...ODD, ...KNOWN);

function textOf(schema: Schema): fc.Arbitrary<string> {
  const any = fc.string({
    unit: anyCharacter,
    minLength: Math.min(schema.minLength ?? 0, 20),
    maxLength: Math.min(schema.maxLength ?? 40, 60),
  });
  switch (schema.format) {
    case 'email':
      return email;
    case 'uri':
      return uri;
    case 'date-time':
      return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
    default:
      return fc.oneof(any, plain, odd, known);
  }
}
