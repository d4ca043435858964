/** Words of a label that say what kind of wallet it is, not whose. */
const KIND_OF_WALLET =
  /\b(hot|cold|wallet|deposit|deposits|funder|router|proxy|tht|lt|tiny|super|mega|custody|invoice|fee|fees|main|payout)\b/g;

/** Labels of the ground truth that name no entity: ends of a chain, thieves, busy nodes. */
const NO_ENTITY =
  /terminus|exploiter|hacker|phish|heavy ?node|gnosis ?safe|null address|scam|^fake|drainer|^0x/i;

/**
 * The entity in a label: `Binance_Deposit_0x864a`, `Binance 14` → `binance`; `Stake.com 5` →
 * `stake`; null where the label names none (`TH Terminus`).
 */
export function entityOf(label: string): string | null {
  if (label.trim() === '' || NO_ENTITY.test(label)) return null;
  const operator = label.split(/_Deposit|_vault|: | Deposit/i)[0] ?? label;
  const words = operator
    .toLowerCase()
    .replace(/\([^)]*\)/g, ' ')
    .replace(/\.(com|io|cash|fi|org)\b/g, ' ')
    .replace(/_0x[0-9a-f]+/g, ' ')
    .replace(KIND_OF_WALLET, ' ')
    .replace(/[^a-z]+/g, '');
  return words === '' ? null : words;
}

/** True if two entities are the same by their names: equal, or one is the other and more words. */
export function sameEntity(a: string, b: string): boolean {
  const x = entityOf(a);
  const y = entityOf(b);
  if (x === null || y === null) return false;
  return x === y || (Math.min(x.length, y.length) >= 3 && (x.startsWith(y) || y.startsWith(x)));
}
