import { InputError } from '../../base/errors.ts';
import { formatSpan, formatTime } from '../../base/time.ts';
import { chainOf } from '../../ledger/chains.ts';
import { readAddressText } from '../forms/read.ts';
import { relatedBytes } from '../forms/related.ts';
import type { Name } from '../names.ts';
import type { StoredTag } from './encode.ts';
import type { TagSet } from './format.ts';
import { namesOf } from './names.ts';
import type { TagFilter, TagStore } from './store.ts';

/** All that a store says of an address, and on what that rests. */
interface Shown {
  readonly asked: string;
  readonly address: string;
  /** On each ledger that a tag names: what its tags come to. */
  readonly names: readonly Name[];
  /** Withdrawn and expired ones among them, marked. */
  readonly tags: readonly StoredTag[];
  readonly store: StoreFacts;
}

interface StoreFacts {
  readonly build: string;
  readonly tags: number;
  readonly addresses: number;
  readonly sets: number;
  /** Newest and oldest import of a set that was looked into, unix seconds. */
  readonly newest: number | null;
  readonly oldest: number | null;
}

/**
 * Looks an address up in any form, as every address that its key has.
 * @throws InputError where the text can be no address
 */
export function lookUp(
  store: TagStore,
  text: string,
  filter: TagFilter & { readonly chain?: string },
): Shown {
  const reading = readAddressText(text, filter.chain ?? null, true);
  if ('fault' in reading) throw new InputError('address', reading.expected, text);
  const address = reading.keys[0]?.text ?? text;
  const found = new Set(reading.keys.flatMap(relatedBytes).map((bytes) => store.find(bytes)));
  const all = [...found].flatMap((key) => store.tagsOf(key, filter));
  const tags = all.filter(({ chain }) => filter.chain === undefined || chain === filter.chain);
  const places = new Map(tags.map(({ chain, holder }) => [`${chain} ${holder}`, [chain, holder]]));
  const names = namesOf(store);
  const times = store.sets.map(({ imported }) => imported);
  return {
    asked: text,
    address,
    names: [...places.values()].flatMap(([chain = '', holder = '']) => {
      return names.nameOf(chain, holder) ?? [];
    }),
    tags,
    store: {
      build: store.name,
      tags: store.size - store.retracted,
      addresses: store.keys,
      sets: store.sets.length,
      newest: times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b)),
      oldest: times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b)),
    },
  };
}

/** For a terminal. */
export function showText({ asked, names, tags, store }: Shown, now: number): string {
  const lines = [plain(asked)];
  for (const name of names) lines.push('', ...nameLines(name));
  if (tags.length > 0) lines.push('', counted(tags.length, 'tag'));
  for (const tag of tags) lines.push('', ...tagLines(tag, now));
  if (tags.length === 0) {
    lines.push('', 'No tag. That says nothing about who is there: not found is not clean.');
  }
  const span = (time: number | null): string => (time === null ? '-' : ageOf(time, now));
  lines.push(
    '',
    `Looked into ${counted(store.tags, 'tag')} on ${counted(store.addresses, 'address', 'es')}, ` +
      `of ${counted(store.sets, 'set')} ` +
      `(${store.build}); imported ${span(store.oldest)} to ${span(store.newest)} ago.`,
    '',
  );
  return lines.join('\n');
}

function nameLines(name: Name): string[] {
  const { entity, entityType, severity, conduct, contested } = name;
  const what = [entity ?? 'nobody named', entityType, ...conduct].filter((part) => part !== null);
  const lines = [`on ${chainName(name.chain)}: ${plain(what.join(', '))}; ${severity}`];
  if (contested) lines.push('  its tags disagree: see below');
  for (const { state, by, from, to, reference } of name.states) {
    const span = `${from ?? '?'} to ${to ?? 'open'}`;
    lines.push(plain(`  ${state} by ${by}, ${span}${reference === null ? '' : `: ${reference}`}`));
  }
  return lines;
}

function tagLines(tag: StoredTag, now: number): string[] {
  const { label, entity, entityType, category, source, sourceDate, grade, url, set } = tag;
  const marks = [
    ...(tag.retracted === null ? [] : [`WITHDRAWN ${tag.retracted}`]),
    ...(tag.lastSeen !== null && tag.lastSeen < now
      ? [`EXPIRED ${formatTime(tag.lastSeen).slice(0, 10)}`]
      : []),
    ...tag.notes,
  ];
  const share = tag.shareable === null ? 'not stated' : tag.shareable ? 'yes' : 'no';
  return [
    `  ${label}`,
    `    on ${chainName(tag.chain)}: ${entity ?? '-'}, ${entityType ?? '-'} (${category ?? '-'})`,
    `    ${[grade, tag.level].filter((part) => part !== null).join(' ')}; ${source}, ` +
      (sourceDate ?? 'no date'),
    ...(url === null ? [] : [`    ${url}`]),
    `    ${tag.origin.file}, line ${tag.origin.line}; set ${set.id}, ${set.digest.slice(0, 12)},` +
      ` imported ${ageOf(set.imported, now)} ago`,
    `    licence ${tag.licence ?? 'not stated'}; may be passed on: ${share}`,
    ...marks.map((mark) => `    * ${mark}`),
  ].map(plain);
}

/** The sets of a store, one line each. */
export function setsText(sets: readonly TagSet[], now: number): string {
  const lines = sets.map(
    ({ id, tags, leftOut, sourceDate, digest, imported }) =>
      `${String(tags).padStart(9)} ${String(leftOut).padStart(8)}  ` +
      `${(sourceDate ?? '-').padEnd(10)}  ` +
      `${ageOf(imported, now).padStart(12)}  ${digest.slice(0, 12)}  ${plain(id)}`,
  );
  const head = '     tags left out  dated       imported ago  SHA-256       set';
  return `${[head, ...lines].join('\n')}\n`;
}

export function counted(count: number, word: string, plural = 's'): string {
  return `${count} ${word}${count === 1 ? '' : plural}`;
}

function ageOf(time: number, now: number): string {
  return formatSpan(Math.max(0, now - time));
}

function chainName(chain: string): string {
  return chainOf(chain)?.name ?? chain;
}

/** A label may hold what a terminal would obey. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
}
