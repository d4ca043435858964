import type { LayoutInput } from './mapping.ts';

const PRICES = ['CurrentValue*', 'Historical $Price/*', 'PrivateNote', 'DateTime*'];

/** Account exports of Etherscan and of the sites that run its software. */
const ETHERSCAN: readonly LayoutInput[] = [
  {
    id: 'etherscan-native',
    list: 'native',
    kind: 'native',
    tx: ['Transaction Hash', 'Txhash'],
    block: 'Blockno',
    time: 'UnixTimestamp',
    from: 'From',
    // the contract that the transaction created
    to: ['To', 'ContractAddress'],
    amount: ['Value_IN(*)', 'Value_OUT(*)'],
    unit: 'decimal',
    fee: 'TxnFee(*)',
    failed: { column: 'Status', values: ['', 'ok', 'success'], not: true },
    ignore: [...PRICES, 'ErrCode', 'Method'],
  },
  {
    id: 'etherscan-internal',
    list: 'internal',
    kind: 'internal',
    tx: ['Transaction Hash', 'Txhash'],
    block: 'Blockno',
    time: 'UnixTimestamp',
    from: 'From',
    to: ['TxTo', 'ContractAddress'],
    amount: ['Value_IN(*)', 'Value_OUT(*)'],
    unit: 'decimal',
    failed: { column: 'Status', values: ['0', ''], not: true },
    ignore: [...PRICES, 'ParentTxFrom', 'ParentTxTo', 'ParentTx*_Value', 'ErrCode', 'Type'],
  },
  {
    id: 'etherscan-token',
    list: 'token',
    tx: ['Transaction Hash', 'Txhash'],
    block: 'Blockno',
    time: 'UnixTimestamp',
    from: 'From',
    to: 'To',
    contract: 'ContractAddress',
    symbol: 'TokenSymbol',
    amount: ['TokenValue', 'Value'],
    unit: 'decimal',
    optional: ['block'],
    ignore: [...PRICES, 'USDValueDayOfTx', 'TokenName'],
  },
  {
    id: 'etherscan-nft',
    list: 'nft',
    tx: ['Transaction Hash', 'Txhash'],
    block: 'Blockno',
    time: 'UnixTimestamp',
    from: 'From',
    to: 'To',
    contract: 'ContractAddress',
    symbol: ['TokenSymbol', 'TokenName'],
    item: ['Token ID', 'TokenId'],
    // without a quantity a row is one unit (ERC-721)
    amount: ['Quantity'],
    unit: 'base',
    optional: ['block', 'amount'],
    ignore: [...PRICES, 'TokenName', 'Type'],
  },
];

/** Kinds of call that move nothing, whatever value they show. */
const NO_VALUE = ['delegatecall', 'staticcall', 'callcode'];

const API = [
  ...['nonce', 'blockHash', 'cumulativeGasUsed', 'confirmations', 'input', 'methodId', 'gas'],
  ...['functionName', 'txreceipt_status', 'traceId', 'type', 'errCode', 'gasPriceBid', 'tokenName'],
];

/** Answers of Etherscan's account API, and of Blockscout's that copies it, saved as they came. */
const ETHERSCAN_API: readonly LayoutInput[] = [
  {
    id: 'etherscan-api-native',
    list: 'native',
    kind: 'native',
    tx: ['hash', 'transactionHash'],
    block: 'blockNumber',
    txIndex: 'transactionIndex',
    time: 'timeStamp',
    from: 'from',
    to: ['to', 'contractAddress'],
    amount: 'value',
    unit: 'base',
    fee: 'gasUsed',
    feeTimes: 'gasPrice',
    feeUnit: 'base',
    failed: { column: 'isError', values: ['1'] },
    ignore: API,
  },
  {
    id: 'etherscan-api-internal',
    list: 'internal',
    kind: 'internal',
    tx: ['hash', 'transactionHash'],
    block: 'blockNumber',
    time: 'timeStamp',
    from: 'from',
    to: ['to', 'contractAddress'],
    amount: 'value',
    unit: 'base',
    failed: { column: 'isError', values: ['1'] },
    skip: [{ column: 'callType', values: NO_VALUE }],
    optional: ['skip'],
    ignore: [...API, 'gasUsed', 'index'],
  },
  {
    id: 'etherscan-api-token',
    list: 'token',
    tx: ['hash', 'transactionHash'],
    block: 'blockNumber',
    txIndex: 'transactionIndex',
    index: 'logIndex',
    time: 'timeStamp',
    from: 'from',
    to: 'to',
    contract: 'contractAddress',
    symbol: 'tokenSymbol',
    decimals: 'tokenDecimal',
    amount: 'value',
    unit: 'base',
    optional: ['index', 'txIndex'],
    ignore: [...API, 'gasPrice', 'gasUsed'],
  },
];

/** Account exports of Blockscout. Its times are ISO 8601 in spite of their name. */
const BLOCKSCOUT: readonly LayoutInput[] = [
  {
    id: 'blockscout-native',
    list: 'native',
    kind: 'native',
    tx: 'TxHash',
    block: 'BlockNumber',
    time: 'UnixTimestamp',
    from: 'FromAddress',
    to: ['ToAddress', 'ContractAddress'],
    amount: 'Value',
    unit: 'base',
    fee: 'Fee',
    feeUnit: 'base',
    failed: { column: 'Status', values: ['ok', ''], not: true },
    ignore: ['Type', 'ErrCode', 'CurrentPrice', 'TxDate*Price', 'MethodName'],
  },
  {
    id: 'blockscout-internal',
    list: 'internal',
    kind: 'internal',
    tx: 'TxHash',
    index: 'Index',
    block: 'BlockNumber',
    time: 'UnixTimestamp',
    from: 'FromAddress',
    to: ['ToAddress', 'ContractAddress'],
    amount: 'Value',
    unit: 'base',
    failed: { column: 'ErrCode', values: [''], not: true },
    // index 0 is the transaction itself, which the native list has
    skip: [
      { column: 'CallType', values: NO_VALUE },
      { column: 'Index', values: ['0'] },
    ],
    // TxIndex and BlockIndex are exchanged in some versions: neither is read
    ignore: [
      ...['BlockHash', 'TxIndex', 'BlockIndex', 'Type', 'Gas', 'GasUsed', 'Input', 'Output'],
      'Fee',
    ],
  },
  {
    id: 'blockscout-token',
    list: 'token',
    tx: 'TxHash',
    block: 'BlockNumber',
    time: 'UnixTimestamp',
    from: 'FromAddress',
    to: 'ToAddress',
    contract: 'TokenContractAddress',
    symbol: 'TokenSymbol',
    decimals: 'TokenDecimals',
    amount: 'TokensTransferred',
    unit: 'base',
    failed: { column: 'Status', values: ['ok', ''], not: true },
    optional: ['decimals'],
    // the fee is the sender's of the transaction, who need not be the sender of the tokens
    ignore: ['Type', 'TransactionFee', 'ErrCode'],
  },
];

const DONE = ['', 'success', 'successful', 'confirmed', 'true', 'ok'];

/** Account exports for Tron: Tronscan's, OKLink's, and TronGrid's answers saved as they came. */
const TRON: readonly LayoutInput[] = [
  {
    id: 'tronscan-transfers',
    list: 'token',
    tx: ['Txn Hash', 'Transaction Hash', 'TxnHash', 'Hash'],
    block: 'Block',
    time: ['Time(UTC)', 'Time (UTC)'],
    from: 'From',
    to: 'To',
    // the contract, often with the token's name around it
    contract: ['Token Address', 'Token'],
    symbol: 'Token Symbol',
    amount: ['Amount/TokenID', 'Amount'],
    unit: 'decimal',
    failed: { column: 'Result', values: DONE, not: true },
    optional: ['block', 'symbol', 'failed'],
    ignore: ['Type', 'Method ID', 'Method Name', 'Token ID(1155)', 'Status', 'Token'],
  },
  {
    id: 'oklink-tokens',
    list: 'token',
    tx: 'Tx Hash',
    block: 'blockHeight',
    time: 'blockTime(UTC)',
    from: 'from',
    to: 'to',
    contract: 'tokenAddress',
    symbol: 'symbol',
    amount: 'value',
    unit: 'decimal',
    ignore: ['blockTime(UTC+8)', 'isConfirm'],
  },
  {
    id: 'trongrid-trc20',
    list: 'token',
    tx: 'transaction_id',
    time: 'block_timestamp',
    timeForm: 'milliseconds',
    from: 'from',
    to: 'to',
    contract: 'token_info.address',
    symbol: 'token_info.symbol',
    decimals: 'token_info.decimals',
    amount: 'value',
    unit: 'base',
    skip: [{ column: 'type', values: ['Approval'] }],
    ignore: ['token_info.name'],
  },
];

/** What block explorers export for one account. */
export const EXPLORERS: readonly LayoutInput[] = [
  ...ETHERSCAN,
  ...ETHERSCAN_API,
  ...BLOCKSCOUT,
  ...TRON,
];
