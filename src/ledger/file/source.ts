import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { pipeline, Readable, type Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { InputError, LimitError } from '../../base/errors.ts';
import { reason } from '../../base/files.ts';

const CHUNK = 1 << 20;
/** Most bytes of text that one file may hold once unpacked. */
const TEXT_MAX = 64 * 2 ** 30;
/** How much larger than its file a text may be, once it is larger than `FREE`. */
const RATIO_MAX = 1000;
const FREE = 2 ** 30;
const FRAMES_MAX = 4096;

const MAGIC = [
  { bytes: [0x1f, 0x8b], packing: 'gzip' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], packing: 'zstd' },
] as const;

/** What is known of a file when it has been read to its end. */
interface ReadFile {
  /** Of the bytes on disk, as they stand there (packed, if they are). */
  readonly sha256: string;
  readonly bytes: number;
}

interface SourceOptions {
  readonly baseDir: string;
  readonly signal?: AbortSignal | undefined;
  /** After each piece: bytes on disk read so far, and in all. */
  readonly onProgress?: ((bytes: number, total: number) => void) | undefined;
  readonly maxBytes?: number | undefined;
}

/**
 * Reads a file piece by piece, unpacks gzip and zstd (told by their first bytes) and gives each
 * piece of text to `consume`, in memory that does not grow with the file.
 * @throws InputError where the file cannot be read, is packed wrongly or changes meanwhile
 * @throws LimitError where it holds more text than `maxBytes`
 */
export async function readSource(
  name: string,
  options: SourceOptions,
  consume: (text: Uint8Array) => void,
): Promise<ReadFile> {
  const label = `ledger file ${name}`;
  const path = isAbsolute(name) ? name : join(options.baseDir, name);
  const file = await openFile(path, label);
  try {
    const before = await file.stat();
    if (!before.isFile()) {
      throw new InputError(label, 'a file', before.isDirectory() ? 'a directory' : 'a device');
    }
    const raw = new RawBytes(file, (bytes) => {
      options.signal?.throwIfAborted();
      options.onProgress?.(bytes, before.size);
    });
    await unpack(raw, label, limited(label, raw, options.maxBytes ?? TEXT_MAX, consume));
    const after = await file.stat();
    const { bytes } = raw;
    if (bytes !== before.size || after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
      const found = `${before.size} bytes, then ${bytes} read and ${after.size} bytes`;
      throw new InputError(label, 'a file that does not change while it is read', found);
    }
    return { sha256: raw.digest(), bytes };
  } finally {
    await file.close();
  }
}

async function openFile(path: string, label: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    throw new InputError(label, 'a file that can be read', reason(error));
  }
}

/** Counts the text and stops it where it is too long. */
function limited(
  label: string,
  raw: RawBytes,
  maxBytes: number,
  consume: (text: Uint8Array) => void,
): (text: Uint8Array) => void {
  let total = 0;
  return (text) => {
    total += text.length;
    if (total > maxBytes || (total > FREE && total > raw.bytes * RATIO_MAX)) {
      throw new LimitError(label, `unpacks to more than ${total} bytes`);
    }
    consume(text);
  };
}

async function unpack(
  raw: RawBytes,
  label: string,
  consume: (text: Uint8Array) => void,
): Promise<void> {
  const head = await raw.head();
  const packing = MAGIC.find(({ bytes }) => bytes.every((byte, i) => head[i] === byte))?.packing;
  if (packing === undefined) {
    for await (const piece of raw.pieces(0)) consume(piece);
    return;
  }
  try {
    // Node's zstd stops after one frame; its gzip reads all members.
    for (let at = 0, frames = 0; at < (packing === 'zstd' ? raw.size : 1); frames += 1) {
      if (frames === FRAMES_MAX) throw new LimitError(label, `more than ${FRAMES_MAX} zstd frames`);
      const used = await unpackFrame(raw.pieces(at), packing, consume);
      if (used === 0) throw new InputError(label, `${packing} data that is whole`, 'nothing');
      at += used;
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!/^(Z_|ZSTD_)/.test(code)) throw error;
    throw new InputError(label, `${packing} data that is whole`, reason(error));
  }
  await raw.drain();
}

/** Unpacks from the start of `pieces`; returns how many bytes of them were used. */
async function unpackFrame(
  pieces: AsyncGenerator<Uint8Array>,
  packing: 'gzip' | 'zstd',
  consume: (text: Uint8Array) => void,
): Promise<number> {
  const unpacker: Transform & { bytesWritten: number } =
    packing === 'gzip' ? createGunzip({ chunkSize: CHUNK }) : createZstdDecompress();
  pipeline(Readable.from(copies(pieces)), unpacker, () => undefined);
  try {
    for await (const piece of unpacker) consume(piece as Uint8Array);
    return unpacker.bytesWritten;
  } finally {
    unpacker.destroy();
  }
}

/** The pipeline holds pieces while the buffer under them is filled again. */
async function* copies(from: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of from) yield Uint8Array.from(piece);
}

/** The bytes of an open file, hashed once whatever is read twice. */
class RawBytes {
  /** How many bytes have been read and hashed. */
  bytes = 0;
  size = 0;
  readonly #file: FileHandle;
  readonly #onProgress: (bytes: number) => void;
  readonly #hash = createHash('sha256');

  constructor(file: FileHandle, onProgress: (bytes: number) => void) {
    this.#file = file;
    this.#onProgress = onProgress;
  }

  async head(): Promise<Uint8Array> {
    this.size = (await this.#file.stat()).size;
    const head = Buffer.alloc(4);
    const { bytesRead } = await this.#file.read(head, 0, 4, 0);
    return head.subarray(0, bytesRead);
  }

  /** From `start` to the end, each piece in the same buffer. */
  async *pieces(start: number): AsyncGenerator<Uint8Array> {
    const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK, this.size + 1));
    for (let at = start; ; ) {
      const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) return;
      const piece = buffer.subarray(0, bytesRead);
      if (at + bytesRead > this.bytes) {
        this.#hash.update(piece.subarray(this.bytes - at));
        this.bytes = at + bytesRead;
      }
      this.#onProgress(this.bytes);
      at += bytesRead;
      yield piece;
    }
  }

  /** Reads what an unpacker left over, for the digest. */
  async drain(): Promise<void> {
    for await (const piece of this.pieces(this.bytes)) void piece;
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
}
