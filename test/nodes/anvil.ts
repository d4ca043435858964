// A real Ethereum node for tests: anvil, as it comes in an npm package, on a port of its own.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { needs } from '../needs.ts';

const PROGRAM = path.resolve(
  import.meta.dirname,
  '../../node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil',
);
/** Time of block 0, and seconds from block to block: the same in every run. */
const START = 1_700_000_000;
const BLOCK_SECONDS = 12;

interface Sent {
  readonly from: string;
  readonly to?: string;
  readonly value?: bigint;
  readonly data?: string;
  readonly gas?: bigint;
}

export interface Anvil extends AsyncDisposable {
  readonly url: string;
  /** The result of a call; an error of the node is thrown. */
  rpc(method: string, params?: readonly unknown[]): Promise<unknown>;
  /** Mines blocks, twelve seconds after each other. */
  mine(blocks?: number): Promise<void>;
  /**
   * Sends from any account, without its key, in a block of its own; the id. That it fails on chain
   * is no error.
   */
  send(transaction: Sent): Promise<string>;
  /** Puts all that is sent meanwhile into one block. */
  together(work: () => Promise<void>): Promise<void>;
  /** Puts code at an address, and coins on it. */
  setCode(address: string, code: string): Promise<void>;
  setBalance(address: string, amount: bigint): Promise<void>;
  stop(): Promise<void>;
}

/** For a test's `skip`. */
export function needsAnvil(): false | string {
  return needs(fs.existsSync(PROGRAM), 'anvil, which is there for Linux on x64 only');
}

/** Starts a node with an empty chain; block 0 is at time 1,700,000,000. */
export async function startAnvil({ chainId = 1 } = {}): Promise<Anvil> {
  const home = fs.mkdtempSync(path.join(tmpdir(), 'hue-anvil-'));
  const child = spawn(
    PROGRAM,
    [
      ...['--port', '0', '--host', '127.0.0.1', '--chain-id', `${chainId}`, '--accounts', '1'],
      ...['--timestamp', `${START}`, '--auto-impersonate', '--order', 'fifo'],
    ],
    { env: { HOME: home }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    fs.rmSync(home, { recursive: true, force: true });
  };
  try {
    const url = `http://${await listening(child)}`;
    const rpc = rpcTo(url);
    await rpc('anvil_setBlockTimestampInterval', [BLOCK_SECONDS]);
    return { ...commands(rpc), url, rpc, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Rpc = Anvil['rpc'];
type Commands = Omit<Anvil, 'url' | 'rpc' | 'stop' | keyof AsyncDisposable>;

function commands(rpc: Rpc): Commands {
  let isMining = true;
  return {
    async mine(blocks = 1) {
      await rpc('anvil_mine', [hex(BigInt(blocks)), hex(BigInt(BLOCK_SECONDS))]);
    },
    async send({ from, to, value = 0n, data = '0x', gas = 1_000_000n }) {
      const call = { from, value: hex(value), data, gas: hex(gas), gasPrice: hex(10n ** 10n) };
      const sent = to === undefined ? call : { ...call, to };
      const tx = String(await rpc('eth_sendTransaction', [sent]));
      // on a busy computer the block comes after the answer
      while (isMining && (await rpc('eth_getTransactionReceipt', [tx])) === null)
        await setImmediate();
      return tx;
    },
    async together(work) {
      isMining = false;
      await rpc('evm_setAutomine', [false]);
      await work();
      await rpc('evm_mine');
      await rpc('evm_setAutomine', [true]);
      isMining = true;
    },
    async setCode(address, code) {
      await rpc('anvil_setCode', [address, `0x${code}`]);
    },
    async setBalance(address, amount) {
      await rpc('anvil_setBalance', [address, hex(amount)]);
    },
  };
}

/** Waits until the node says where it listens. */
async function listening(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('anvil has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const place = /Listening on (127\.0\.0\.1:\d+)/.exec(line)?.[1];
    if (place === undefined) continue;
    child.stdout.resume();
    return place;
  }
  throw new Error('anvil ended before it listened');
}

function rpcTo(url: string): Rpc {
  let id = 0;
  return async (method, params = []) => {
    id += 1;
    const body = JSON.stringify({ jsonrpc: '2.0', id, method, params });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body });
    const answer = (await response.json()) as { result?: unknown; error?: { message: string } };
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
    return answer.result;
  };
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
