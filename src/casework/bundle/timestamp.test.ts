import { equal, ok, rejects } from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Authority, createAuthority, needsOpenssl, openssl } from '../../../test/authority.ts';
import { SourceError } from '../../base/errors.ts';
import { encodeDer, encodeInteger, TAG } from './der.ts';
import { checkStamp, stampBytes } from './timestamp.ts';

const BYTES = Buffer.from('the manifest\n');
const NONCE = Uint8Array.of(0x00, 0x80, 1, 2, 3, 4, 5, 6);

describe('a time stamp of an authority', { skip: needsOpenssl() }, () => {
  let authority: Authority;
  let stamp: { request: Uint8Array; response: Uint8Array };
  before(async () => {
    authority = createAuthority();
    stamp = await stampBytes(BYTES, NONCE, 'own', async (request) => authority.answer(request));
  });
  after(() => rmSync(authority.folder, { recursive: true, force: true }));

  test('is one that OpenSSL verifies, by the request and by the bytes', () => {
    const { folder } = authority;
    writeFileSync(join(folder, 'm.json'), BYTES);
    writeFileSync(join(folder, 'm.tsq'), stamp.request);
    writeFileSync(join(folder, 'm.tsr'), stamp.response);
    const verify = ['ts', '-verify', '-in', 'm.tsr', '-CAfile', 'ca.pem'];
    ok(openssl(folder, ...verify, '-queryfile', 'm.tsq').includes('Verification: OK'));
    ok(openssl(folder, ...verify, '-data', 'm.json').includes('Verification: OK'));
    ok(
      openssl(folder, 'ts', '-query', '-in', 'm.tsq', '-text').includes('Nonce: 0x80010203040506'),
    );
  });

  test('says the time that OpenSSL reads', () => {
    const check = checkStamp(BYTES, stamp);
    ok(check.valid);
    writeFileSync(join(authority.folder, 'm.tsr'), stamp.response);
    const text = openssl(authority.folder, 'ts', '-reply', '-in', 'm.tsr', '-text');
    const said = /Time stamp: (.*)/.exec(text)?.[1] ?? '';
    equal(check.time, Date.parse(said) / 1000);
  });

  test('over other bytes, or for another request, is refused', async () => {
    const other = checkStamp(Buffer.from('another'), stamp);
    ok(!other.valid && other.found.includes('other bytes'));
    const second = await stampBytes(BYTES, NONCE.toReversed(), 'own', async (request) => {
      return authority.answer(request);
    });
    const mixed = checkStamp(BYTES, { request: stamp.request, response: second.response });
    ok(!mixed.valid && mixed.found.includes('another request'));
    // an authority that sends an old answer again
    const replayed = stampBytes(BYTES, NONCE.toReversed(), 'own', async () => stamp.response);
    await rejects(replayed, /own: no time stamp: a stamp for another request/);
  });

  test('cut short or changed anywhere, it ends in a verdict', () => {
    const { request, response } = stamp;
    for (let at = 0; at < response.length; at += 7) {
      equal(checkStamp(BYTES, { request, response: response.subarray(0, at) }).valid, false);
      const changed = Uint8Array.from(response);
      changed[at]! ^= 0xff;
      checkStamp(BYTES, { request, response: changed });
    }
    for (let at = 0; at < request.length; at++) {
      const changed = Uint8Array.from(request);
      changed[at]! ^= 1;
      equal(checkStamp(BYTES, { request: changed, response }).valid, false, `${at}`);
    }
  });
});

test('a refusal says what the authority said', async () => {
  const text = encodeDer(TAG.sequence, encodeDer(TAG.utf8, Buffer.from('not today')));
  const status = encodeDer(TAG.sequence, encodeInteger(Uint8Array.of(2)), text);
  const refusal = encodeDer(TAG.sequence, status);
  await rejects(
    stampBytes(BYTES, NONCE, 'own', async () => refusal),
    (error) => error instanceof SourceError && error.message.includes('status 2 not today'),
  );
  const page = Buffer.from('<html>sign in</html>');
  await rejects(
    stampBytes(BYTES, NONCE, 'own', async () => page),
    /no time stamp/,
  );
});
