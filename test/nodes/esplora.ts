// Esplora's REST interface over a chain in memory, in the shapes and with the errors that its
// documents and its source (Blockstream/esplora API.md, electrs src/rest.rs) state.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addressScript } from '../../src/ledger/bitcoin/address.ts';
import { toDisplay, toHex } from '../../src/ledger/bitcoin/hash.ts';
import { outpointKey } from '../../src/ledger/bitcoin/ledger.ts';
import { merkleBranch, merkleTree } from '../../src/ledger/bitcoin/merkle.ts';
import { type Network, REGTEST } from '../../src/ledger/bitcoin/network.ts';
import { scriptFacts } from '../../src/ledger/bitcoin/script.ts';
import { isCoinbase, type RawOutput } from '../../src/ledger/bitcoin/transaction.ts';
import { type ChainBlock, type ChainTransaction, type MemoryChain, medianTime } from './chain.ts';

interface Body {
  readonly status: number;
  readonly text: string;
}

const PAGE = 25;
const TYPES: Readonly<Record<string, string>> = {
  p2wpkh: 'v0_p2wpkh',
  p2wsh: 'v0_p2wsh',
  p2tr: 'v1_p2tr',
  anchor: 'anchor',
  witness: 'unknown',
  multisig: 'multisig',
};

const json = (value: unknown): Body => ({ status: 200, text: JSON.stringify(value) });
const text = (value: string, status = 200): Body => ({ status, text: value });

/** What the interface answers to a GET of a path. */
export function esploraAnswer(chain: MemoryChain, path: string, network = REGTEST): Body {
  const [what = '', id = '', part = '', ...rest] = path.split('/').slice(1);
  switch (what) {
    case 'blocks':
      return id === 'tip' ? text(lastOf(chain, part)) : json(blocksBelow(chain, Number(id)));
    case 'block-height': {
      const block = chain.blocks[Number(id)];
      return block ? text(block.block.hash) : text('Block not found', 404);
    }
    case 'block':
      return blockAnswer(chain, id, part);
    case 'tx':
      return transactionAnswer(chain, id, part, network);
    case 'address':
      return addressAnswer(chain, id, [part, ...rest], network);
    default:
      return text(`endpoint does not exist ${JSON.stringify(path)}`, 404);
  }
}

function lastOf({ tip }: MemoryChain, part: string): string {
  return part === 'hash' ? tip.block.hash : `${tip.height}`;
}

function blockAnswer(chain: MemoryChain, hash: string, part: string): Body {
  if (!/^[0-9a-f]{64}$/.test(hash)) return text('Invalid hex string', 400);
  const at = chain.byHash(hash);
  if (!at) return text('Block not found', 404);
  if (part === 'txids') return json(at.ids);
  return json(blockJson(chain, at));
}

/** Ten blocks, from the one of a height down. */
function blocksBelow(chain: MemoryChain, height: number) {
  const blocks = chain.blocks.slice(Math.max(0, height - 9), height + 1);
  return blocks.map((at) => blockJson(chain, at)).reverse();
}

function blockJson(chain: MemoryChain, at: ChainBlock) {
  const { header, bytes, transactions, hash } = at.block;
  return {
    id: hash,
    height: at.height,
    version: header.version >>> 0,
    timestamp: header.time,
    tx_count: transactions.length,
    size: bytes.length,
    weight: bytes.length * 4,
    merkle_root: toDisplay(header.merkleRoot),
    previousblockhash: at.height === 0 ? null : header.previous,
    mediantime: medianTime(chain, at.height),
    nonce: header.nonce,
    bits: header.bits,
    difficulty: 1,
  };
}

function transactionAnswer(chain: MemoryChain, id: string, part: string, network: Network): Body {
  if (!/^[0-9a-f]{64}$/.test(id)) return text('Invalid hex string', 400);
  const tx = chain.transactions.get(id);
  const lacks = part === 'merkle-proof' ? ' or is unconfirmed' : '';
  if (!tx || (lacks && !tx.at)) return text(`Transaction not found${lacks}`, 404);
  if (part === 'hex') return text(toHex(tx.raw.bytes));
  if (part === 'merkle-proof' && tx.at) {
    const merkle = merkleBranch(merkleTree(tx.at.block.ids), tx.position).map(toDisplay);
    return json({ block_height: tx.at.height, merkle, pos: tx.position });
  }
  if (part !== 'outspends') return json(transactionJson(chain, tx, network));
  return json(
    tx.raw.outputs.map((_, index) => {
      const spend = chain.spends.get(outpointKey(id, index));
      if (!spend) return { spent: false };
      const { tx: spender, input: vin } = spend;
      return { spent: true, txid: spender.id, vin, status: statusJson(spender.at) };
    }),
  );
}

function addressAnswer(
  chain: MemoryChain,
  address: string,
  [txs, list, after]: readonly string[],
  network: Network,
): Body {
  const script = addressScript(address, network);
  if (!script) return text('Invalid Bitcoin address', 400);
  if (txs !== 'txs' || list !== 'chain') return text('endpoint does not exist', 404);
  const all = chain.history(script);
  const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const page = all.slice(start, start + PAGE);
  return json(page.map((tx) => transactionJson(chain, tx, network)));
}

function statusJson(at: ChainBlock | null) {
  if (!at) return { confirmed: false };
  const { hash, header } = at.block;
  return { confirmed: true, block_height: at.height, block_hash: hash, block_time: header.time };
}

function transactionJson(chain: MemoryChain, tx: ChainTransaction, network: Network) {
  const { raw, id, at } = tx;
  const coinbase = isCoinbase(raw);
  const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n);
  const paid = sum(raw.outputs.map(({ amount }) => amount));
  const taken = sum(raw.inputs.map((_, k) => chain.spent(tx, k)?.amount ?? 0n));
  return {
    txid: id,
    version: raw.version >>> 0,
    locktime: raw.lockTime,
    vin: raw.inputs.map(({ previous, index, script, sequence, witness }, k) => {
      const spent = coinbase ? null : chain.spent(tx, k);
      return {
        txid: toDisplay(previous),
        vout: index,
        prevout: spent ? outputJson(spent, network) : null,
        scriptsig: toHex(script),
        scriptsig_asm: '',
        ...(witness.length > 0 ? { witness: witness.map(toHex) } : {}),
        is_coinbase: coinbase,
        sequence,
      };
    }),
    vout: raw.outputs.map((output) => outputJson(output, network)),
    size: raw.bytes.length,
    weight: raw.bytes.length * 4,
    fee: coinbase ? 0 : Number(taken - paid),
    status: statusJson(at),
  };
}

function outputJson({ amount, script }: RawOutput, network: Network) {
  const { type, address } = scriptFacts(script, network);
  return {
    scriptpubkey: toHex(script),
    scriptpubkey_asm: '',
    scriptpubkey_type: script.length === 0 ? 'empty' : (TYPES[type] ?? type),
    // Esplora gives a bare key no address.
    ...(address !== null && type !== 'p2pk' ? { scriptpubkey_address: address } : {}),
    value: Number(amount),
  };
}

/** The interface on a free port of loopback, below `/api`. */
export async function startEsplora(chain: MemoryChain, network = REGTEST) {
  const server = createServer(({ url = '' }, response) => {
    const { status, text: body } = esploraAnswer(chain, url.replace(/^\/api/, ''), network);
    const type = /^[[{]/.test(body) ? 'application/json' : 'text/plain';
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url: `http://127.0.0.1:${port}/api`, stop };
}
