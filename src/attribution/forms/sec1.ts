import { createRequire } from 'node:module';
import { type AddressForm, keyOf, readingOf } from './form.ts';
import type { AddressKey } from './key.ts';

type Curve = typeof import('@noble/curves/secp256k1.js');
let loaded: Curve | null = null;

/** The curve, loaded when the first public key asks for it: it costs 10,000 addresses. */
export function curve(): Curve {
  loaded ??= createRequire(import.meta.url)('@noble/curves/secp256k1.js') as Curve;
  return loaded;
}

type Point = InstanceType<Curve['secp256k1']['Point']>;

/** The point of a public key in hex, or null where there is none. */
export function pointOf(hex: string): Point | null {
  try {
    return curve().secp256k1.Point.fromHex(hex);
  } catch {
    return null;
  }
}

/** The key of a point: a payment to a public key (P2PK), written compressed. */
function publicKey(point: Point): AddressKey {
  const bytes = point.toBytes(true);
  return keyOf('bitcoin', 'p2pk', bytes, Buffer.from(bytes).toString('hex'));
}

/** A public key of secp256k1 in hex (SEC 1 §2.3.3): 33 bytes compressed, or 65. */
export const SEC1: AddressForm = {
  read(text) {
    const hex = /^(?:0[xX])?(0[23][0-9a-fA-F]{64}|04[0-9a-fA-F]{128})$/.exec(text)?.[1];
    const point = hex ? pointOf(hex.toLowerCase()) : null;
    return point && readingOf(publicKey(point), 'none');
  },
};
