import type { Chain } from '../ledger/chains.ts';
import { type CaseFile, caseSchema } from './case.ts';

/** A theft as somebody asks about it: an id, and where it was found to be. */
interface Asked {
  readonly chain: Chain;
  readonly kind: 'transaction' | 'address';
  /** Canonical. */
  readonly id: string;
  /** Of a transaction: who lost there. */
  readonly victims: readonly string[];
  /** Of an address: what left it before is not this theft. */
  readonly since: string | undefined;
  /** Names of the sources to ask, or `any`. */
  readonly sources: readonly string[];
  /** Newest blocks that are left out, if not as many as the chain needs. */
  readonly confirmations?: number | undefined;
}

/** An explorer gives a thousand rows an answer: who has more than so many is not worth the time. */
const MOST_TRANSFERS = 10_000;

/** The case of a theft that is known by one id alone. */
export function liveCase(asked: Asked): CaseFile {
  const { chain, kind, id, victims, since, sources, confirmations } = asked;
  const short = id.length > 20 ? `${id.slice(0, 10)}…${id.slice(-6)}` : id;
  const theft =
    kind === 'transaction'
      ? { transactions: [{ tx: id, victims }] }
      : { sources: [{ holder: id, ...(since === undefined ? {} : { since }) }] };
  return caseSchema.parse({
    format: 'hueandcry.case',
    version: 1,
    id: nameOf(chain, id),
    title: kind === 'transaction' ? `Theft in ${short}` : `What left ${short}`,
    chain: chain.id,
    ledger: { sources, ...(confirmations === undefined ? {} : { confirmations }) },
    thefts: [{ id: 'theft', ...theft }],
    settings: { maxTransfers: MOST_TRANSFERS },
  });
}

/** A short name for a trace of this id: `ethereum-46deef0f52e3`. */
function nameOf(chain: Chain, id: string): string {
  return `${chain.name.replace(/[^\w.-]+/g, '-')}-${id.replace(/^0x/, '').slice(0, 12)}`;
}
