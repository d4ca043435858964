import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { tagSchema } from '../attribution/tagSchema.ts';
import type { Tag } from '../attribution/tags.ts';
import { assert } from '../base/assert.ts';
import { sha256 } from '../base/digest.ts';
import { EvidenceError, InputError } from '../base/errors.ts';
import { reason, writeWhole } from '../base/files.ts';
import type { ChainId, Holder, InputFile } from '../ledger/port.ts';
import { compare } from '../trace/net.ts';
import {
  foundLines,
  headLine,
  type LookUp,
  parseLookUps,
  type Versions,
  versionsLine,
} from './known-lines.ts';
import type { DatedTags, KnownTags } from './known-tags.ts';

const MOST_BYTES = 2 ** 29;
/** Places that a trace makes up: nobody claims anything of them. */
const MADE_UP = /^$|^(aside|claim|mix):|^[0-9a-f]{64}:\d+$/;

/** Begins the file in which a trace keeps what it looks up; one that is there stays as it is. */
export function beginKnown(path: string, chain: ChainId): void {
  if (!existsSync(path)) writeWhole(path, headLine(chain));
}

/**
 * What a trace looked up in tags and lists, kept as it looks: the store and the lists change, and
 * the trace must not. What is kept is not looked up again; that nothing was known is kept too.
 */
export class KnownRecord implements KnownTags {
  /** Of a result they stand after its own files: `inputsUsed`. */
  readonly inputs = [];
  readonly size = 0;
  readonly #path: string;
  readonly #chain: ChainId;
  readonly #from: DatedTags | null;
  /** The line of the versions that are asked now. */
  readonly #now: string;
  readonly #versions: Map<string, Versions>;
  readonly #found: Map<Holder, LookUp>;
  readonly #used = new Set<Holder>();
  /** True once the versions that are asked now stand at the end of the file. */
  #isHeaded = false;
  /** Looked up and not written yet. */
  readonly #waiting = new Map<Holder, LookUp>();
  #failure: InputError | null = null;

  /**
   * @param from where to look up what is not kept; null: nowhere, as in a replay
   * @throws InputError where the file is none of this chain
   */
  constructor(path: string, chain: ChainId, from: DatedTags | null) {
    this.#path = path;
    this.#chain = chain;
    this.#from = from;
    this.#now = from === null ? '' : versionsLine(from);
    const bytes = bytesOf(path);
    const end = bytes.lastIndexOf(0x0a) + 1;
    const { versions, found } = parseLookUps(bytes.toString('utf8', 0, end), chain, path);
    this.#versions = new Map(versions);
    this.#found = new Map(found);
    if (from !== null) this.#versions.set(this.#now, from);
    // a torn last line is looked up again
    if (from !== null && end < bytes.length) writeWhole(path, bytes.subarray(0, end));
  }

  tagsAt(chain: ChainId, holder: Holder): readonly Tag[] {
    assert(chain === this.#chain, 'a trace looks up places of its own chain');
    if (MADE_UP.test(holder)) return [];
    const { tags } = this.#found.get(holder) ?? this.#lookUp(holder);
    this.#used.add(holder);
    return tags;
  }

  #lookUp(holder: Holder): LookUp {
    if (this.#failure) throw this.#failure;
    if (this.#from === null) {
      throw new EvidenceError(this.#path, `what was known of ${holder}`, 'nothing');
    }
    const versions = this.#now;
    const tags = this.#from.tagsAt(this.#chain, holder).map((tag) => tagSchema.parse(tag));
    const found = { versions, tags };
    this.#found.set(holder, found);
    // a whole frontier is looked up in one go, and written in one, before its answers can come
    if (this.#waiting.size === 0) queueMicrotask(() => this.#write());
    this.#waiting.set(holder, found);
    return found;
  }

  #write(): void {
    if (this.#waiting.size === 0) return;
    const head = this.#isHeaded ? '' : this.#now;
    try {
      appendFileSync(this.#path, head + foundLines(this.#waiting));
      this.#isHeaded = true;
    } catch (error) {
      this.#failure = new InputError(this.#path, 'a place that can be written', reason(error));
    }
    this.#waiting.clear();
  }

  /** @throws InputError where something could not be written */
  settle(): void {
    this.#write();
    if (this.#failure) throw this.#failure;
  }

  /** What was used, and only that, in an order that does not depend on when it was looked up. */
  #text(): string {
    const used = [...this.#used].sort(compare).map((holder) => {
      const found = this.#found.get(holder);
      assert(found !== undefined, 'what was used was found');
      return [holder, found] as const;
    });
    const under = Map.groupBy(used, ([, { versions }]) => versions);
    const parts = [...under].sort(([a], [b]) => compare(a, b));
    return headLine(this.#chain) + parts.map(([line, own]) => line + foundLines(own)).join('');
  }

  /** The file that a result rests on, and the versions of tags and lists that it came from. */
  inputsUsed(): InputFile[] {
    const text = this.#text();
    const used = [...this.#used].flatMap((holder) => this.#found.get(holder) ?? []);
    const inputs = this.#versionsUsed().flatMap((one) => one.inputs);
    const distinct = new Map(inputs.map((one) => [`${one.name} ${one.sha256}`, one]));
    const own: InputFile = {
      ...{ role: 'tags', name: basename(this.#path), layout: 'known-tags' },
      ...{ rows: used.filter(({ tags }) => tags.length > 0).length },
      ...{ sha256: sha256(text), bytes: Buffer.byteLength(text) },
    };
    return [own, ...distinct.values()];
  }

  /** What was wrong with the lists whenever they were asked, in words. */
  problemsUsed(): string[] {
    return [...new Set(this.#versionsUsed().flatMap(({ problems }) => problems))];
  }

  #versionsUsed(): Versions[] {
    const lines = [...this.#used].flatMap((holder) => this.#found.get(holder)?.versions ?? []);
    return [...new Set(lines)].sort(compare).flatMap((one) => this.#versions.get(one) ?? []);
  }

  /** Leaves the file as the result rests on it. @throws InputError */
  finish(): void {
    this.settle();
    writeWhole(this.#path, this.#text());
    this.#isHeaded = false;
  }
}

function bytesOf(path: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new InputError(path, 'what a trace with --known has looked up', reason(error));
  }
  if (bytes.length <= MOST_BYTES) return bytes;
  throw new InputError(path, 'at most 512 MiB', `${bytes.length} bytes`);
}
