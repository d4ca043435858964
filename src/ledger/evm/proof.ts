import { z } from 'zod';
import { InputError } from '../../base/errors.ts';
import { AssetBook } from '../asset-book.ts';
import { tokenLookup } from '../assets.ts';
import { type Chain, chainOf } from '../chains.ts';
import { type CheckedProof, checked, type ProvedMovement, proofFields } from '../proof.ts';
import {
  decodeReceipt,
  decodeTransaction,
  type ProvedReceipt,
  type SentTransaction,
} from './decode.ts';
import { decodeHeader, type Header } from './header.ts';
import { bytesOf } from './hex.ts';
import { transfersOf } from './receipt.ts';
import { provedValue } from './trie.ts';

/** A block's receipts and transactions are a few megabytes; one of them is never as long. */
const HEX = 2 ** 25;
const hex = z
  .string()
  .max(HEX)
  .regex(/^0x(?:[0-9a-f]{2})*$/);
const nodes = z.array(hex).min(1).max(16).describe('Trie nodes, the root first');

/** A transaction and its receipt in a block of an EVM chain. */
export const evmProofSchema = z.strictObject({
  ...proofFields,
  kind: z.literal('evm'),
  block: z.strictObject({
    number: z.int().min(0),
    hash: z.string().regex(/^0x[0-9a-f]{64}$/),
    header: hex.describe('RLP; its Keccak-256 is the hash'),
    agreed: z
      .array(z.string().max(200))
      .max(64)
      .describe('Names of the sources that gave this hash for this number when they were asked'),
  }),
  index: z.int().min(0).max(1_000_000).describe('Position in the block'),
  transaction: nodes,
  receipt: nodes,
});

export type EvmProof = z.infer<typeof evmProofSchema>;

/**
 * Checks a proof by its bytes alone: the header against its hash, both tries against the header's
 * roots, the transaction against its id. That the header is part of the chain is not shown: no
 * proof of work or stake is checked, and the step says which sources gave its hash.
 */
export function checkEvmProof(proof: EvmProof): CheckedProof {
  return checked((steps) => {
    const { block, index } = proof;
    const chain = evmChain(proof.chain);
    const header = decodeHeader(bytesOf(block.header, 'header'), 'header');
    expectSame('block hash', block.hash, header.hash);
    expectSame('block number', block.number, header.number);
    steps.push(`The header hashes to ${header.hash} (Keccak-256).`);
    steps.push(agreement(proof));

    const sent = provedBytes(header.transactionsRoot, proof.transaction, index, 'transaction');
    const transaction = decodeTransaction(sent, 'transaction');
    expectSame('transaction id', proof.tx, transaction.id);
    const { chainId } = transaction;
    if (chainId !== null) expectSame('chain of the signature', chain.id, `eip155:${chainId}`);
    steps.push(`Transaction ${transaction.id} is number ${index} under its transactions' root.`);

    const got = provedBytes(header.receiptsRoot, proof.receipt, index, 'receipt');
    const receipt = decodeReceipt(got, 'receipt');
    steps.push(`Its receipt, with ${receipt.logs.length} logs, is under its receipts' root.`);
    const moved = movedBy(chain, header, transaction, receipt, steps);
    const anchor = new Set(block.agreed).size > 1 ? 'sources' : 'nothing';
    return { block: header.number, time: header.time, anchor, moved };
  });
}

/** @throws InputError */
function evmChain(id: string): Chain {
  const chain = chainOf(id);
  if (chain?.family === 'evm') return chain;
  throw new InputError('chain', 'an EVM chain that the program knows', id);
}

function expectSame(what: string, expected: string | number, found: string | number): void {
  if (expected !== found) throw new InputError(what, String(expected), found);
}

function agreement({ block: { number, agreed } }: EvmProof): string {
  const names = [...new Set(agreed)];
  const many = names.length === 1 ? '1 source' : `${names.length} sources`;
  const who = names.length > 0 ? ` (${names.join(', ')})` : '';
  return (
    `That block ${number} of the chain has this hash was said by ${many}${who}; ` +
    'it cannot be checked offline.'
  );
}

function provedBytes(
  root: Uint8Array,
  texts: readonly string[],
  index: number,
  label: string,
): Uint8Array {
  const path = texts.map((text, i) => bytesOf(text, `${label}, node ${i + 1}`));
  return provedValue(root, index, path, label);
}

const ZERO = `0x${'0'.repeat(40)}`;

/** What the ledger's own reading of receipts makes of the proved bytes. */
function movedBy(
  chain: Chain,
  header: Header,
  transaction: SentTransaction,
  receipt: ProvedReceipt,
  steps: string[],
): ProvedMovement {
  const { id, type, value, mint, depositValue, retryValue } = transaction;
  const place = { blockHash: header.hash, blockNumber: header.number, transactionIndex: 0 };
  // before Byzantium a receipt does not say if the transaction failed, but a failed one has no logs
  const known = receipt.succeeded ?? (receipt.logs.length > 0 ? true : null);
  const parties = value > 0n || mint || depositValue ? transaction.parties() : null;
  const pays = known !== null && parties !== null && parties.from !== null;
  if (pays && transaction.signed) steps.push(`Its signature is that of ${parties.from}.`);
  const transfers = transfersOf(
    {
      transaction: {
        ...place,
        hash: id,
        type,
        from: parties?.from ?? ZERO,
        to: parties?.to,
        value: pays ? value : 0n,
        gas: 0n,
        mint: pays ? mint : null,
        depositValue: pays ? depositValue : null,
        retryValue: pays ? retryValue : null,
      },
      receipt: {
        ...place,
        transactionHash: id,
        status: known === false ? 0 : 1,
        // gas is not a hop, and a receipt alone does not say how much of the block's it was
        gasUsed: 0n,
        logs: receipt.logs.map((log, logIndex) => {
          const { address, topics, data } = log;
          return {
            ...place,
            address,
            topics: [...topics],
            data,
            logIndex,
            transactionHash: id,
          };
        }),
      },
      trace: null,
      time: header.time,
      inputs: { transaction: 0, receipt: 0, trace: 0 },
    },
    {
      chain,
      book: new AssetBook(chain, tokenLookup(chain)),
      claims: () => ({ symbol: '', decimals: null }),
      unreadable: () => {},
    },
  );
  return {
    kind: 'transfers',
    // what a contract pays is not in a receipt, even where a log lets it be inferred
    transfers: transfers.filter(({ kind, failed }) => kind !== 'internal' && !failed),
    blind: { to: 'native', why: blindSpot(known, value > 0n && !pays) },
  };
}

function blindSpot(known: boolean | null, unpaid: boolean): string {
  if (known === null) {
    return 'A receipt from before Byzantium does not say whether the transaction failed.';
  }
  if (unpaid) return 'The transaction has no signature that shows who paid its value.';
  return 'A receipt does not show what contracts pay in the native asset.';
}
