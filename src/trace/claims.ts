import type { AssetId, Holder, Transfer } from '../ledger/port.ts';
import type { TransferGroup } from './order.ts';
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
   * The place where a payment to this holder waits for its proceeds, or null where it is an ordinary
   * payment: the operator of a swap service, `nobody` for a burn. A place that begins with `returns`
   * gives back what it takes where the ledger shows no token for it: value stays with who sent it.
   */
  placeOf(holder: Holder): string | null;
  /** The asset that this one can be exchanged for at about one to one (staked or wrapped), or null. */
  backing(asset: AssetId): AssetId | null;
  /** US cents, or null where no price is known. */
  cents(asset: AssetId, units: bigint, time: number): bigint | null;
  /** False if the ledger does not list what this holder receives. */
  incomingListed(holder: Holder): boolean;
}

export interface Claims {
  readonly rules: ClaimRules;
  /** Adds a payment to the steps, as a move, as a claim, or as the settlement of one. */
  add(group: TransferGroup, step: Step & { kind: 'move' | 'seed' }, steps: Step[]): void;
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

export function createClaims(
  rules: ClaimRules,
  scene: { followed(holder: Holder): boolean; sourceSince(holder: Holder): number | null },
): Claims {
  const open = new Map<Holder, Claim[]>();
  const balance = new Map<string, bigint>();

  /** What this owner's earlier claims paid, told from known balance only where receipts are unlisted. */
  const know = (holder: Holder, asset: AssetId, change: bigint): bigint => {
    if (rules.incomingListed(holder)) return 0n;
    const key = `${holder} ${asset}`;
    const before = balance.get(key) ?? 0n;
    balance.set(key, before + change > 0n ? before + change : 0n);
    return before;
  };

  const park = (step: Step & { kind: 'move' | 'seed' }, place: string, steps: Step[]): void => {
    const { from, to, asset, amount, path, group } = step;
    const stays = place.startsWith(RETURNS);
    const pseudo = stays ? from : claimHolder(from, to);
    if (stays) steps.push(stay(step, path, []));
    else steps.push({ ...step, to: pseudo });
    const claim = { pseudo, place, asset, amount, time: group.time, path };
    const list = open.get(from);
    if (list) list.push(claim);
    else open.set(from, [claim]);
  };

  /** Proceeds from a place where `to` has a claim; returns what is beyond the claim. */
  const settle = (step: Step & { kind: 'move' | 'seed' }, place: string, steps: Step[]): bigint => {
    const { group, to, asset, path } = step;
    let left = step.amount;
    const claims = (open.get(to) ?? []).filter(
      (claim) => claim.place === place && claim.amount > 0n && group.time - claim.time <= WINDOW,
    );
    for (const claim of claims) {
      if (left === 0n) break;
      const { amount, amountOut } = exchanged(claim, asset, left, group.time, rules);
      claim.amount -= amount;
      left -= amountOut;
      if (claim.pseudo === to) {
        steps.push(stay({ ...step, from: to, amount: amountOut }, [], path));
        continue;
      }
      const rest = { group, from: claim.pseudo, to, asset: claim.asset, amount, path: claim.path };
      steps.push({
        kind: 'convert',
        via: 'claim',
        ...rest,
        assetOut: asset,
        amountOut,
        pathOut: path,
      });
      know(to, asset, amountOut);
    }
    return left;
  };

  /** An outflow beyond what is known to be there, by an owner whose receipts nobody lists. */
  const settleUnlisted = (step: Step, steps: Step[]): void => {
    const { group, from, asset, amount } = step;
    const known = know(from, asset, 0n);
    let missing = amount > known ? amount - known : 0n;
    if (missing === 0n) return;
    const claims = (open.get(from) ?? []).filter(
      (claim) => claim.amount > 0n && rules.backing(claim.asset) === asset,
    );
    const total = claims.reduce((sum, claim) => sum + claim.amount, 0n);
    if (total === 0n) return;
    const whole = total >= missing && (total - missing) * LOSS <= total;
    for (const [i, claim] of claims.entries()) {
      if (missing === 0n) break;
      const last = i === claims.length - 1;
      const taken = whole || claim.amount < missing ? claim.amount : missing;
      const paid = whole && !last ? (missing * taken) / remaining(claims, i) : min(taken, missing);
      const rest = { group, from: claim.pseudo, to: from, asset: claim.asset, amount: taken };
      const out = { assetOut: asset, amountOut: paid, pathOut: [], path: claim.path };
      steps.push({ kind: 'convert', via: 'claim', ...rest, ...out });
      claim.amount -= taken;
      missing -= paid;
      know(from, asset, paid);
    }
  };

  return {
    rules,
    add(group, step, steps) {
      const { from, to, asset, amount } = step;
      const mine = scene.followed(from) && scene.sourceSince(from) === null;
      const placeIn = scene.followed(from) ? rules.placeOf(to) : null;
      const placeOut = scene.followed(to) ? rules.placeOf(from) : null;
      if (placeOut !== null && placeIn === null) {
        const left = settle(step, placeOut, steps);
        if (left > 0n) steps.push({ ...step, amount: left });
        know(to, asset, left);
        return;
      }
      if (mine && !rules.incomingListed(from)) settleUnlisted(step, steps);
      know(from, asset, -amount);
      const unlisted =
        mine && rules.backing(asset) !== null && !rules.incomingListed(from) && placeIn === null;
      if (placeIn !== null) park(step, placeIn, steps);
      else if (unlisted && !scene.followed(to)) park(step, `unlisted ${group.tx}`, steps);
      else {
        steps.push(step);
        know(to, asset, amount);
      }
    },
  };
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

function remaining(claims: readonly Claim[], from: number): bigint {
  return claims.slice(from).reduce((sum, claim) => sum + claim.amount, 0n);
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
