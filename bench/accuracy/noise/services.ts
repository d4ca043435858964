import type { Pen } from './world.ts';

/** Categories of truth terminals that are businesses with many customers. */
const SERVICE = new Set(['exchange', 'gambling', 'instant-swap', 'dex', 'bridge', 'mixer']);

/** Truth terminals that are a service's own wallet, not one customer's deposit account. */
export function serviceTerminals(p: Pen): string[] {
  const { truth } = p.world;
  return [...truth.terminals.keys()].filter(
    (address) => SERVICE.has(truth.categories.get(address) ?? '') && !isDeposit(p, address),
  );
}

export function isDeposit(p: Pen, address: string): boolean {
  return /deposit/i.test(p.world.truth.labels.get(address) ?? '');
}

/** Services (labelled, unlabelled, and those of the truth) take from and pay other customers. */
export function writeServices(p: Pen): void {
  const { services, strength } = p.world;
  const known = services.map((service) => service.address);
  const busy = new Set([...known, ...serviceTerminals(p)]);
  for (let i = 0; i < 12 * strength; i++) busy.add(p.fresh());
  for (const service of busy) {
    const deals = Math.min(500, Math.round(p.random.logNormal(35, 0.9) * strength));
    writeCustomers(p, service, deals);
  }
}

/** So many payments in and out of one service, some of them one transaction to several people. */
export function writeCustomers(p: Pen, service: string, deals: number): void {
  const regulars = Array.from({ length: 3 + Math.floor(deals / 12) }, () => p.stranger());
  const customer = () => (p.random.chance(0.4) ? p.random.pick(regulars) : p.stranger());
  const median = p.random.logNormal(400, 1);
  for (let i = 0; i < deals; i++) {
    const usd = p.random.logNormal(median, 1.5);
    const time = p.time();
    if (p.random.chance(0.5)) p.send(customer(), service, usd, time);
    else {
      const tx = p.send(service, customer(), usd, time);
      const others = p.random.chance(0.1) ? p.random.int(1, 6) : 0;
      for (let j = 0; j < others; j++) {
        p.send(service, customer(), p.random.logNormal(median, 1.5), time, tx);
      }
    }
  }
}
