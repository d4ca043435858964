import { type AddressForm, keyOf, readingOf, wrongChecksum } from './form.ts';
import type { AddressKey } from './key.ts';

/** Bounceable, and not bounceable; with the bit above: only for the test network. */
const BOUNCEABLE = 0x11;
const NON_BOUNCEABLE = 0x51;
const TEST_ONLY = 0x80;

/** CRC-16/XMODEM, as TON writes it after an address. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021;
    }
    crc &= 0xffff;
  }
  return crc;
}

function tonKey(workchain: number, account: Buffer): AddressKey {
  const payload = new Uint8Array(36);
  new DataView(payload.buffer).setInt32(0, workchain);
  payload.set(account, 4);
  return keyOf('ton', 'account', payload, `${workchain}:${account.toString('hex')}`);
}

/**
 * TON (TEP-2): `workchain:hex`, or 48 characters of base64 in either alphabet with flags and a
 * checksum. The flags are advice to the sender's wallet; all forms are one account.
 */
export const TEP2: AddressForm = {
  read(text) {
    const raw = /^(-?\d{1,10}):([0-9a-fA-F]{64})$/.exec(text);
    if (raw) {
      const workchain = Number(raw[1]);
      if ((workchain | 0) !== workchain) return null;
      return readingOf(tonKey(workchain, Buffer.from(raw[2] ?? '', 'hex')), 'none');
    }
    if (!/^(?:[\w-]{48}|[\d+/a-zA-Z]{48})$/.test(text)) return null;
    const bytes = Buffer.from(text, 'base64');
    const tag = bytes[0]! & ~TEST_ONLY;
    if (bytes.length !== 36 || (tag !== BOUNCEABLE && tag !== NON_BOUNCEABLE)) return null;
    if (bytes.readUInt16BE(34) !== crc16(bytes.subarray(0, 34)))
      return wrongChecksum('a TON address');
    return readingOf(tonKey(bytes.readInt8(1), bytes.subarray(2, 34)), 'right');
  },
};
