// A program that contests the tags of an address on a desk's store and data folder, again and
// again, and says on a line of its own what was acknowledged. It goes on until it is killed: see
// tag-decisions.test.ts.

import { createApp } from '../../src/server/app.ts';
import { deskSchema } from '../../src/server/desk.ts';
import { openDesk } from '../../src/server/open.ts';
import { openDatabase } from '../../src/store/store.ts';

/** What it was contested for, a line each. */
export type Acknowledged = string;

const [url = '', home = '', key = '', address = '', round = ''] = process.argv.slice(2);
const limits = { perActor: 1_000_000 };
const desk = await openDesk({
  store: openDatabase(url, async () => undefined),
  config: deskSchema.parse({ logLevel: 'silent', limits }),
  home,
});
const app = createApp(desk);
const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
for (let count = 0; ; count += 1) {
  const reason = `${round} ${count}`;
  const body = JSON.stringify({ address, reason });
  const at = 'http://localhost:8423/v1/tags/contest';
  const answer = await app.request(at, { method: 'POST', headers, body });
  if (answer.status !== 200) throw new Error(await answer.text());
  const line: Acknowledged = reason;
  process.stdout.write(`${line}\n`);
}
