import type { Answered } from '../../ledger/evidence/exchange.ts';
import type { EvidenceStore } from '../../ledger/evidence/store.ts';
import type { AnswerLookup } from './hops.ts';

/** The answers of an evidence store, each read once the digest is known. */
export function answersIn(store: EvidenceStore): AnswerLookup {
  const known = new Map<string, Answered>();
  for (const exchange of store.exchanges()) {
    if (exchange.digest !== null) known.set(exchange.digest, exchange);
  }
  return {
    read: (digest) => {
      const exchange = known.get(digest);
      return exchange ? store.read(exchange) : null;
    },
  };
}
