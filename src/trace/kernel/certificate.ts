import type { CertificateRow, Holding } from '../accounts.ts';
import { Books } from '../policies/books.ts';
import type { PolicyId } from '../policies/policy.ts';
import type { EventLog } from './log.ts';
import { BURN, CONVERT, FEE, SEED, WRITE_OFF } from './record.ts';
import type { FlowRecord, Trail } from './trail.ts';

function bookFlow(books: Books, log: EventLog, flow: FlowRecord): void {
  const { event, label, amount } = flow;
  const from = log.slots.asset(log.from(event));
  const to = log.slots.asset(log.to(event));
  const kind = log.kind(event);
  if (kind === FEE) books.add('fees', label, from, amount);
  else if (kind === BURN) books.add('burnt', label, from, amount);
  else if (kind === WRITE_OFF) books.add('writtenOff', label, from, amount);
  else if (kind === SEED) books.add('seeds', label, to, amount);
  else if (kind === CONVERT && flow.out) books.add('convertedIn', label, to, amount);
  else if (kind === CONVERT) books.add('convertedOut', label, from, amount);
}

/**
 * The certificate of one policy (tracing.md §1), summed in `bigint` from the flows, from what was
 * seeded or relabelled on the way, and from what is held: three records that know nothing of one
 * another's sums.
 */
export function certify(
  policy: PolicyId,
  index: number,
  log: EventLog,
  trail: Trail,
  holdings: readonly (Holding & { readonly terminal: boolean })[],
): CertificateRow[] {
  const books = new Books();
  for (const flow of trail.flows[index]!.records()) bookFlow(books, log, flow);
  for (const { policy: of, column, label, asset, amount } of trail.bookings) {
    if (of === index) books.add(column, label, asset, amount);
  }
  return books.certificate(policy, holdings);
}
