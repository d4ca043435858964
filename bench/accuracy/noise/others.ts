import type { Pen } from './world.ts';

/** Other people's business, which touches nothing: peel chains, hubs, single payments. */
export function writeOthers(p: Pen): void {
  const { strength, services } = p.world;
  for (let i = 0; i < 25 * strength; i++) writePeelChain(p);
  for (let i = 0; i < 4 * strength; i++) writeHub(p);
  for (let i = 0; i < 400 * strength; i++) {
    p.send(p.stranger(), p.stranger(), p.random.logNormal(200, 1.8), p.time());
  }
  for (let i = 0; i < 6 * strength; i++) {
    const address = p.stranger();
    p.send(address, address, p.random.logNormal(50, 1), p.time());
  }
  for (let i = 0; i < 150 * strength; i++) {
    const service = p.random.pick(services).address;
    const usd = p.random.logNormal(500, 1.5);
    const time = p.time();
    const person = p.stranger();
    p.send(service, person, usd, time);
    p.send(person, p.random.pick(services).address, usd * 0.999, time + p.random.logNormal(9e4, 1));
  }
}

/** A big sum that loses a slice at every hop. */
function writePeelChain(p: Pen): void {
  let usd = p.random.logNormal(60_000, 1.2);
  let time = p.time();
  let holder = p.stranger();
  for (let hops = p.random.int(4, 25); hops > 0; hops--) {
    const slice = usd * p.random.between(0.03, 0.25);
    const next = p.fresh();
    p.send(holder, next, usd - slice, time);
    const service = p.random.pick(p.world.services).address;
    p.send(holder, p.random.chance(0.4) ? service : p.stranger(), slice, time + 60);
    holder = next;
    usd -= slice;
    time += 300 + p.random.logNormal(7200, 1.3);
  }
}

/** An address that very many people pay and that pays many. */
function writeHub(p: Pen): void {
  const hub = p.fresh();
  for (let i = p.random.int(60, 200); i > 0; i--) {
    const usd = p.random.logNormal(80, 1.3);
    if (p.random.chance(0.6)) p.send(p.stranger(), hub, usd, p.time());
    else p.send(hub, p.stranger(), usd, p.time());
  }
}
