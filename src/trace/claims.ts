import type { AssetId, Holder, Transfer } from '../ledger/port.ts';
import type { Step } from './steps.ts';

/** Value that went into a swap, a wrap or a burn and has not come back yet (§3.1, rule 4). */
interface Claim {
  readonly pseudo: Holder;
  readonly place: string;
  readonly asset: AssetId;
  amount: bigint;
  readonly time: number;
  readonly path: readonly Transfer[];
}

export interface ClaimRules {
  /**
   * The place where a payment to this holder waits for its proceeds, or null where it is an
   * ordinary payment: the operator of a swap service, `nobody` for a burn. A place that begins with
   * `returns` gives back what it takes where the ledger shows no token for it: value stays with who
   * sent it.
   */
  placeOf(holder: Holder): string | null;
  /**
   * The asset that this one can be exchanged for at about one to one (staked or wrapped), or null.
   */
  backing(asset: AssetId): AssetId | null;
  /** False for tokens that anybody may have made: without a price they are worth nothing. */
  genuine(asset: AssetId): boolean;
  /** US cents, or null where no price is known. */
  cents(asset: AssetId, units: bigint, time: number): bigint | null;
  /** False if the ledger does not list what this holder receives. */
  incomingListed(holder: Holder): boolean;
}

const RETURNS = 'returns';
/** Proceeds that come later than this are somebody else's (seconds). */
const WINDOW = 7 * 86_400;
/** What a swap of an asset into its backing may lose and still be taken as one: 3 %. */
const LOSS = 33n;
/** Daily prices may be off by several percent: such a difference is still one swap. */
const PRICE_SLACK = 3n;

/** The name of the account in which a claim of `owner` on `place` is kept. */
export function claimHolder(owner: Holder, place: Holder): Holder {
  return `claim:${place}:${owner}`;
}

/** Owner and place of a claim's account, or null for any other holder. */
export function claimOf(holder: Holder): { place: Holder; owner: Holder } | null {
  if (!holder.startsWith('claim:')) return null;
  const [, place = '', owner = ''] = holder.split(':');
  return { place, owner };
}

type Paying = Step & { readonly kind: 'move' | 'seed' };

interface ClaimScene {
  followed(holder: Holder): boolean;
  sourceSince(holder: Holder): number | null;
}

/** The open claims of one pass over a ledger, in chain order. */
export class Claims {
  readonly #rules: ClaimRules;
  readonly #scene: ClaimScene;
  readonly #open = new Map<Holder, Claim[]>();
  /** What unlisted receivers are known to hold, by `holder asset`. */
  readonly #known = new Map<string, bigint>();

  constructor(rules: ClaimRules, scene: ClaimScene) {
    this.#rules = rules;
    this.#scene = scene;
  }

  /** Adds a payment to the steps: as a move, as a claim, or as the settlement of one. */
  add(step: Paying, steps: Step[]): void {
    const { from, to, asset, amount, group } = step;
    const pays = this.#scene.followed(from);
    const placeIn = pays ? this.#rules.placeOf(to) : null;
    const settles = this.#scene.followed(to) && this.#rules.genuine(asset);
    const placeOut = settles ? this.#rules.placeOf(from) : null;
    if (placeOut !== null && placeIn === null) {
      const left = this.#settle(step, placeOut, steps);
      if (left > 0n) steps.push({ ...step, amount: left });
      this.#note(to, asset, left);
      return;
    }
    const unlisted =
      pays && this.#scene.sourceSince(from) === null && !this.#rules.incomingListed(from);
    if (unlisted) this.#settleUnlisted(step, steps);
    this.#note(from, asset, -amount);
    if (placeIn !== null) this.#park(step, placeIn, steps);
    else if (unlisted && this.#rules.backing(asset) !== null && !this.#scene.followed(to)) {
      this.#park(step, `unlisted ${group.tx}`, steps);
    } else {
      steps.push(step);
      this.#note(to, asset, amount);
    }
  }

  /** Only where receipts are not listed does it matter what is known to be there. */
  #note(holder: Holder, asset: AssetId, change: bigint): void {
    if (this.#rules.incomingListed(holder)) return;
    const key = `${holder} ${asset}`;
    const after = (this.#known.get(key) ?? 0n) + change;
    this.#known.set(key, after > 0n ? after : 0n);
  }

  #park(step: Paying, place: string, steps: Step[]): void {
    const { from, to, asset, amount, path, group } = step;
    const stays = place.startsWith(RETURNS);
    const pseudo = stays ? from : claimHolder(from, to);
    if (stays) steps.push(stay(step, path, []));
    else steps.push({ ...step, to: pseudo });
    const claim = { pseudo, place, asset, amount, time: group.time, path };
    const list = this.#open.get(from);
    if (list) list.push(claim);
    else this.#open.set(from, [claim]);
  }

  /** Proceeds from a place where the recipient has a claim; returns what is beyond the claim. */
  #settle(step: Paying, place: string, steps: Step[]): bigint {
    const { group, to, asset, path } = step;
    let left = step.amount;
    const claims = (this.#open.get(to) ?? []).filter(
      (claim) => claim.place === place && claim.amount > 0n && group.time - claim.time <= WINDOW,
    );
    for (const claim of claims) {
      if (left === 0n) break;
      const { amount, amountOut } = exchanged(claim, asset, left, group.time, this.#rules);
      claim.amount -= amount;
      left -= amountOut;
      if (claim.pseudo === to) {
        steps.push(stay({ ...step, from: to, amount: amountOut }, [], path));
        continue;
      }
      steps.push(settled(step, claim, amount, to, asset, amountOut, path));
      this.#note(to, asset, amountOut);
    }
    return left;
  }

  /** An outflow beyond what is known to be there, by an owner whose receipts nobody lists. */
  #settleUnlisted(step: Paying, steps: Step[]): void {
    const { from, asset, amount } = step;
    const known = this.#known.get(`${from} ${asset}`) ?? 0n;
    let missing = amount > known ? amount - known : 0n;
    if (missing === 0n) return;
    const claims = (this.#open.get(from) ?? []).filter(
      (claim) => claim.amount > 0n && this.#rules.backing(claim.asset) === asset,
    );
    let total = claims.reduce((sum, claim) => sum + claim.amount, 0n);
    const whole = total >= missing && (total - missing) * LOSS <= total;
    for (const claim of claims) {
      if (missing === 0n) break;
      const taken = whole || claim.amount < missing ? claim.amount : missing;
      const paid = whole ? (missing * taken) / total : taken;
      steps.push(settled(step, claim, taken, from, asset, paid, []));
      claim.amount -= taken;
      total -= taken;
      missing -= paid;
      this.#note(from, asset, paid);
    }
  }
}

function settled(
  { group }: Paying,
  claim: Claim,
  amount: bigint,
  to: Holder,
  assetOut: AssetId,
  amountOut: bigint,
  pathOut: readonly Transfer[],
): Step {
  const { pseudo: from, asset, path } = claim;
  const out = { to, assetOut, amountOut, pathOut };
  return { kind: 'convert', via: 'claim', group, from, asset, amount, path, ...out };
}

/**
 * How much of a claim `paid` units of an asset settle, and how much of them the claim may take: by
 * value where both prices are known, never more than went in; otherwise all for all.
 */
function exchanged(
  claim: Claim,
  asset: AssetId,
  paid: bigint,
  time: number,
  rules: ClaimRules,
): { amount: bigint; amountOut: bigint } {
  if (claim.asset === asset) {
    const amount = min(claim.amount, paid);
    return { amount, amountOut: amount };
  }
  const went = rules.cents(claim.asset, claim.amount, claim.time);
  const came = rules.cents(asset, paid, time);
  if (went === null || came === null || went === 0n || came === 0n) {
    return { amount: claim.amount, amountOut: paid };
  }
  if (came > went) return { amount: claim.amount, amountOut: (paid * went) / came };
  const loss = (went - came) * LOSS <= went * PRICE_SLACK;
  return { amount: loss ? claim.amount : (claim.amount * came) / went, amountOut: paid };
}

/** Value that changes its form and stays where it is. */
function stay(
  { group, from, asset, amount }: Step,
  path: readonly Transfer[],
  pathOut: readonly Transfer[],
): Step {
  const out = { to: from, assetOut: asset, amountOut: amount, pathOut };
  return { kind: 'convert', via: 'wrap', group, from, asset, amount, path, ...out };
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
