import { InputError } from '../../base/errors.ts';
import { hexOf, quantityBytes } from './hex.ts';
import { keccak256 } from './keccak.ts';
import { decodeRlp, encodeRlp, listOf, type Rlp, stringOf } from './rlp.ts';

/**
 * The Merkle-Patricia trie of a list (Yellow Paper appendix D): the key of a value is the RLP of
 * its index. No such key begins another, so a branch never holds a value of its own.
 */
export interface ListTrie {
  readonly root: Uint8Array;
  /** The nodes that are hashed on the way to a value, the root's first. */
  readonly path: (index: number) => readonly Uint8Array[];
}

/** A node shorter than this stands in its parent as it is, a longer one by its hash. */
const HASH = 32;
const EMPTY = keccak256(encodeRlp(new Uint8Array(0)));
/** No key of a list is longer: 4 bytes of index and their prefix. */
const DEPTH = 12;

interface Node {
  readonly item: Rlp;
  readonly bytes: Uint8Array;
  /** How many nibbles of the key are used up here. */
  readonly uses: number;
  /** Children by nibble; an extension has its only one at 0. */
  readonly children: readonly (Node | null)[];
}

interface Entry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** The trie of values in the order of the list. */
export function listTrie(values: readonly Uint8Array[]): ListTrie {
  const entries = values.map((value, index) => ({ key: keyOf(index), value }));
  if (entries.length === 0) return { root: EMPTY, path: () => [] };
  const top = build(entries, 0);
  return {
    root: keccak256(top.bytes),
    path: (index) => {
      const key = keyOf(index);
      const nodes = [top.bytes];
      let at = 0;
      let child = childOf(top, key, at);
      for (let above = top; child; child = childOf(above, key, at)) {
        if (child.bytes.length >= HASH) nodes.push(child.bytes);
        at += above.uses;
        above = child;
      }
      return nodes;
    },
  };
}

function childOf({ children }: Node, key: Uint8Array, at: number): Node | null {
  return (children.length === 1 ? children[0] : children[key[at] ?? 0]) ?? null;
}

function keyOf(index: number): Uint8Array {
  const bytes = encodeRlp(quantityBytes(BigInt(index)));
  return Uint8Array.from([...bytes].flatMap((byte) => [byte >> 4, byte & 15]));
}

function build(entries: readonly Entry[], at: number): Node {
  const [first] = entries;
  if (!first) throw new Error('internal error: a trie node over nothing');
  if (entries.length === 1) {
    const { key, value } = first;
    return node([hexPrefix(key.subarray(at), true), value], key.length - at, []);
  }
  const shared = sharedLength(entries, at);
  if (shared > 0) {
    const child = build(entries, at + shared);
    const path = hexPrefix(first.key.subarray(at, at + shared), false);
    return node([path, reference(child)], shared, [child]);
  }
  const children = Array.from({ length: 16 }, (_, nibble) => {
    const below = entries.filter(({ key }) => key[at] === nibble);
    return below.length > 0 ? build(below, at + 1) : null;
  });
  const empty = new Uint8Array(0);
  const items = children.map((child) => (child ? reference(child) : empty));
  return node([...items, empty], 1, children);
}

function node(item: Rlp, uses: number, children: readonly (Node | null)[]): Node {
  return { item, bytes: encodeRlp(item), uses, children };
}

function reference({ bytes, item }: Node): Rlp {
  return bytes.length < HASH ? item : keccak256(bytes);
}

function sharedLength(entries: readonly Entry[], at: number): number {
  const first = entries[0]?.key ?? new Uint8Array(0);
  for (let i = at; i < first.length; i++) {
    if (entries.some(({ key }) => key[i] !== first[i])) return i - at;
  }
  return first.length - at;
}

/** Nibbles as bytes, with a flag for a leaf and one for an odd number (appendix C). */
function hexPrefix(nibbles: Uint8Array, leaf: boolean): Uint8Array {
  const flag = leaf ? 2 : 0;
  const padded = nibbles.length % 2 === 1 ? [flag + 1, ...nibbles] : [flag, 0, ...nibbles];
  const bytes = new Uint8Array(padded.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = ((padded[2 * i] ?? 0) << 4) | (padded[2 * i + 1] ?? 0);
  }
  return bytes;
}

/**
 * The value at an index of the list whose trie has this root, by the nodes on the way to it: each
 * must hash to what stands above it, and none may be left over.
 * @throws InputError that names the node
 */
export function provedValue(
  root: Uint8Array,
  index: number,
  nodes: readonly Uint8Array[],
  label: string,
): Uint8Array {
  const key = keyOf(index);
  let used = 0;
  const next = (hash: Uint8Array): Rlp => {
    const bytes = nodes[used];
    const where = `${label}, node ${used + 1}`;
    if (!bytes) throw new InputError(where, `a node with the hash ${hexOf(hash)}`, 'none');
    const found = keccak256(bytes);
    if (Buffer.compare(found, hash) !== 0) throw new InputError(where, hexOf(hash), hexOf(found));
    used++;
    return decodeRlp(bytes, where);
  };
  let item = next(root);
  let at = 0;
  for (let depth = 0; depth <= DEPTH; depth++) {
    const parts = listOf(item, `${label}, node ${used}`, 2, 17);
    const [head = new Uint8Array(0), tail = new Uint8Array(0)] = parts;
    let below: Rlp;
    if (parts.length === 17) {
      below = parts[key[at] ?? 16] ?? new Uint8Array(0);
      at += 1;
    } else {
      const { nibbles, leaf } = readPrefix(stringOf(head, `${label}, path`), label);
      const rest = key.subarray(at, leaf ? key.length : at + nibbles.length);
      if (parts.length !== 2 || Buffer.compare(rest, nibbles) !== 0) {
        throw new InputError(label, `a path to index ${index}`, 'a path elsewhere');
      }
      at += nibbles.length;
      if (leaf) return finish(stringOf(tail, `${label}, value`), nodes.length - used, label);
      below = tail;
    }
    item = below instanceof Uint8Array ? next(stringOf(below, `${label}, hash`, HASH)) : below;
  }
  throw new InputError(label, `at most ${DEPTH} nodes`, 'more');
}

function finish(value: Uint8Array, left: number, label: string): Uint8Array {
  if (left !== 0) throw new InputError(label, 'no nodes beside the path', `${left} more`);
  return value;
}

function readPrefix(
  bytes: Uint8Array,
  label: string,
): { readonly nibbles: Uint8Array; readonly leaf: boolean } {
  const all = [...bytes].flatMap((byte) => [byte >> 4, byte & 15]);
  const flag = all[0] ?? 4;
  if (flag > 3 || ((flag & 1) === 0 && all[1] !== 0)) {
    throw new InputError(`${label}, path`, 'a hex-prefix path', hexOf(bytes));
  }
  return { nibbles: Uint8Array.from(all.slice(flag & 1 ? 1 : 2)), leaf: flag >= 2 };
}
