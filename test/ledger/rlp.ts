/** Recursive length prefix (Ethereum yellow paper, appendix B): hex of bytes, or lists of such. */
export type Rlp = string | readonly Rlp[];

/** What is encoded, which must be all of the hex. */
export function rlpOf(hex: string): Rlp {
  const bytes = Buffer.from(hex.slice(2), 'hex');
  const { item, end } = read(bytes, 0);
  if (end !== bytes.length) throw new Error(`${bytes.length - end} bytes after the end`);
  return item;
}

function read(bytes: Buffer, at: number): { item: Rlp; end: number } {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { item: text(bytes, at, at + 1), end: at + 1 };
  const isList = first >= 0xc0;
  const code = first - (isList ? 0xc0 : 0x80);
  const size = code > 55 ? code - 55 : 0;
  const start = at + 1 + size;
  const length = size > 0 ? bytes.readUIntBE(at + 1, size) : code;
  const end = start + length;
  if (!isList) return { item: text(bytes, start, end), end };
  const list: Rlp[] = [];
  for (let next = start; next < end; ) {
    const part = read(bytes, next);
    list.push(part.item);
    next = part.end;
  }
  return { item: list, end };
}

function text(bytes: Buffer, start: number, end: number): string {
  return `0x${bytes.subarray(start, end).toString('hex')}`;
}
