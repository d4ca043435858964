import { show } from '../base/errors.ts';
import type { Actor } from './labels.ts';
import { CONFIDENCES } from './mapping.ts';
import { placeOf } from './place.ts';
import { type Fields, readPack } from './tagpackYaml.ts';
import {
  createFaults,
  type Day,
  dayIn,
  type Faults,
  type State,
  type Tag,
  type TagFile,
  tagOf,
  unknownWords,
} from './tags.ts';

/**
 * Reads a GraphSense TagPack: fields of the pack are defaults, and each tag may override them.
 * Newer packs carry `concepts`, older ones `category` and `abuse`; all are kept and mapped. Broken
 * tags are listed, not read.
 * @param actors operator names by actor id, from `readActorPack`
 * @throws InputError where the file is no TagPack
 */
export function readTagPack(
  file: string,
  text: string,
  actors: ReadonlyMap<string, Actor> = new Map(),
): TagFile {
  const { header, entries } = readPack(file, text, 'tags');
  const faults = createFaults(file);
  const tags: Tag[] = [];
  for (const { line, fields, fault } of entries) {
    if (fields) {
      const get: Get = (key) => (Object.hasOwn(fields, key) ? fields[key] : header[key]);
      const tag = tagFrom({ file, line, get, faults, actors });
      if (tag) tags.push(tag);
    } else {
      faults.add('tag', line, 'tags', 'a tag', fault);
    }
  }
  return { layout: 'tagpack', rows: entries.length, tags, warnings: faults.list() };
}

/**
 * Reads a GraphSense ActorPack: names and kinds of operators by id.
 * @throws InputError where the file is no ActorPack
 */
export function readActorPack(file: string, text: string): ReadonlyMap<string, Actor> {
  const actors = new Map<string, Actor>();
  for (const { fields } of readPack(file, text, 'actors').entries) {
    const id = textOf(fields?.id);
    if (!id) continue;
    actors.set(id, { id, name: textOf(fields?.label), categories: listOf(fields?.categories) });
  }
  return actors;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** A field of a tag, or of its pack where the tag has none: to merge the two costs more. */
type Get = (key: string) => unknown;

interface Item {
  readonly file: string;
  readonly line: number;
  readonly get: Get;
  readonly faults: Faults;
  readonly actors: ReadonlyMap<string, Actor>;
}

function tagFrom({ file, line, get, faults, actors }: Item): Tag | null {
  const address = textOf(get('address'));
  const network = textOf(get('network')) ?? textOf(get('currency'));
  const label = textOf(get('label'));
  const place = address && network ? placeOf(network, address) : null;
  if (!place || !label) {
    const found = show(`${network ?? '-'} ${address ?? '-'} ${label ?? '-'}`);
    faults.add('tag', line, 'address', 'an address, its currency and a label', found);
    return null;
  }
  if (place.fault) {
    faults.add(place.fault.fault, line, 'address', place.fault.expected, address ?? '');
  } else if (!place.known) {
    faults.add('chain', line, 'currency', 'a known chain', show(network ?? ''));
  }
  const words = wordsOf(get);
  for (const word of unknownWords(words)) {
    faults.add('category', line, 'category', 'a category that the program knows', show(word));
  }
  const level = textOf(get('confidence'));
  if (level !== null && !Object.hasOwn(CONFIDENCES, level)) {
    faults.add('grade', line, 'confidence', 'a confidence level of GraphSense', show(level));
  }
  const url = textOf(get('source'));
  const sourceDate = dayIn(textOf(get('lastmod')) ?? '', 'lastmod', faults, line);
  const actor = textOf(get('actor'));
  return tagOf({
    chain: place.chain,
    holder: place.holder,
    label,
    category: words.join(', ') || null,
    words,
    actor: actor === null ? null : (actors.get(actor) ?? { id: actor, name: null, categories: [] }),
    states: statesOf(words, get, sourceDate),
    source: textOf(get('title')) ?? textOf(get('creator')) ?? file,
    sourceDate,
    url,
    grade: null,
    level,
    inherited: false,
    firstSeen: null,
    lastSeen: null,
    shareable: booleanOf(textOf(get('is_public'))),
    licence: null,
    origin: { file, line },
  });
}

/** Category, abuse and concepts, each once. */
function wordsOf(get: Get): readonly string[] {
  const words = listOf([get('category'), get('abuse')]);
  return [...new Set([...words, ...listOf(get('concepts'))])];
}

function listOf(value: unknown): readonly string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.flatMap((item) => (typeof item === 'string' && item.trim() ? [item.trim()] : []));
}

/**
 * States on axis L. An issuer's blacklist is a claim until the chain confirms it. A sanction needs
 * the list itself as its source: other authorities attribute, they do not list (taxonomy §7).
 */
function statesOf(words: readonly string[], get: Get, date: Day | null): readonly State[] {
  const states: State[] = [];
  if (words.includes('black_list')) {
    const context = contextOf(get);
    states.push({
      state: 'issuer_frozen',
      by: context.token ?? 'issuer not stated',
      from: null,
      to: null,
      reference: context.transaction ?? null,
      confirmed: false,
    });
  }
  const source = textOf(get('source')) ?? '';
  const from = actionDay(source);
  if (isOfac(source) && (from ?? date) !== null) {
    states.push({
      state: 'sanctioned',
      by: 'OFAC',
      from,
      to: null,
      reference: source,
      confirmed: false,
    });
  }
  return states;
}

function isOfac(source: string): boolean {
  if (!/ofac|sanction/i.test(source) || !URL.canParse(source)) return false;
  const { hostname } = new URL(source);
  return hostname === 'treasury.gov' || hostname.endsWith('.treasury.gov');
}

/** The day that an OFAC page carries in its address (`…/recent-actions/20220808`). */
function actionDay(source: string): Day | null {
  const [, year, month, day] = /\/(20\d\d)(\d\d)(\d\d)(?:\D|$)/.exec(source) ?? [];
  return year === undefined ? null : `${year}-${month}-${day}`;
}

function contextOf(get: Get): { readonly token?: string; readonly transaction?: string } {
  try {
    const context: unknown = JSON.parse(textOf(get('context')) ?? '{}');
    const found = (typeof context === 'object' && context !== null ? context : {}) as Fields;
    const token = textOf(found.token);
    const transaction = textOf(found.transaction);
    return { ...(token && { token }), ...(transaction && { transaction }) };
  } catch {
    return {};
  }
}

function booleanOf(text: string | null): boolean | null {
  if (text === null) return null;
  return /^(true|yes)$/i.test(text) ? true : /^(false|no)$/i.test(text) ? false : null;
}
