import { globSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Actor } from '../attribution/labels.ts';
import { placeOf } from '../attribution/place.ts';
import { readActorPack, readTagPack } from '../attribution/tagpack.ts';
import { createFaults, type Tag } from '../attribution/tags.ts';
import { InputError, show } from '../base/errors.ts';
import type { Chain } from '../ledger/chains.ts';
import type { Holder, InputFile, Warning } from '../ledger/port.ts';
import type { OpenCase } from './case.ts';
import { readInput } from './case-files.ts';

/** `sanctions`: a list that forbids dealing with the address. `labels`: somebody's claim. */
type ListKind = 'sanctions' | 'labels';

/** What one list says of one address. */
export interface ListEntry {
  readonly kind: ListKind;
  /** File name, as the case gives it. */
  readonly list: string;
  readonly label: string;
  readonly tag: Tag | null;
}

/** Entries of one kind by address, in the order of the lists. */
type Listed = ReadonlyMap<Holder, readonly ListEntry[]>;

export interface Lists {
  readonly sanctions: Listed;
  readonly labels: Listed;
  readonly addresses: { readonly [kind in ListKind]: number };
}

const MOST_FILES = 10_000;
const MOST_ADDRESSES = 2_000_000;
/** A bare list says nothing of itself: only its name tells what it is. */
const SANCTIONS = /sanction|ofac|\bsdn\b|eu-?fsf|unsc/i;

/**
 * Reads the case's lists: JSON arrays of addresses, TagPacks, or folders of them.
 * @throws InputError where one is none of these
 */
export function readLists(
  open: OpenCase,
  chain: Chain,
  inputs: InputFile[],
  warnings: Warning[],
): Lists {
  const byKind = {
    sanctions: new Map<Holder, ListEntry[]>(),
    labels: new Map<Holder, ListEntry[]>(),
  };
  const add = (holder: Holder, entry: ListEntry): void => {
    const known = byKind[entry.kind].get(holder);
    if (known) known.push(entry);
    else byKind[entry.kind].set(holder, [entry]);
  };
  const names = open.file.lists.flatMap((entry) => filesOf(open, entry));
  const actors = new Map<string, Actor>();
  for (const name of names.filter(isActors)) {
    const { text, note } = readInput(open, name, inputs, { role: 'tags', layout: 'actorpack' });
    const pack = readActorPack(name, text);
    note(pack.size);
    for (const [id, actor] of pack) actors.set(id, actor);
  }
  for (const name of names.filter((one) => !isActors(one))) {
    const about = { role: 'tags', layout: 'address-list' } as const;
    const { text, note } = readInput(open, name, inputs, about);
    if (/\.ya?ml$/i.test(name)) {
      const pack = readTagPack(name, text, actors);
      note(pack.rows, pack.layout);
      warnings.push(...pack.warnings);
      for (const tag of pack.tags) {
        if (tag.chain !== chain.id) continue;
        const kind = isSanction(tag) ? 'sanctions' : 'labels';
        add(tag.holder, { kind, list: name, label: tag.label, tag });
      }
    } else {
      const holders = readAddresses(name, text, chain, warnings);
      note(holders.length);
      const kind = SANCTIONS.test(name) ? 'sanctions' : 'labels';
      for (const holder of holders) add(holder, { kind, list: name, label: name, tag: null });
    }
  }
  const { sanctions, labels } = byKind;
  return { sanctions, labels, addresses: { sanctions: sanctions.size, labels: labels.size } };
}

function isActors(name: string): boolean {
  return /actorpack\.ya?ml$/i.test(name);
}

/** A sanction needs its list: conduct that a label calls sanctioned is only a claim. */
function isSanction({ states }: Tag): boolean {
  return states.some(({ state }) => state === 'sanctioned');
}

/** A file as it is; of a folder every TagPack and ActorPack under it, sorted. */
function filesOf({ folder }: OpenCase, entry: string): string[] {
  const path = resolve(folder, entry);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [entry];
  const found = globSync('**/*.{yaml,yml}', { cwd: path }).sort();
  if (found.length === 0) throw new InputError(`list ${entry}`, 'a folder of TagPacks', 'none');
  if (found.length > MOST_FILES) {
    throw new InputError(`list ${entry}`, `at most ${MOST_FILES} files`, found.length);
  }
  return found.map((name) => `${entry.replace(/\/+$/, '')}/${name}`);
}

const arraySchema = z.array(z.string().max(200)).max(MOST_ADDRESSES);

function readAddresses(name: string, text: string, chain: Chain, warnings: Warning[]): Holder[] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new InputError(`list ${name}`, 'a JSON array of addresses, or a TagPack', show(text));
  }
  const parsed = arraySchema.safeParse(data);
  if (!parsed.success) throw new InputError(`list ${name}`, 'an array of addresses', show(text));
  const faults = createFaults(name);
  const holders = new Set<Holder>();
  for (const [i, item] of parsed.data.entries()) {
    const place = placeOf(chain.id, item);
    if (place?.known && place.chain === chain.id) holders.add(place.holder);
    else faults.add('address', i + 1, 'address', `an address on ${chain.name}`, show(item));
  }
  warnings.push(...faults.list());
  return [...holders];
}
