// Lines of account lists in the shapes that the explorers document: Etherscan's V2 API reference
// (docs.etherscan.io) and Blockscout's views of its RPC API (`API.RPC.AddressView`).

import {
  type StagedLedger,
  type StagedTransaction,
  type TokenMove,
  tokenMoves,
  ZERO,
} from './staged.ts';

export type ExplorerKind = 'etherscan' | 'blockscout';
export type ListAction = 'txlist' | 'txlistinternal' | 'tokentx' | 'tokennfttx' | 'token1155tx';

/** One line, whom it concerns, and where it stands. */
export interface Line {
  readonly block: number;
  readonly holders: readonly string[];
  readonly hash: string;
  readonly fields: Readonly<Record<string, string>>;
}

const KIND_OF = { tokentx: 'erc20', tokennfttx: 'erc721', token1155tx: 'erc1155' } as const;

/** The lines of a list over all accounts, in chain order. */
export function linesOf(ledger: StagedLedger, action: ListAction, kind: ExplorerKind): Line[] {
  return ledger.transactions.flatMap((tx) => {
    if (action === 'txlist') return [nativeLine(tx, ledger, kind)];
    if (action === 'txlistinternal') return internalLines(tx, kind);
    return tokenMoves(tx)
      .filter((move) => move.kind === KIND_OF[action])
      .map((move) => tokenLine(tx, move, ledger, kind));
  });
}

function nativeLine(tx: StagedTransaction, { head }: StagedLedger, kind: ExplorerKind): Line {
  const failed = tx.status === 0;
  const status = tx.status === null ? '' : `${tx.status}`;
  const fields = {
    blockNumber: `${tx.block}`,
    blockHash: blockHash(tx.block),
    timeStamp: `${tx.time}`,
    hash: tx.hash,
    nonce: `${tx.nonce}`,
    transactionIndex: `${tx.txIndex}`,
    from: tx.from,
    to: tx.to ?? '',
    value: `${tx.value}`,
    gas: `${tx.gas}`,
    gasPrice: `${tx.gasPrice}`,
    input: tx.input,
    contractAddress: tx.creates ?? '',
    cumulativeGasUsed: `${tx.gasUsed}`,
    txreceipt_status: status,
    gasUsed: `${tx.gasUsed}`,
    confirmations: `${head - tx.block}`,
    isError: failed ? '1' : '0',
    ...(kind === 'etherscan' ? { methodId: tx.input.slice(0, 10), functionName: '' } : {}),
  };
  const holders = [tx.from, tx.to, tx.creates].flatMap((holder) => holder ?? []);
  return { block: tx.block, holders, hash: tx.hash, fields };
}

/** Calls that pay nothing, or were undone, are not listed. */
export function internalLines(tx: StagedTransaction, kind: ExplorerKind, byHash = false): Line[] {
  if (tx.status === 0) return [];
  return tx.calls.flatMap(({ from, to, value, failed }, i): Line[] => {
    if (value === 0n || failed) return [];
    const shared = {
      blockNumber: `${tx.block}`,
      timeStamp: `${tx.time}`,
      from,
      to,
      value: `${value}`,
      contractAddress: '',
      input: '',
      type: 'call',
      gas: '2300',
      gasUsed: '0',
      isError: '0',
      errCode: '',
    };
    const named = byHash ? {} : { hash: tx.hash, traceId: `0_${i}` };
    const indexed = { transactionHash: tx.hash, index: `${i + 1}`, callType: 'call' };
    const fields = { ...shared, ...(kind === 'etherscan' ? named : indexed) };
    return [{ block: tx.block, holders: [from, to], hash: tx.hash, fields }];
  });
}

function tokenLine(
  tx: StagedTransaction,
  move: TokenMove,
  { tokens, head }: StagedLedger,
  kind: ExplorerKind,
): Line {
  const token = tokens.get(move.contract);
  const amounts =
    move.kind === 'erc20'
      ? { value: `${move.value}` }
      : move.kind === 'erc721'
        ? { tokenID: `${move.item}` }
        : { tokenID: `${move.item}`, tokenValue: `${move.value}` };
  const fields = {
    blockNumber: `${tx.block}`,
    timeStamp: `${tx.time}`,
    hash: tx.hash,
    nonce: `${tx.nonce}`,
    blockHash: blockHash(tx.block),
    from: move.from,
    contractAddress: move.contract,
    to: move.to,
    ...amounts,
    tokenName: token?.name ?? '',
    tokenSymbol: token?.symbol ?? '',
    tokenDecimal: token ? `${token.decimals}` : '',
    transactionIndex: `${tx.txIndex}`,
    gas: `${tx.gas}`,
    gasPrice: `${tx.gasPrice}`,
    gasUsed: `${tx.gasUsed}`,
    cumulativeGasUsed: `${tx.gasUsed}`,
    input: kind === 'etherscan' ? 'deprecated' : tx.input,
    confirmations: `${head - tx.block}`,
    ...(kind === 'blockscout' ? { logIndex: `${move.logIndex}` } : {}),
  };
  const holders = [move.from, move.to].filter((holder) => holder !== ZERO);
  return { block: tx.block, holders, hash: tx.hash, fields };
}

/** A block's hash is its number: nothing here depends on more. */
function blockHash(block: number): string {
  return `0x${block.toString(16).padStart(64, 'b')}`;
}

const hex = (value: bigint | number): string => `0x${value.toString(16)}`;

/** As `eth_getTransactionByHash` gives it. */
export function transactionJson(tx: StagedTransaction): Record<string, unknown> {
  return {
    blockHash: blockHash(tx.block),
    blockNumber: hex(tx.block),
    from: tx.from,
    gas: hex(tx.gas),
    gasPrice: hex(tx.gasPrice),
    hash: tx.hash,
    input: tx.input,
    nonce: hex(tx.nonce),
    to: tx.to,
    transactionIndex: hex(tx.txIndex),
    value: hex(tx.value),
    type: '0x2',
  };
}

/** As `eth_getTransactionReceipt` gives it. */
export function receiptJson(tx: StagedTransaction): Record<string, unknown> {
  const place = {
    blockHash: blockHash(tx.block),
    blockNumber: hex(tx.block),
    transactionHash: tx.hash,
    transactionIndex: hex(tx.txIndex),
  };
  const logs = tx.logs.map((log, i) => ({
    ...log,
    ...place,
    logIndex: hex(tx.firstLog + i),
    removed: false,
  }));
  return {
    ...place,
    contractAddress: tx.creates,
    cumulativeGasUsed: hex(tx.gasUsed),
    effectiveGasPrice: hex(tx.gasPrice),
    from: tx.from,
    gasUsed: hex(tx.gasUsed),
    logs: tx.status === 0 ? [] : logs,
    logsBloom: `0x${'0'.repeat(512)}`,
    ...(tx.status === null ? { root: blockHash(tx.block) } : { status: hex(tx.status) }),
    to: tx.to,
    type: '0x2',
  };
}
