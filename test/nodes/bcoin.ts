// A real Bitcoin node for tests: bcoin on regtest, in memory, in a child process, on a free port of
// loopback and with a key of its own. Who starts it stops it.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hashAddress } from '../../src/ledger/bitcoin/address.ts';

/** The hash of a key that nobody needs: where blocks are mined to unless told. */
const NOWHERE = new Uint8Array(20).fill(1);
/** bcoin writes regtest addresses with a version byte of its own. */
const BCOIN_KEY_HASH = 0x3c;

export interface RegtestNode {
  /** Where JSON-RPC is answered: POST, HTTP Basic, any user, `key` as the password. */
  readonly url: string;
  readonly key: string;
  /**
   * A JSON-RPC call.
   * @throws Error with the node's code and message
   */
  call(method: string, params?: readonly unknown[]): Promise<unknown>;
  /**
   * Mines blocks, which take in what waits, and pays their coins to the key of a hash (20 bytes).
   * Such a coin can be spent 100 blocks later.
   * @returns the blocks' hashes
   */
  mine(blocks: number, to?: Uint8Array): Promise<readonly string[]>;
  /** Drops all that waits for a block. */
  forget(): Promise<void>;
  stop(): Promise<void>;
}

interface StartOptions {
  /** Whether the node finds any transaction by its id, as it does unless told. */
  readonly indexed?: boolean;
}

/** Starts a node whose chain is the genesis block. */
export async function startBcoin({ indexed = true }: StartOptions = {}): Promise<RegtestNode> {
  const key = crypto.randomUUID();
  const folder = mkdtempSync(path.join(tmpdir(), 'bcoin-'));
  const env = { ...process.env, NODE_BACKEND: 'js', BCOIN_API_KEY: key, BCOIN_PREFIX: folder };
  const child = fork(path.join(import.meta.dirname, 'bcoin-child.mjs'), {
    env: { ...env, BCOIN_INDEX_TX: indexed ? '1' : '0' },
    execArgv: ['--no-deprecation'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = once(child, 'exit');
  const early = gone.then(() => ({ error: 'it ended' }));
  const heard = once(child, 'message').then(([said]) => said as { port?: number; error?: string });
  const { port, error } = (await Promise.race([heard, early])) as { port?: number; error?: string };
  if (port === undefined) throw new Error(`bcoin did not start: ${error}`);
  const url = `http://127.0.0.1:${port}/`;
  const call = (method: string, params: readonly unknown[] = []) => ask(url, key, method, params);
  return {
    url,
    key,
    call,
    async mine(blocks, to = NOWHERE) {
      const address = hashAddress(BCOIN_KEY_HASH, to);
      return (await call('generatetoaddress', [blocks, address])) as readonly string[];
    },
    async forget() {
      const heard = once(child, 'message');
      child.send('forget');
      await heard;
    },
    async stop() {
      if (child.connected) child.send('stop');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ask(
  url: string,
  key: string,
  method: string,
  params: readonly unknown[],
): Promise<unknown> {
  const authorization = `Basic ${Buffer.from(`x:${key}`).toString('base64')}`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const { result, error } = (await response.json()) as {
    readonly result: unknown;
    readonly error: { readonly code: number; readonly message: string } | null;
  };
  if (error) throw new Error(`${method}: ${error.code} ${error.message}`);
  return result;
}
