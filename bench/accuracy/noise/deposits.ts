import { isDeposit, writeCustomers } from './services.ts';
import type { Pen } from './world.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** What is about to be swept, oldest first. */
interface Arrival {
  readonly time: number;
  readonly usd: number;
}

/**
 * Deposit accounts: the truth's own and other customers' get money and are swept to the operator's
 * hot wallet. Some sweeps come at once, some merge several deposits, some empty several accounts in
 * one transaction; the last deposit may still lie there.
 */
export function writeDeposits(p: Pen): void {
  const { truth, strength } = p.world;
  const operators = new Map<string, string>();
  const accounts: { readonly account: string; readonly wallet: string }[] = [];
  for (const [account, label] of truth.terminals) {
    const unlabelled = label === '' && p.random.chance(0.3);
    if (!isDeposit(p, account) && !unlabelled) continue;
    if (!p.random.chance(0.4 + 0.55 * strength)) continue;
    const operator = unlabelled
      ? `nameless ${p.random.int(1, 3)}`
      : (label.split(/[_:]|\sDeposit/)[0] ?? label);
    accounts.push({ account, wallet: hotWallet(p, operators, operator) });
    p.world.operated.add(account);
  }
  const others = Math.round((60 + accounts.length * 0.3) * strength);
  const wallets = [...operators.values(), hotWallet(p, operators, 'nameless 1')];
  const known = p.world.services.filter((s) => s.category === 'exchange').map((s) => s.address);
  for (let i = 0; i < others; i++) {
    const wallet = p.random.pick(p.random.chance(0.5) ? wallets : known);
    accounts.push({ account: p.fresh(), wallet });
  }
  for (const { account, wallet } of p.random.shuffled(accounts)) writeAccount(p, account, wallet);
  for (const wallet of new Set(wallets)) {
    writeCustomers(p, wallet, Math.round(p.random.logNormal(40, 0.7) * strength));
  }
  writeJointSweeps(p, wallets);
}

/** The labelled hot wallet of an operator where the label file has one, otherwise a new address. */
function hotWallet(p: Pen, operators: Map<string, string>, operator: string): string {
  const known = operators.get(operator);
  if (known) return known;
  const name = operator.toLowerCase();
  const labelled = p.world.services.filter((s) => s.entity.toLowerCase().startsWith(name));
  const wallet = labelled.length > 0 ? p.random.pick(labelled).address : p.fresh();
  operators.set(operator, wallet);
  return wallet;
}

/** One account: the truth's arrivals and other people's, swept in the order of time. */
function writeAccount(p: Pen, account: string, wallet: string): void {
  const { truth, start, end } = p.world;
  const arrivals: Arrival[] = truth.rows
    .filter((row) => row.to === account)
    .map((row) => ({ time: row.time, usd: row.usd }));
  const own = arrivals.length;
  const median = p.random.logNormal(own > 0 ? Math.max(20, arrivals[0]?.usd ?? 0) : 300, 0.8);
  const more = p.random.int(own > 0 ? 1 : 2, 7);
  const customers = Array.from({ length: p.random.int(1, 3) }, () => p.stranger());
  for (let i = 0; i < more; i++) {
    const arrival = { time: p.time(start, end), usd: p.random.logNormal(median, 1) };
    p.send(p.random.pick(customers), account, arrival.usd, arrival.time);
    arrivals.push(arrival);
  }
  arrivals.sort((a, b) => a.time - b.time);
  const patience = p.random.logNormal(6 * HOUR, 1.5);
  let waiting = 0;
  let due = 0;
  for (const arrival of [...arrivals, null]) {
    if (waiting > 0 && (arrival === null || arrival.time > due)) {
      if (due < end) p.send(account, wallet, waiting, due);
      waiting = 0;
    }
    if (arrival === null) break;
    // A sweep waits for the account to be worth its gas, so one sweep may merge several deposits.
    if (waiting === 0) due = arrival.time + 300 + p.random.logNormal(patience, 1);
    else due = Math.max(due, arrival.time + 120);
    waiting += arrival.usd;
  }
}

/** Sweeps of several accounts of strangers in one transaction. */
function writeJointSweeps(p: Pen, wallets: readonly string[]): void {
  for (let i = 0; i < 12 * p.world.strength; i++) {
    const wallet = p.random.pick(wallets);
    const time = p.time();
    let tx: string | undefined;
    for (let j = p.random.int(2, 8); j > 0; j--) {
      const account = p.fresh();
      const usd = p.random.logNormal(250, 1.2);
      p.send(p.stranger(), account, usd, time - p.random.logNormal(DAY, 1));
      tx = p.send(account, wallet, usd, time, tx);
    }
  }
}
