import { hash } from 'node:crypto';
import { InputError, SourceError } from '../../base/errors.ts';
import type { UnixTime } from '../../base/time.ts';
import {
  type Element,
  elementsOf,
  encodeDer,
  encodeInteger,
  encodeOid,
  insideOf,
  TAG,
} from './der.ts';

/** Sends a request of RFC 3161 to a time stamp authority and gives the body of its answer. */
export type PostStamp = (request: Uint8Array) => Promise<Uint8Array>;

const SHA256 = '2.16.840.1.101.3.4.2.1';
const SIGNED_DATA = '1.2.840.113549.1.7.2';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';

/** A request and its answer, as they are kept: OpenSSL checks one against the other. */
interface Stamped {
  readonly request: Uint8Array;
  readonly response: Uint8Array;
}

/**
 * Has bytes stamped. The answer is checked as `checkStamp` does before it is kept.
 * @param nonce random bytes, so that an old answer cannot be sent again
 * @throws SourceError where the authority refuses or answers something else
 */
export async function stampBytes(
  bytes: Uint8Array,
  nonce: Uint8Array,
  authority: string,
  post: PostStamp,
): Promise<Stamped> {
  const request = stampRequest(bytes, nonce);
  const response = await post(request);
  const check = checkStamp(bytes, { request, response });
  if (check.valid) return { request, response };
  throw new SourceError(authority, `no time stamp: ${check.found}`, false);
}

/** TimeStampReq (RFC 3161, 2.4.1) over the SHA-256 of bytes, asking for certificates too. */
function stampRequest(bytes: Uint8Array, nonce: Uint8Array): Uint8Array {
  const algorithm = encodeDer(TAG.sequence, encodeOid(SHA256), encodeDer(TAG.null));
  const imprint = hash('sha256', bytes, 'buffer');
  return encodeDer(
    TAG.sequence,
    encodeInteger(Uint8Array.of(1)),
    encodeDer(TAG.sequence, algorithm, encodeDer(TAG.octets, imprint)),
    encodeInteger(nonce),
    encodeDer(TAG.boolean, Uint8Array.of(0xff)),
  );
}

/** When the authority says that it saw the bytes, or what is wrong. */
export type StampCheck =
  | { readonly valid: true; readonly time: UnixTime }
  | { readonly valid: false; readonly found: string };

/**
 * Checks that an answer is a stamp over these bytes for this request: status, imprint and nonce.
 * The authority's signature and the chain of its certificates are not checked; `openssl ts -verify`
 * does that.
 */
export function checkStamp(bytes: Uint8Array, { request, response }: Stamped): StampCheck {
  try {
    const nonce = nonceIn(request);
    const imprint = hash('sha256', bytes, 'buffer');
    // a request is exactly what this program makes of the bytes and the nonce
    if (!same(request, stampRequest(bytes, nonce))) {
      return { valid: false, found: 'a request over other bytes' };
    }
    const info = tstInfo(response);
    if (!same(info.imprint, imprint)) return { valid: false, found: 'a stamp over other bytes' };
    if (!info.nonce || !same(info.nonce, nonce)) {
      return { valid: false, found: 'a stamp for another request' };
    }
    return { valid: true, time: info.time };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { valid: false, found: error.message };
  }
}

function nonceIn(request: Uint8Array): Uint8Array {
  const [, , nonce] = insideOf(only(request, 'request'), TAG.sequence, 'request');
  if (nonce?.tag === TAG.integer) return nonce.content;
  throw new InputError('request', 'a nonce', 'none');
}

interface TstInfo {
  readonly imprint: Uint8Array;
  readonly nonce: Uint8Array | null;
  readonly time: UnixTime;
}

/** TimeStampResp, in it the token (CMS SignedData, RFC 5652), in it TSTInfo (RFC 3161, 2.4.2). */
function tstInfo(response: Uint8Array): TstInfo {
  const [status, token] = insideOf(only(response, 'answer'), TAG.sequence, 'answer');
  const [code, text] = insideOf(status, TAG.sequence, 'answer, status');
  const granted = code?.tag === TAG.integer && code.content.length === 1 && code.content[0]! <= 1;
  if (!granted) throw new InputError('answer, status', 'granted', saidIn(code, text));
  const [type, wrapped] = insideOf(token, TAG.sequence, 'token');
  expectBytes(type, encodeOid(SIGNED_DATA), 'token, type');
  const [signed] = insideOf(wrapped, TAG.explicit0, 'token');
  const [, , content] = insideOf(signed, TAG.sequence, 'signed data');
  const [contentType, boxed] = insideOf(content, TAG.sequence, 'signed content');
  expectBytes(contentType, encodeOid(TST_INFO), 'signed content, type');
  const [octets] = insideOf(boxed, TAG.explicit0, 'signed content');
  const [info] = insideOf(octets, TAG.octets, 'signed content');
  const fields = insideOf(info, TAG.sequence, 'stamp');
  const [, , imprint, , time, ...rest] = fields;
  return {
    imprint: imprintOf(imprint, 'stamp'),
    // accuracy is a sequence and ordering a boolean: the one integer here is the nonce
    nonce: rest.find(({ tag }) => tag === TAG.integer)?.content ?? null,
    time: timeOf(time),
  };
}

function saidIn(code: Element | undefined, text: Element | undefined): string {
  const [said] = text?.tag === TAG.sequence ? elementsOf(text.content, 'answer, status') : [];
  const words = said?.tag === TAG.utf8 ? ` ${Buffer.from(said.content).toString('utf8')}` : '';
  return `status ${code?.content[0] ?? '?'}${words}`;
}

/** MessageImprint: the algorithm, which must be SHA-256, and the hash. */
function imprintOf(element: Element | undefined, label: string): Uint8Array {
  const [algorithm, digest] = insideOf(element, TAG.sequence, `${label}, imprint`);
  const [oid] = insideOf(algorithm, TAG.sequence, `${label}, algorithm`);
  expectBytes(oid, encodeOid(SHA256), `${label}, algorithm`);
  if (digest?.tag === TAG.octets) return digest.content;
  throw new InputError(`${label}, imprint`, 'a hash', 'something else');
}

/** GeneralizedTime in UTC, with or without parts of a second (RFC 3161, 2.4.2). */
function timeOf(element: Element | undefined): UnixTime {
  const text = element?.tag === TAG.time ? Buffer.from(element.content).toString('latin1') : '';
  const parts = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.\d+)?Z$/.exec(text);
  const [year = 0, month = 0, ...rest] = (parts ?? []).slice(1).map(Number);
  const [day = 0, hour = 0, minute = 0, second = 0] = rest;
  if (!parts) throw new InputError('stamp, time', 'a time in UTC', text);
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
}

function only(bytes: Uint8Array, label: string): Element {
  const [element, more] = elementsOf(bytes, label);
  if (element && !more) return element;
  throw new InputError(label, 'one element of DER', element ? 'several' : 'none');
}

function expectBytes(element: Element | undefined, wanted: Uint8Array, label: string): void {
  if (element && same(element.bytes, wanted)) return;
  const found = element ? Buffer.from(element.bytes).toString('hex') : 'nothing';
  throw new InputError(label, Buffer.from(wanted).toString('hex'), found);
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
