import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { loopbackSource } from '../../../test/fakes/loopback-source.ts';
import { fakeTron } from '../../../test/fakes/tron.ts';
import { placed, type StagedChain, trx } from '../../../test/fakes/tron-chain.ts';
import { tronKnowsAddress, tronKnowsTransaction } from './finds.ts';

const [ALICE, BOB] = ['TA4Wt1DUCqz6YegbnsmqsWC5uUfbdBqPxm', 'TA9pkx4DFxrEw8JZzUtyDrh2uAat1LDuJL'];
const STRANGER = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';

test('says which ids and addresses Tron knows, by every kind of source', async () => {
  const chain: StagedChain = {
    firstBlock: 79_000_000,
    firstTime: 1_766_000_000,
    blocks: [[trx(ALICE as string, BOB as string, 5n)]],
    tokens: {},
  };
  const id = placed(chain)[0]?.id ?? '';
  const fake = await fakeTron(chain);
  try {
    for (const kind of ['trongrid', 'node', 'json-rpc'] as const) {
      const source = loopbackSource(fake.url);
      equal(await tronKnowsTransaction(source, kind, id), true, kind);
      equal(await tronKnowsTransaction(source, kind, 'ab'.repeat(32)), false, kind);
      equal(await tronKnowsAddress(source, kind, BOB as string), true, kind);
      equal(await tronKnowsAddress(source, kind, STRANGER), false, kind);
    }
  } finally {
    await fake.close();
  }
});
