import { sha256Bytes } from '../../base/digest.ts';
import { equalBytes, hash160 } from './hash.ts';
import { scriptType } from './script.ts';
import type { RawInput } from './transaction.ts';

/**
 * False if an input cannot spend an output of this script: what it shows (key or script) has not
 * the hash that the output asks for. True where they agree and for types that show no such thing;
 * the signature itself is not checked.
 */
export function canSpend(input: RawInput, script: Uint8Array): boolean {
  switch (scriptType(script)) {
    case 'p2pkh':
      return hasHash160(lastPush(input.script), script.subarray(3, 23));
    case 'p2sh':
      return hasHash160(lastPush(input.script), script.subarray(2, 22));
    case 'p2wpkh':
      return hasHash160(input.witness.at(-1) ?? null, script.subarray(2), input.witness.length);
    case 'p2wsh': {
      const shown = input.witness.at(-1);
      if (shown === undefined) return input.witness.length === 0;
      return equalBytes(sha256Bytes(shown), script.subarray(2));
    }
    default:
      return true;
  }
}

/** `items` of 0: a copy of the block without witnesses shows nothing, and refutes nothing. */
function hasHash160(shown: Uint8Array | null, expected: Uint8Array, items = 1): boolean {
  if (items === 0) return true;
  return shown !== null && equalBytes(hash160(shown), expected);
}

const PUSHDATA1 = 0x4c;
const PUSHDATA4 = 0x4e;

/** The last thing that an input script pushes, or null where it is cut short or pushes nothing. */
function lastPush(script: Uint8Array): Uint8Array | null {
  let last: Uint8Array | null = null;
  for (let at = 0; at < script.length; ) {
    const opcode = script[at] ?? 0;
    at += 1;
    if (opcode > PUSHDATA4) continue;
    let length = opcode;
    if (opcode >= PUSHDATA1) {
      const bytes = 1 << (opcode - PUSHDATA1);
      length = 0;
      for (let i = bytes - 1; i >= 0; i--) length = length * 256 + (script[at + i] ?? 0);
      at += bytes;
    }
    if (at + length > script.length) return null;
    last = script.subarray(at, at + length);
    at += length;
  }
  return last;
}
