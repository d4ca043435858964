// Bitcoin Core's JSON-RPC over a chain in memory, in the shapes that its help texts state
// (bitcoincore.org/en/doc), as of a version and with or without `-txindex`.

import { toDisplay, toHex } from '../../src/ledger/bitcoin/hash.ts';
import { outpointKey } from '../../src/ledger/bitcoin/ledger.ts';
import { REGTEST } from '../../src/ledger/bitcoin/network.ts';
import { scriptFacts } from '../../src/ledger/bitcoin/script.ts';
import { isCoinbase, type RawOutput } from '../../src/ledger/bitcoin/transaction.ts';
import type { Json } from '../../src/ledger/source.ts';
import { type ChainBlock, type ChainTransaction, type MemoryChain, medianTime } from './chain.ts';

export interface CoreDialect {
  /** 25: `getrawtransaction` tells what is spent; 23: blocks of verbosity 3 do; 22: neither. */
  readonly version: 22 | 23 | 25;
  readonly txindex: boolean;
}

const NO_INDEX =
  'No such mempool transaction. Use -txindex or provide a block hash to enable blockchain ' +
  'transaction queries. Use gettransaction for wallet transactions.';
const NOT_FOUND =
  'No such mempool or blockchain transaction. Use gettransaction for wallet transactions.';
const NOT_IN_BLOCK =
  'No such transaction found in the provided block. Use gettransaction for wallet transactions.';

class RpcError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** What the node answers to a call, errors with the status 500 that JSON-RPC 1 has here. */
export function coreAnswer(
  chain: MemoryChain,
  dialect: CoreDialect,
  method: string,
  params: readonly Json[],
) {
  try {
    const result = resultOf(chain, dialect, method, params);
    return { status: 200, value: { result, error: null, id: 1 } };
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    const { code, message } = error;
    return { status: 500, value: { result: null, error: { code, message }, id: 1 } };
  }
}

function resultOf(
  chain: MemoryChain,
  dialect: CoreDialect,
  method: string,
  [first = null, second = null, third = null]: readonly Json[],
): unknown {
  switch (method) {
    case 'getblockchaininfo':
      return {
        chain: 'regtest',
        blocks: chain.tip.height,
        headers: chain.tip.height,
        bestblockhash: chain.tip.block.hash,
        difficulty: 4.656542373906925e-10,
        time: chain.tip.block.header.time,
        mediantime: medianTime(chain, chain.tip.height),
        initialblockdownload: false,
        pruned: false,
      };
    case 'getblockhash': {
      const at = chain.blocks[Number(first)];
      if (!at) throw new RpcError(-8, 'Block height out of range');
      return at.block.hash;
    }
    case 'getblockheader': {
      const at = blockAt(chain, first);
      return second === false ? toHex(at.block.bytes.subarray(0, 80)) : headerJson(chain, at);
    }
    case 'getblock':
      return blockJson(chain, dialect, blockAt(chain, first), Number(second ?? 1));
    case 'getrawmempool':
      return [...chain.transactions.values()].flatMap(({ id, at }) => (at ? [] : [id]));
    case 'gettxspendingprevout':
      if (dialect.version < 25) throw new RpcError(-32601, 'Method not found');
      return (first as readonly { txid: string; vout: number }[]).map(({ txid, vout }) => {
        const spender = chain.spends.get(outpointKey(txid, vout))?.tx;
        return { txid, vout, ...(spender && !spender.at && { spendingtxid: spender.id }) };
      });
    case 'getrawtransaction':
      return transactionResult(chain, dialect, String(first), Number(second ?? 0), third);
    default:
      throw new RpcError(-32601, 'Method not found');
  }
}

function blockAt(chain: MemoryChain, hash: Json): ChainBlock {
  const at = chain.byHash(hash);
  if (!at) throw new RpcError(-5, 'Block not found');
  return at;
}

function headerJson(chain: MemoryChain, { block, height }: ChainBlock) {
  const { hash, header, transactions } = block;
  return {
    hash,
    confirmations: chain.tip.height - height + 1,
    height,
    version: header.version,
    versionHex: (header.version >>> 0).toString(16).padStart(8, '0'),
    merkleroot: toDisplay(header.merkleRoot),
    time: header.time,
    mediantime: medianTime(chain, height),
    nonce: header.nonce,
    bits: header.bits.toString(16).padStart(8, '0'),
    difficulty: 4.656542373906925e-10,
    nTx: transactions.length,
    ...(height === 0 ? {} : { previousblockhash: header.previous }),
  };
}

function blockJson(
  chain: MemoryChain,
  { version }: CoreDialect,
  at: ChainBlock,
  verbosity: number,
) {
  if (verbosity === 0) return toHex(at.block.bytes);
  const spends = verbosity >= 3 && version >= 23;
  const tx = at.ids.map((id) => {
    const one = chain.transactions.get(id) as ChainTransaction;
    return verbosity === 1 ? id : transactionJson(chain, one, spends);
  });
  return { ...headerJson(chain, at), strippedsize: 1, size: at.block.bytes.length, weight: 4, tx };
}

function transactionResult(
  chain: MemoryChain,
  { version, txindex }: CoreDialect,
  id: string,
  verbosity: number,
  hash: Json,
): unknown {
  const tx = chain.transactions.get(id);
  if (hash !== null) {
    blockAt(chain, hash);
    if (tx?.at?.block.hash !== hash) throw new RpcError(-5, NOT_IN_BLOCK);
  } else if (!tx || (tx.at && !txindex)) {
    throw new RpcError(-5, txindex ? NOT_FOUND : NO_INDEX);
  }
  if (verbosity === 0) return toHex(tx.raw.bytes);
  const { at } = tx;
  return {
    ...(hash === null ? {} : { in_active_chain: true }),
    ...transactionJson(chain, tx, verbosity >= 2 && version >= 25),
    ...(at && {
      blockhash: at.block.hash,
      confirmations: chain.tip.height - at.height + 1,
      time: at.block.header.time,
      blocktime: at.block.header.time,
    }),
  };
}

function transactionJson(chain: MemoryChain, tx: ChainTransaction, spends: boolean) {
  const { raw, id } = tx;
  const coinbase = isCoinbase(raw);
  return {
    txid: id,
    hash: id,
    version: raw.version,
    size: raw.bytes.length,
    vsize: raw.bytes.length,
    weight: raw.bytes.length * 4,
    locktime: raw.lockTime,
    vin: raw.inputs.map(({ previous, index, script, sequence, witness }, k) => {
      const items = witness.length > 0 ? { txinwitness: witness.map(toHex) } : {};
      if (coinbase) return { coinbase: toHex(script), ...items, sequence };
      const spent = spends ? chain.spent(tx, k) : null;
      const height = chain.transactions.get(toDisplay(previous))?.at?.height;
      return {
        txid: toDisplay(previous),
        vout: index,
        scriptSig: { asm: '', hex: toHex(script) },
        ...items,
        ...(spent ? { prevout: { generated: false, height, ...outputJson(spent) } } : {}),
        sequence,
      };
    }),
    vout: raw.outputs.map((output, n) => ({ ...outputJson(output), n })),
    hex: toHex(raw.bytes),
  };
}

function outputJson({ amount, script }: RawOutput) {
  const { address } = scriptFacts(script, REGTEST);
  const scriptPubKey = { asm: '', hex: toHex(script), ...(address && { address }) };
  return { value: Number(amount) / 1e8, scriptPubKey };
}
