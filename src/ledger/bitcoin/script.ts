import { hashAddress, witnessAddress } from './address.ts';
import { hash160 } from './hash.ts';
import { MAINNET, type Network } from './network.ts';

/**
 * Output scripts by what they ask of the spender. `anchor`: pay-to-anchor, spendable by anybody
 * (BIP433). `witness`: a witness program without rules yet. `unknown`: anything else, the empty
 * script included.
 */
export type ScriptType =
  | 'p2pk'
  | 'p2pkh'
  | 'p2sh'
  | 'p2wpkh'
  | 'p2wsh'
  | 'p2tr'
  | 'anchor'
  | 'witness'
  | 'multisig'
  | 'op_return'
  | 'unknown';

interface ScriptFacts {
  readonly type: ScriptType;
  /**
   * Null where there is none. P2PK pays a key and has no address of its own: it carries the P2PKH
   * address of that key, because whoever holds the key holds both.
   */
  readonly address: string | null;
  /**
   * Provably unspendable: OP_RETURN, or longer than a script may be (Bitcoin Core, IsUnspendable).
   */
  readonly burn: boolean;
}

const OP_RETURN = 0x6a;
const OP_CHECKSIG = 0xac;
const OP_CHECKMULTISIG = 0xae;
const MAX_SCRIPT = 10_000;

/** Type, address and spendability of an output script. Total: every byte string has an answer. */
export function scriptFacts(script: Uint8Array, network: Network = MAINNET): ScriptFacts {
  const type = scriptType(script);
  const burn = type === 'op_return' || script.length > MAX_SCRIPT;
  return { type, address: scriptAddress(script, type, network), burn };
}

/** The type of an output script. */
export function scriptType(script: Uint8Array): ScriptType {
  const size = script.length;
  if (script[0] === OP_RETURN) return 'op_return';
  if (size === 25 && isKeyHash(script)) return 'p2pkh';
  if (size === 23 && script[0] === 0xa9 && script[1] === 20 && script[22] === 0x87) return 'p2sh';
  if (isWitnessProgram(script)) return witnessType(script);
  if (isKey(script, 1, size - 2) && script[0] === size - 2 && script[size - 1] === OP_CHECKSIG) {
    return 'p2pk';
  }
  return isMultisig(script) ? 'multisig' : 'unknown';
}

function scriptAddress(script: Uint8Array, type: ScriptType, network: Network): string | null {
  switch (type) {
    case 'p2pkh':
      return hashAddress(network.keyHash, script.subarray(3, 23));
    case 'p2pk':
      return hashAddress(network.keyHash, hash160(script.subarray(1, script.length - 1)));
    case 'p2sh':
      return hashAddress(network.scriptHash, script.subarray(2, 22));
    case 'p2wpkh':
    case 'p2wsh':
    case 'p2tr':
    case 'anchor':
    case 'witness':
      return witnessAddress(network.hrp, witnessVersion(script), script.subarray(2));
    case 'multisig':
    case 'op_return':
    case 'unknown':
      return null;
  }
}

function isKeyHash(script: Uint8Array): boolean {
  // OP_DUP OP_HASH160 <20> … OP_EQUALVERIFY OP_CHECKSIG
  return (
    script[0] === 0x76 &&
    script[1] === 0xa9 &&
    script[2] === 20 &&
    script[23] === 0x88 &&
    script[24] === OP_CHECKSIG
  );
}

/** BIP141: one version opcode and one direct push of 2 to 40 bytes. */
function isWitnessProgram(script: Uint8Array): boolean {
  const [opcode = 0xff, length] = script;
  if (script.length < 4 || script.length > 42 || length !== script.length - 2) return false;
  return opcode === 0 || (opcode >= 0x51 && opcode <= 0x60);
}

function witnessVersion(script: Uint8Array): number {
  const opcode = script[0] ?? 0;
  return opcode === 0 ? 0 : opcode - 0x50;
}

function witnessType(script: Uint8Array): ScriptType {
  const version = witnessVersion(script);
  if (version === 0) {
    // BIP141: any other length of version 0 can never be spent, but it is no burn by OP_RETURN.
    if (script.length === 22) return 'p2wpkh';
    return script.length === 34 ? 'p2wsh' : 'unknown';
  }
  if (version === 1 && script.length === 34) return 'p2tr';
  const anchor = version === 1 && script.length === 4 && script[2] === 0x4e && script[3] === 0x73;
  return anchor ? 'anchor' : 'witness';
}

/**
 * A public key by its first byte and length; whether it is on the curve does not change the type.
 */
function isKey(script: Uint8Array, at: number, length: number): boolean {
  const first = script[at];
  if (length === 33) return first === 2 || first === 3;
  return length === 65 && (first === 4 || first === 6 || first === 7);
}

/** m keys of n, written out: OP_m, n keys, OP_n, OP_CHECKMULTISIG. */
function isMultisig(script: Uint8Array): boolean {
  const size = script.length;
  if (size < 37 || script[size - 1] !== OP_CHECKMULTISIG) return false;
  const required = (script[0] ?? 0) - 0x50;
  const stated = (script[size - 2] ?? 0) - 0x50;
  let keys = 0;
  let at = 1;
  while (at < size - 2) {
    const length = script[at] ?? 0;
    if (at + 1 + length > size - 2 || !isKey(script, at + 1, length)) return false;
    at += 1 + length;
    keys++;
  }
  return required >= 1 && required <= keys && keys === stated && keys <= 16;
}
