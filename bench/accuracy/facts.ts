import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAmount } from '../../src/base/amount.ts';
import { readCsv } from './rows.ts';

/**
 * Facts of the cases without an answer file, read from the raw files without any of the product's
 * readers: what a result must not contradict.
 */

/** Case 01: stETH, mETH and cmETH; every other token of the file is an impersonator. */
export const BYBIT_TOKENS: ReadonlySet<string> = new Set([
  '',
  '0xae7ab96520de3a18e5e111b5eaab095312d7fe84',
  '0xd5f7838f5c461feff7fe49ea5ebaf7728bb0adfa',
  '0xe6829d9a7ee3040e1276fa75293bde931859e8fa',
]);
const BYBIT_SOURCE = '0x47666fab8bd0ac7003bce3f5c3585383f09486e2';
const DECIMALS = 18;

export interface BybitFacts {
  /** Who got ETH or a real token from the source directly. */
  readonly firstHop: ReadonlySet<string>;
  /** Contracts that only pretend to be a token. */
  readonly fakeTokens: ReadonlySet<string>;
  /** Who received nothing but fake tokens. */
  readonly fakeOnly: ReadonlySet<string>;
  /** All that ever arrived at `holder contract` (an empty contract is ETH), in base units. */
  readonly arrived: ReadonlyMap<string, bigint>;
  /** The addresses whose outgoing transfers the file lists. */
  readonly senders: ReadonlySet<string>;
}

export function bybitFacts(root: string): BybitFacts {
  const text = readFileSync(join(root, 'cases/public/01-bybit-ledger-stripped.csv'), 'utf8');
  const rows = readCsv(text).map((r) => ({
    from: r.from ?? '',
    to: r.to ?? '',
    token: r.token_contract ?? '',
    amount: parseAmount(r.amount ?? '', DECIMALS, 'amount').units,
  }));
  const real = rows.filter((row) => BYBIT_TOKENS.has(row.token));
  const realReceivers = new Set(real.map((row) => row.to));
  const arrived = new Map<string, bigint>();
  for (const row of real) add(arrived, `${row.to} ${row.token}`, row.amount);
  return {
    firstHop: new Set(real.filter((row) => row.from === BYBIT_SOURCE).map((row) => row.to)),
    fakeTokens: new Set(rows.map((row) => row.token).filter((token) => !BYBIT_TOKENS.has(token))),
    fakeOnly: new Set(rows.map((row) => row.to).filter((to) => !realReceivers.has(to))),
    arrived,
    senders: new Set(rows.map((row) => row.from)),
  };
}

interface ReceiveEvent {
  readonly transactionHash: string;
  readonly tokenAddress: string;
  readonly tokenRecipient: string;
  readonly amount: string;
}

interface ReturnEvent {
  readonly from: string;
  readonly contractAddress: string;
  readonly value: string;
}

export interface NomadFacts {
  readonly recipients: ReadonlySet<string>;
  /** Base units taken, by token contract. */
  readonly taken: ReadonlyMap<string, bigint>;
  /** Base units taken by `recipient token`. */
  readonly takenBy: ReadonlyMap<string, bigint>;
  /** Base units sent back by `address token`, tokens that were taken only. */
  readonly returnedBy: ReadonlyMap<string, bigint>;
  readonly transactions: number;
}

/** Case 05: who took how much of which token, and what came back. */
export function nomadFacts(root: string): NomadFacts {
  const read = <T>(path: string) =>
    JSON.parse(readFileSync(join(root, 'bridge-theft-nomad/data', path), 'utf8')) as T[];
  const events = read<ReceiveEvent>('hack/receive_events.json');
  const taken = new Map<string, bigint>();
  const takenBy = new Map<string, bigint>();
  for (const event of events) {
    const token = event.tokenAddress.toLowerCase();
    add(taken, token, BigInt(event.amount));
    add(takenBy, `${event.tokenRecipient.toLowerCase()} ${token}`, BigInt(event.amount));
  }
  const returnedBy = new Map<string, bigint>();
  for (const event of read<ReturnEvent>('recovery/transfer_events.json')) {
    const token = event.contractAddress.toLowerCase();
    if (!taken.has(token)) continue;
    add(returnedBy, `${event.from.toLowerCase()} ${token}`, BigInt(event.value));
  }
  return {
    recipients: new Set(events.map((event) => event.tokenRecipient.toLowerCase())),
    taken,
    takenBy,
    returnedBy,
    transactions: new Set(events.map((event) => event.transactionHash)).size,
  };
}

export const USDT_TRON = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';

export interface TronWallet {
  readonly in: bigint;
  readonly out: bigint;
  readonly transfers: number;
}

/**
 * Case 06: USDT in and out of each listed wallet that has transfers. A transfer between two listed
 * wallets stands under both and is counted once; one to itself is in and out.
 */
export function tronFacts(root: string): Map<string, TronWallet> {
  const text = readFileSync(join(root, 'cases/public/06-tron-ledger-stripped.csv'), 'utf8');
  const rows = readCsv(text);
  const wallets = new Set(rows.map((row) => row.wallet ?? ''));
  const seen = new Map<string, { in: bigint; out: bigint; transfers: number }>();
  for (const wallet of wallets) seen.set(wallet, { in: 0n, out: 0n, transfers: 0 });
  for (const row of distinctTransfers(rows)) {
    if (row.token_id !== USDT_TRON) continue;
    const amount = BigInt(row.amount_raw ?? '0');
    const to = seen.get(row.to ?? '');
    const from = seen.get(row.from ?? '');
    if (to) to.in += amount;
    if (from) from.out += amount;
    if (to) to.transfers++;
    if (from && from !== to) from.transfers++;
  }
  return seen;
}

/** Each transfer as often as the wallet that lists it most often lists it. */
function distinctTransfers(rows: readonly Record<string, string>[]): Record<string, string>[] {
  const listed = new Map<string, Map<string, Record<string, string>[]>>();
  for (const row of rows) {
    const key = [row.tx_id, row.from, row.to, row.amount_raw, row.token_id].join(' ');
    const byWallet = listed.get(key) ?? new Map<string, Record<string, string>[]>();
    listed.set(key, byWallet);
    const wallet = row.wallet ?? '';
    byWallet.set(wallet, [...(byWallet.get(wallet) ?? []), row]);
  }
  return [...listed.values()].flatMap((byWallet) =>
    [...byWallet.values()].reduce((most, list) => (list.length > most.length ? list : most)),
  );
}

function add(map: Map<string, bigint>, key: string, amount: bigint): void {
  map.set(key, (map.get(key) ?? 0n) + amount);
}
