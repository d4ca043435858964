import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog } from './log.ts';

test('the log has no secrets, and of an error its name, message and stack', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const error = Object.assign(new Error('it failed'), { code: '23505', detail: 'Key (email)=…' });
  const secret = 'hue_1234';
  log.info({ token: secret, body: { password: secret, clientSecret: secret } }, 'one');
  log.info({ request: { headers: { authorization: secret, cookie: secret } } }, 'two');
  log.info(
    { deep: { a: { b: { c: { d: { token: secret } } } } }, list: [{ key: secret }] },
    'more',
  );
  log.info({ at: new Date(0), __proto__: { token: secret } }, 'also');
  log.error({ error }, 'three');
  const text = lines.join('');
  assert.doesNotMatch(text, /hue_1234|Key \(email\)/);
  assert.match(text, /23505/);
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).msg),
    ['one', 'two', 'more', 'also', 'three'],
  );
});
