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
  unnotedResults,
} from '../../store/deposits.ts';
import type { Trx } from '../cases/change.ts';
import type { Desk } from '../desk.ts';
import { workshopOf } from '../work/workshop.ts';
import { placeOf } from './traced-task.ts';

const AT_ONCE = 20;
const NOTING = new WeakMap<Desk, Promise<void>>();
const DESK = { kind: 'system', id: 'deposits', name: 'Hue & Cry' } as const;

/** Notes the places of results that are new since the last deposit; one after the other. */
export function noteResults(desk: Desk): Promise<void> {
  const under = NOTING.get(desk);
  if (under !== undefined) return under;
  const noting = noteAll(desk).finally(() => NOTING.delete(desk));
  NOTING.set(desk, noting);
  return noting;
}

async function noteAll(desk: Desk): Promise<void> {
  const { db } = desk.store;
  const { threads } = workshopOf(desk);
  while (!desk.stopping.aborted) {
    const results = await unnotedResults(db, AT_ONCE);
    if (results.length === 0) return;
    for (const sha256 of results) {
      const blob = await getBlob(db, sha256);
      const places = blob
        ? await threads.run('traced', blob.bytes, { hands: [blob.bytes.buffer] })
        : [];
      await noteTraced(db, sha256, places);
    }
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
  const places = [placeOf(chain, to), placeOf(chain, transaction)];
  const hits = await casesThrough(desk.store.db, sender === null ? places : [...places, sender]);
  return hits.filter(({ place, how }) => place !== sender || how !== 'stop');
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
  const once = new Map(hits.map((hit) => [hit.caseId, hit]));
  for (const { caseId, traceId, lead } of once.values()) {
    const { amount, asset, reference } = request;
    await raiseAlert(
      trx,
      {
        ...{ caseId, traceId, watchId: null },
        severity: 'critical',
        kind: 'deposit',
        title: `${amount} ${asset} of this case landed as a deposit (reference ${reference})`,
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
