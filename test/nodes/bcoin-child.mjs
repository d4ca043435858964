// A Bitcoin full node on regtest, in memory, on loopback. It is run as a child by bcoin.ts, which
// gives it its key in the environment and is told the port.

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const FullNode = require('bcoin/lib/node/fullnode');

const node = new FullNode({
  network: 'regtest',
  memory: true,
  workers: false,
  listen: false,
  indexTx: process.env.BCOIN_INDEX_TX === '1',
  httpHost: '127.0.0.1',
  httpPort: 0,
  apiKey: process.env.BCOIN_API_KEY,
  logLevel: 'none',
  prefix: process.env.BCOIN_PREFIX,
});

node.http.on('listening', ({ port }) => process.send({ port }));
node.on('error', (error) => process.send({ error: error.message }));
process.on('disconnect', () => process.exit(0));
process.on('message', async (said) => {
  // what waits for a block is dropped, as by a node that takes a replacement, or is full
  if (said === 'forget') {
    await node.mempool.reset();
    process.send('forgotten');
    return;
  }
  await node.close();
  process.exit(0);
});

await node.open();
