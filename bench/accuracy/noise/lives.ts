import { ZERO_ADDRESS } from '../rows.ts';
import { isDeposit, serviceTerminals } from './services.ts';
import type { Pen } from './world.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** An address of the theft that leads a life of its own. */
interface Person {
  readonly address: string;
  /** First and last transfer of the theft, and the usual size of its transfers. */
  readonly first: number;
  readonly last: number;
  readonly usd: number;
}

/** Addresses of people in the theft: no services, no deposit accounts, no zero address. */
function people(p: Pen): Person[] {
  const { truth, services, operated } = p.world;
  const known = services.map((service) => service.address);
  const others = new Set([...serviceTerminals(p), ...known, ...operated, ZERO_ADDRESS]);
  const found = new Map<string, { first: number; last: number; total: number; count: number }>();
  for (const row of truth.rows) {
    for (const address of [row.from, row.to]) {
      if (others.has(address) || isDeposit(p, address)) continue;
      const seen = found.get(address) ?? { first: row.time, last: row.time, total: 0, count: 0 };
      seen.first = Math.min(seen.first, row.time);
      seen.last = Math.max(seen.last, row.time);
      seen.total += row.usd;
      seen.count++;
      found.set(address, seen);
    }
  }
  return [...found].map(([address, s]) => ({
    address,
    first: s.first,
    last: s.last,
    usd: Math.max(10, s.total / s.count),
  }));
}

/** Before the theft: money comes and goes, and a little or a lot of it is still there. */
export function writeEarlierLives(p: Pen): void {
  for (const person of people(p)) {
    if (!p.random.chance(0.5 * p.world.strength)) continue;
    const { since, sources } = p.world.truth;
    // All that leaves a source from then on is stolen by the case's own words.
    const first = sources.has(person.address) ? Math.min(person.first, since) : person.first;
    const from = Math.max(p.world.start, first - p.random.between(10, 90) * DAY);
    // A background that begins with the theft leaves no room for a life before it.
    if (first - from < DAY) continue;
    let balance = 0;
    const moves = p.random.int(2, 10);
    for (let i = 0; i < moves; i++) {
      const time = from + ((first - from) * (i + p.random.between(0.1, 0.8))) / moves;
      if (balance < 1 || p.random.chance(0.5)) {
        const usd = p.random.logNormal(person.usd * 0.6, 1);
        p.send(payer(p), person.address, usd, time);
        balance += usd;
      } else {
        const usd = balance * p.random.between(0.2, 1);
        writeOnward(p, person.address, usd, time, first);
        balance -= usd;
      }
    }
    // Most addresses are emptied before they are used for something else.
    const leftover = p.random.chance(0.6) ? p.random.logNormal(8, 1) : balance;
    const last = first - p.random.between(0.01, 0.09) * ((first - from) / moves);
    if (balance > leftover) {
      writeOnward(p, person.address, balance - leftover, last, first);
    }
  }
}

/** After the first stolen money: clean money of like size comes in, and that money goes out. */
export function writePassing(p: Pen): void {
  const { truth, strength, end } = p.world;
  for (const person of people(p)) {
    if (truth.sources.has(person.address) || !p.random.chance(0.35 * strength)) continue;
    for (let i = p.random.int(1, 3); i > 0; i--) {
      const usd = p.random.logNormal(person.usd * 0.7, 0.8);
      const until = Math.min(end, person.last + 20 * DAY);
      const inTime = p.time(person.first, until);
      p.send(payer(p), person.address, usd, inTime);
      let left = usd * (p.random.chance(0.6) ? 1 : p.random.between(0.6, 1));
      let time = inTime;
      for (let parts = p.random.int(1, 3); parts > 0 && left > 1; parts--) {
        time += 60 + waiting(p, end - time);
        const part = parts === 1 ? left : left * p.random.between(0.2, 0.8);
        if (time < end) writeOnward(p, person.address, part, time, end);
        left -= part;
      }
    }
  }
}

/** How long clean money lies before it goes on. */
function waiting(p: Pen, room: number): number {
  if (p.world.habits.passing === 'soon') return p.random.logNormal(10 * HOUR, 1.5);
  return p.random.next() * Math.max(0, room - 60);
}

/** Whoever pays a person: mostly people, sometimes a service. */
function payer(p: Pen): string {
  return p.random.chance(0.25) ? p.random.pick(p.world.services).address : p.stranger();
}

/** A payment to an outsider, who may pay on. */
function writeOnward(p: Pen, from: string, usd: number, at: number, before: number): void {
  let holder = from;
  let value = usd;
  let time = at;
  for (let hops = p.random.int(1, 4); hops > 0 && time < before; hops--) {
    const toService = p.random.chance(holder === from ? 0.15 : 0.35);
    const to = toService ? p.random.pick(p.world.services).address : p.stranger();
    p.send(holder, to, value, time);
    if (toService) return;
    holder = to;
    value *= p.random.chance(0.5) ? 0.998 : p.random.between(0.3, 0.95);
    time += 120 + p.random.logNormal(12 * HOUR, 1.5);
  }
}
