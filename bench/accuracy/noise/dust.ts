import { ZERO_ADDRESS } from '../rows.ts';
import type { Pen } from './world.ts';

/** Dust, and look-alikes of real counterparties, aimed at the addresses of the theft. */
export function writeDust(p: Pen): void {
  const { truth, strength } = p.world;
  const targets = [...truth.onPath].filter((address) => address !== ZERO_ADDRESS);
  const spammers = Array.from({ length: 4 }, () => p.fresh());
  for (const target of targets) {
    if (p.random.chance(0.5 * strength)) {
      for (let i = p.random.int(1, 3); i > 0; i--) {
        const from = p.random.chance(0.6) ? p.random.pick(spammers) : p.stranger();
        p.send(from, target, dust(p), p.time());
      }
    }
  }
  for (const row of truth.rows) {
    if (!p.random.chance(0.35 * strength)) continue;
    const fake = lookAlike(p, row.to);
    const soon = row.time + p.random.logNormal(600, 1.2);
    // A transferFrom of nothing needs no leave of its "sender".
    const kind = p.random.next();
    if (kind < 0.45) p.send(row.from, fake, 0, soon);
    else if (kind < 0.8) p.send(fake, row.from, dust(p), soon);
    else p.send(row.from, fake, p.random.logNormal(0.005, 1), soon);
  }
}

/** A fresh address with the same first three and last four hex digits, as wallets shorten them. */
function lookAlike(p: Pen, address: string): string {
  const fake = `${address.slice(0, 5)}${p.random.hex(20).slice(5, 38)}${address.slice(38)}`;
  p.world.made.add(fake);
  return fake;
}

function dust(p: Pen): number {
  return p.random.chance(0.3) ? 0 : p.random.logNormal(0.02, 2);
}
