import { hash } from 'node:crypto';
import { createKeccak, createRIPEMD160 } from 'hash-wasm';
import { readBech32, witnessOf } from '../../ledger/bech32.ts';
import type { ChainId } from '../../ledger/port.ts';
import { hashShort } from '../../ledger/sha256.kernel.ts';
import { tronKey } from './base58check.ts';
import { COINS, type Coin, hashKey, witnessKey } from './coins.ts';
import { evmKey } from './eip55.ts';
import { hintOf } from './hints.ts';
import type { AddressFamily, AddressKey, Strength } from './key.ts';
import { curve, pointOf } from './sec1.ts';
import { xrpKey } from './xls5.ts';

/** A key that the same private key or script answers to. */
interface RelatedKey {
  readonly key: AddressKey;
  readonly strength: Strength;
}

const ripemd160 = await createRIPEMD160();
const keccak = await createKeccak(256);

function hash160(bytes: Uint8Array): Uint8Array {
  const inner = new Uint8Array(32);
  if (bytes.length <= 55) hashShort(bytes, bytes.length, inner);
  else inner.set(hash('sha256', bytes, 'buffer'));
  return ripemd160.init().update(inner).digest('binary');
}

/** The script hash of a witness program of version 0 inside P2SH (BIP-141, "P2SH nested"). */
function nested(program: Uint8Array): Uint8Array {
  const script = new Uint8Array(2 + program.length);
  script[1] = program.length;
  script.set(program, 2);
  return hash160(script);
}

/** Payloads of one key or script, each once; the first in the list of a key is its own. */
interface Payloads {
  /** RIPEMD-160 of SHA-256 of public keys of 33 bytes, and of any length. */
  readonly keyHashes: readonly Uint8Array[];
  readonly oldKeyHashes: readonly Uint8Array[];
  readonly scriptHashes: readonly Uint8Array[];
  readonly scriptPrograms: readonly Uint8Array[];
  readonly taproot: readonly Uint8Array[];
  /** Tails of Keccak-256 of a public key: the accounts of EVM chains and Tron. */
  readonly accounts: readonly Uint8Array[];
}

const NONE: Payloads = {
  keyHashes: [],
  oldKeyHashes: [],
  scriptHashes: [],
  scriptPrograms: [],
  taproot: [],
  accounts: [],
};

function programOf(key: AddressKey): Uint8Array | null {
  const read = readBech32(key.text);
  return read === null || read === 'checksum' ? null : (witnessOf(read)?.program ?? null);
}

/** All that a public key makes: what is only known once it has signed, or been paid by itself. */
function payloadsOfPublicKey(hex: string): Payloads {
  const point = pointOf(hex);
  if (point === null) return NONE;
  const short = hash160(point.toBytes(true));
  const long = point.toBytes(false);
  const { schnorr, secp256k1 } = curve();
  // BIP-341 without a script tree, as wallets do (BIP-86); the internal key has an even y
  const { Point } = secp256k1;
  const x = point.toBytes(true).subarray(1);
  const even = Point.fromHex(`02${Buffer.from(x).toString('hex')}`);
  const tweak = BigInt(`0x${Buffer.from(schnorr.utils.taggedHash('TapTweak', x)).toString('hex')}`);
  const output = even
    .add(Point.BASE.multiply(tweak % Point.Fn.ORDER))
    .toBytes(true)
    .slice(1);
  return {
    keyHashes: [short],
    oldKeyHashes: [hash160(long)],
    scriptHashes: [],
    scriptPrograms: [],
    taproot: [output],
    accounts: [keccak.init().update(long.subarray(1)).digest('binary').slice(12)],
  };
}

function payloadsOf(key: AddressKey): Payloads {
  switch (key.kind) {
    case 'p2pkh':
    case 'p2wpkh':
      return { ...NONE, keyHashes: [key.bytes] };
    case 'p2sh':
      return { ...NONE, scriptHashes: [key.bytes] };
    case 'p2pk':
      return payloadsOfPublicKey(key.text);
    case 'p2wsh': {
      const program = programOf(key);
      return program ? { ...NONE, scriptPrograms: [program] } : NONE;
    }
    case 'p2tr': {
      const program = programOf(key);
      return program ? { ...NONE, taproot: [program] } : NONE;
    }
    case 'account':
      if (isEthereumAccount(key)) return { ...NONE, accounts: [key.bytes] };
      return isKeyHash(key) ? { ...NONE, keyHashes: [key.bytes] } : NONE;
    default:
      return NONE;
  }
}

/** Cosmos chains whose accounts are Ethereum's in bech32, and one that hashes in its own way. */
const ETHEREUM_ACCOUNT = /^(?:canto|dym|evmos|ex|inj|one)1/;
const OTHER_HASH = /^zil1/;
/** The `1`, 32 characters for 20 bytes, six of checksum: a key's account and no module's. */
const OF_KEY = /1[0-9a-z]{38}$/;

function isEthereumAccount({ family, text }: AddressKey): boolean {
  if (family === 'evm' || family === 'tron') return true;
  return family === 'cosmos' && ETHEREUM_ACCOUNT.test(text) && OF_KEY.test(text);
}

/**
 * True where the 20 bytes are the hash of a public key as Bitcoin makes it: so do the XRP ledger
 * and most Cosmos chains (ADR-028).
 */
function isKeyHash(key: AddressKey): boolean {
  const { family, kind, text } = key;
  if (kind === 'p2pkh' || kind === 'p2wpkh' || family === 'xrp') return true;
  if (family !== 'cosmos' || isEthereumAccount(key)) return false;
  return OF_KEY.test(text) && !OTHER_HASH.test(text);
}

function keysOnCoin(coin: Coin, made: Payloads): AddressKey[] {
  const { family, hrp, taproot } = coin;
  const scripts = made.scriptPrograms.map((program) =>
    ripemd160.init().update(program).digest('binary'),
  );
  const keys: AddressKey[] = [
    ...[...made.keyHashes, ...made.oldKeyHashes].map((bytes) => hashKey(coin, 'p2pkh', bytes)),
    ...[...made.scriptHashes, ...scripts].map((bytes) => hashKey(coin, 'p2sh', bytes)),
  ];
  if (hrp === null) return keys;
  for (const program of [...made.keyHashes, ...made.scriptPrograms]) {
    keys.push(witnessKey(family, hrp, 0, program), hashKey(coin, 'p2sh', nested(program)));
  }
  if (taproot) for (const key of made.taproot) keys.push(witnessKey(family, hrp, 1, key));
  return keys;
}

/**
 * The keys that the same private key or script answers to, the key itself left out: the same key on
 * the same chain first, then on others. P2PKH, P2WPKH and P2SH-P2WPKH of one key hash; a script as
 * P2SH, P2WSH and P2SH-P2WSH, where its program is known; the same payload on the chains that came
 * of Bitcoin, and, of key hashes, on the XRP ledger; an account on EVM chains and Tron, where a
 * contract may be somebody else's. A public key gives all of its addresses, Taproot too. The other
 * networks of Cosmos and Substrate are not listed, since there is no end to them: `sameness` knows
 * them.
 */
export function relatedKeys(key: AddressKey): readonly RelatedKey[] {
  const made = payloadsOf(key);
  const found = [
    ...COINS.flatMap((coin) => keysOnCoin(coin, made)),
    ...made.accounts.flatMap((bytes) => [evmKey(bytes), tronKey(bytes)]),
    ...made.keyHashes.map(xrpKey),
  ].filter((other) => !isSame(other, key));
  const strengthOf = ({ family }: AddressKey): Strength =>
    family === key.family ? 'same-key' : 'same-key-other-chain';
  return found
    .map((other) => ({ key: other, strength: strengthOf(other) }))
    .sort((a, b) => Number(a.strength !== 'same-key') - Number(b.strength !== 'same-key'));
}

/**
 * The `bytes` under which the same private key or script may be filed, its own first: what an index
 * of 20 bytes files a listed key under, so that one look-up finds it in every form.
 */
export function relatedBytes(key: AddressKey): readonly Uint8Array[] {
  const own = [key.bytes];
  switch (key.kind) {
    case 'p2pkh':
    case 'p2wpkh':
      return [...own, nested(key.bytes)];
    case 'p2wsh':
    case 'p2pk':
      return distinct([...own, ...relatedKeys(key).map((related) => related.key.bytes)]);
    default:
      return isKeyHash(key) ? [...own, nested(key.bytes)] : own;
  }
}

function distinct(all: readonly Uint8Array[]): readonly Uint8Array[] {
  return all.filter((bytes, at) => all.findIndex((other) => isEqual(other, bytes)) === at);
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function isSame(a: AddressKey, b: AddressKey): boolean {
  return (
    a.family === b.family && a.kind === b.kind && a.text === b.text && isEqual(a.bytes, b.bytes)
  );
}

/** Families of which each network writes the same account in its own way. */
const MANY_NETWORKS: ReadonlySet<AddressFamily> = new Set(['cosmos', 'substrate']);

function chainsDiffer(a: ChainId | null, b: ChainId | null): boolean {
  const one = hintOf(a).chain ?? a;
  const other = hintOf(b).chain ?? b;
  return one !== null && other !== null && one !== other;
}

/**
 * How sure it is that two keys are the same place, or null where nothing says so. Where both chains
 * are stated and differ, the same key is on another chain.
 */
export function sameness(
  a: AddressKey,
  b: AddressKey,
  chainOfA: ChainId | null = null,
  chainOfB: ChainId | null = null,
): Strength | null {
  if (isSame(a, b)) {
    if (a.family === 'text') return 'same-text';
    return chainsDiffer(chainOfA, chainOfB) ? 'same-key-other-chain' : 'exact';
  }
  if (a.family === b.family && MANY_NETWORKS.has(a.family)) {
    return isEqual(a.bytes, b.bytes) ? 'same-key-other-chain' : null;
  }
  const found = relationOf(a, b) ?? relationOf(b, a);
  if (found === 'same-key' && chainsDiffer(chainOfA, chainOfB)) return 'same-key-other-chain';
  return found;
}

/** The strength of `b` among what `a` is related to. A Cosmos account counts as its key hash. */
function relationOf(a: AddressKey, b: AddressKey): Strength | null {
  const related = relatedKeys(a);
  const found = related.find(({ key }) => isSame(key, b));
  if (found) return found.strength;
  if (b.family !== 'cosmos' || !isKeyHash(b)) return null;
  const known = isKeyHash(a) && isEqual(a.bytes, b.bytes);
  const made = related.some(({ key }) => isKeyHash(key) && isEqual(key.bytes, b.bytes));
  return known || made ? 'same-key-other-chain' : null;
}
