/** A small seeded generator (sfc32): the same seed gives the same numbers on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [low, high]. */
  int(low: number, high: number): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** exp(normal(ln median, sigma)). */
  logNormal(median: number, sigma: number): number;
  /** One of the items, which must not be none. */
  pick<T>(items: readonly T[]): T;
  /** The items in a random order. */
  shuffled<T>(items: readonly T[]): T[];
  /** `0x` and so many random bytes in hex. */
  hex(bytes: number): string;
  /** A generator of its own, so that one family's draws do not move another's. */
  fork(name: string): Random;
}

/** @param seed any text; equal texts give equal sequences */
export function random(seed: string): Random {
  let [a, b, c, d] = seedWords(seed);
  const word = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 16; i++) word();
  const next = () => word() / 2 ** 32;
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    int,
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    pick: (items) => {
      const item = items[int(0, items.length - 1)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    shuffled: (items) => {
      const list = [...items];
      for (let i = list.length - 1; i > 0; i--) {
        const j = int(0, i);
        [list[i], list[j]] = [list[j] as (typeof list)[number], list[i] as (typeof list)[number]];
      }
      return list;
    },
    hex: (bytes) => {
      let text = '0x';
      for (let i = 0; i < bytes; i++) text += int(0, 255).toString(16).padStart(2, '0');
      return text;
    },
    fork: (name) => random(`${seed}/${name}`),
  };
}

/** FNV-1a over the text, four times with different starts. */
function seedWords(seed: string): [number, number, number, number] {
  const word = (start: number) => {
    let hash = (0x811c9dc5 ^ start) >>> 0;
    for (let i = 0; i < seed.length; i++) hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193);
    return hash | 0;
  };
  return [word(1), word(2), word(3), word(4)];
}
