// Whether a deposit touches money that a case of this house traces, and telling the case's owner.

import { formatTime } from '../../base/time.ts';
import type { DepositRequest } from '../../casework/deposit/deposit.ts';
import type { AlertBody } from '../../casework/watch/alert.ts';
import { raiseAlert } from '../../store/alerts.ts';
import { getBlob } from '../../store/blobs.ts';
import {
  casesThrough,
  type Deposit,
  noteTraced,
  type TracedHit,
  type TracedPlace,
  unnotedResults,
} from '../../store/deposits.ts';
import type { Trx } from '../cases/change.ts';
import type { Desk } from '../desk.ts';
import { workshopOf } from '../work/workshop.ts';
import { placeOf } from './traced-task.ts';

const AT_ONCE = 20;
const NOTING = new WeakMap<Desk, Promise<boolean>>();
/** Results that could not be read: one of them keeps no deposit from being answered. */
const UNREAD = new WeakMap<Desk, Set<string>>();
const DESK = { kind: 'system', id: 'deposits', name: 'Hue & Cry' } as const;

/**
 * Notes the places of results that are new since the last deposit; one after the other.
 * @returns whether all are noted: false where one could not be read
 */
export function noteResults(desk: Desk): Promise<boolean> {
  const under = NOTING.get(desk);
  if (under !== undefined) return under;
  const noting = noteAll(desk).finally(() => NOTING.delete(desk));
  NOTING.set(desk, noting);
  return noting;
}

async function noteAll(desk: Desk): Promise<boolean> {
  const { db } = desk.store;
  const unread = UNREAD.get(desk) ?? new Set();
  UNREAD.set(desk, unread);
  while (!desk.stopping.aborted) {
    const results = await unnotedResults(db, { limit: AT_ONCE, except: [...unread] });
    if (results.length === 0) return unread.size === 0;
    for (const sha256 of results) {
      const places = await placesIn(desk, sha256);
      if (places === null) unread.add(sha256);
      else await noteTraced(db, sha256, places);
    }
  }
  return false;
}

/** Null where the result cannot be read. */
async function placesIn(desk: Desk, sha256: string): Promise<readonly TracedPlace[] | null> {
  const blob = await getBlob(desk.store.db, sha256);
  if (!blob) return [];
  const { threads } = workshopOf(desk);
  try {
    return await threads.run('traced', blob.bytes, { hands: [blob.bytes.buffer] });
  } catch (error) {
    if (!desk.stopping.aborted) desk.log.error({ error, sha256 }, 'a result could not be read');
    return null;
  }
}

/** What a deposit names, as it is named on its chain. */
export interface Named {
  readonly chain: string;
  readonly from: string | null;
  readonly to: string;
  readonly transaction: string;
}

/** The open cases that trace it. That it came out of a service says nothing of one customer. */
export async function casesOf(desk: Desk, named: Named): Promise<TracedHit[]> {
  const { chain, from, to, transaction } = named;
  const sender = from === null ? null : placeOf(chain, from);
  const receiver = placeOf(chain, to);
  // chains write 0x before the digits or do not, and senders do as they like
  const digits = transaction.replace(/^0x/i, '');
  const places = [receiver, placeOf(chain, digits), placeOf(chain, `0x${digits}`)];
  if (sender === null) return await casesThrough(desk.store.db, places, null);
  const paid = sender === receiver ? null : sender;
  return await casesThrough(desk.store.db, [...places, sender], paid);
}

/** Whether others than the members of its case may learn that there is one. */
export function mayBeTold({ tlp }: TracedHit): boolean {
  return tlp !== 'red';
}

/** Raises an alert in each case, for its owner; once for each deposit and case. */
export async function tellOwners(
  trx: Trx,
  deposit: Deposit,
  request: DepositRequest,
  { hits, named }: { readonly hits: readonly TracedHit[]; readonly named: Named },
): Promise<void> {
  for (const { caseId, traceId, lead } of hits) {
    const { amount, asset, reference } = request;
    await raiseAlert(
      trx,
      {
        ...{ caseId, traceId, watchId: null },
        severity: 'critical',
        kind: 'deposit',
        title: `A deposit touches money of this case: ${amount} ${asset}, reference ${reference}`,
        body: bodyOf(deposit, request, named),
        dedup: `deposit ${deposit.id} ${caseId}`,
        assignee: lead,
      },
      DESK,
    );
  }
}

/** As an alert of a move tells it; the sender says so, and no block was read. */
function bodyOf(deposit: Deposit, request: DepositRequest, named: Named) {
  const { amount, asset } = request;
  const [whole = '0', decimals = ''] = amount.split('.');
  const shown = { id: asset, symbol: asset, decimals: decimals.length };
  const units = (whole + decimals).replace(/^0+(?=\d)/, '');
  const part = { to: named.to, toName: null, asset: shown, amount: units, traced: units };
  const body = {
    chain: named.chain,
    tx: named.transaction,
    block: null,
    blockHash: '',
    time: formatTime(Math.floor(deposit.created_at.getTime() / 1000)),
    from: named.from ?? 'not told',
    fromName: null,
    parts: [{ ...part, policies: null, usd: null, way: 'deposited', actions: [] }],
    gained: [],
    usd: null,
    basis: 'unverified',
    bound: `As the deposit system says it. Deposit ${deposit.id} is ${deposit.state}.`,
    account: null,
    pending: null,
    deposit: deposit.id,
  };
  return body satisfies { readonly [field in keyof AlertBody]: unknown };
}
