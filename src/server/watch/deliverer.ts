import { setTimeout as sleep } from 'node:timers/promises';
import { assert } from '../../base/assert.ts';
import { InputError, SourceError } from '../../base/errors.ts';
import { type MailSettings, sendEmail } from '../../share/email.ts';
import type { Lookup } from '../../share/post.ts';
import { sendWebhook } from '../../share/webhook.ts';
import {
  type Delivery,
  noteNotSent,
  noteSent,
  type Target,
  takeDeliveries,
} from '../../store/deliveries.ts';
import { noteRequestSent } from '../../store/freeze-requests.ts';
import type { Store } from '../../store/store.ts';
import type { Db } from '../../store/tables.ts';
import { inTransaction } from '../../store/transaction.ts';
import { noticeOf } from './notices.ts';
import type { Seal } from './seal.ts';

type Line = (about: object, message: string) => void;

/** What deliveries are sent with. */
interface DelivererPlace {
  readonly store: Store;
  readonly log: { readonly warn: Line; readonly error: Line };
  readonly seal: Seal;
  /** Where browsers reach the desk. */
  readonly origin: string;
  /** Null: no mail server is set. */
  readonly mail: MailSettings | null;
  /** Certificates to trust in place of the system's. */
  readonly ca?: string;
  /** Hosts that may be of a private network. */
  readonly privateHosts: ReadonlySet<string>;
  readonly lookup: Lookup;
}

const AT_ONCE = 32;
const LOOK_MS = 1000;
/** Some eight hours in all: 5 s, 10 s, 20 s … */
const FIRST_PAUSE_MS = 5000;
const LONGEST_PAUSE_MS = 2 * 3_600_000;
const MOST_ATTEMPTS = 15;

/**
 * Sends what waits to be sent. Any number of programs may do so on one store: a delivery is leased,
 * and sent again where whoever took it did not say that it arrived. So each arrives at least once,
 * with the same id each time.
 */
export class Deliverer {
  readonly #place: DelivererPlace;
  readonly #stop = new AbortController();
  #wake = Promise.withResolvers<void>();
  #unlisten: (() => Promise<void>) | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(place: DelivererPlace) {
    this.#place = place;
  }

  async start(): Promise<void> {
    this.#unlisten = await this.#place.store.listen('events', () => this.wake());
    this.#running = this.#run();
  }

  /** Something may wait. */
  wake(): void {
    this.#wake.resolve();
  }

  /** Resolves once nothing is under way any more. */
  async stop(): Promise<void> {
    this.#stop.abort('stopped');
    this.wake();
    await this.#unlisten?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { store, log } = this.#place;
    while (!this.#stop.signal.aborted) {
      this.#wake = Promise.withResolvers<void>();
      try {
        const taken = await takeDeliveries(store.db, AT_ONCE);
        await Promise.all(taken.map((delivery) => this.#deliver(delivery)));
        if (taken.length === AT_ONCE) continue;
      } catch (error) {
        log.error({ error }, 'deliveries cannot be sent now');
        await sleep(LOOK_MS, undefined, { ref: false });
      }
      await Promise.race([this.#wake.promise, sleep(LOOK_MS, undefined, { ref: false })]);
    }
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const { store, log } = this.#place;
    const { id, attempts } = delivery;
    try {
      await this.#send(delivery);
      await inTransaction(store.db, async (trx) => {
        await noteSent(trx, id);
        if (delivery.request_id) await noteRequestSent(trx, delivery, delivery.request_id);
      });
    } catch (error) {
      if (this.#stop.signal.aborted && error === this.#stop.signal.reason) return;
      const isKnown = error instanceof SourceError || error instanceof InputError;
      if (!isKnown) log.error({ delivery: id, error }, 'a delivery failed');
      const again = !(error instanceof SourceError) || error.retry;
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS);
      const spread = pause * (0.75 + Math.random() / 2);
      const retryAt = again && attempts < MOST_ATTEMPTS ? new Date(Date.now() + spread) : null;
      const text = isKnown ? error.message : 'the program failed; its log says more';
      if (retryAt === null) log.warn({ delivery: id, reason: text }, 'a delivery is given up');
      await noteNotSent(store.db, id, { error: text, retryAt });
    }
  }

  async #send(delivery: Delivery): Promise<void> {
    const { store, seal, mail, privateHosts, lookup, origin, ca } = this.#place;
    const { id } = delivery;
    const target = await targetOf(store.db, delivery);
    const notice = await noticeOf(store.db, delivery, origin);
    if (target.kind === 'email') {
      assert(notice.type !== 'deposit.decided', 'mailboxes are not told of deposits');
      if (mail === null) throw new SourceError('mail', 'no server is set (HUE_SMTP_HOST)', true);
      await sendEmail(mail, target.address, notice, { id, ...(ca === undefined ? {} : { ca }) });
      return;
    }
    const secret = seal.open(target.secret ?? '', `webhook ${target.address}`);
    const isPrivate = privateHosts.has(URL.parse(target.address)?.hostname ?? '');
    const to = { url: target.address, secret, private: isPrivate };
    const { signal } = this.#stop;
    await sendWebhook(to, notice, { id, now: Date.now(), lookup, signal });
  }
}

/** Where it goes: a mailbox that it names itself, or a target as it is now. */
async function targetOf(
  db: Db,
  { address, target_id }: Delivery,
): Promise<Pick<Target, 'kind' | 'address' | 'secret'>> {
  if (address !== null) return { kind: 'email', address, secret: null };
  const targets = db.selectFrom('target').selectAll().where('id', '=', target_id);
  const target = await targets.executeTakeFirstOrThrow();
  if (target.disabled_at) throw new SourceError('target', 'it was taken away', false);
  return target;
}
