import { CATEGORIES } from '../attribution/categories.ts';
import { type Operator, operatorOf } from '../attribution/operators.ts';
import type { EntityType } from '../attribution/taxonomy.ts';
import { formatTime, type UnixTime } from '../base/time.ts';
import type { Asset } from '../ledger/port.ts';
import type { Destination } from '../trace/result.ts';
import { type Freezability, freezability } from './issuers.ts';
import * as powers from './powers.ts';

/** One place where value rests, as far as it matters to who can stop it. */
export interface RestingPlace {
  readonly asset: Pick<Asset, 'id' | 'chain' | 'kind' | 'symbol'>;
  readonly entity: string | null;
  readonly entityType: EntityType | null;
  readonly status: Destination['status'];
  /** The last arrival, or null where it is not known. */
  readonly last: UnixTime | null;
  /** The time for which the answer holds: the end of what was read, or now. */
  readonly asOf: UnixTime;
}

/** Somebody who can stop the money, or the plain statement that nobody can. */
export interface Action {
  readonly actor: string;
  readonly power: powers.Power;
  readonly strength: powers.Strength;
  readonly basis: string;
  readonly how: string;
  /** What is published about whether they act, with its source. */
  readonly reality: string;
  /** Always null: contacts come from the verified directory alone. */
  readonly verifiedContact: null;
  /** How soon the money is likely to be out of reach. */
  readonly urgency: 'minutes' | 'hours' | 'days' | 'none';
}

const ORDER: readonly powers.Strength[] = ['can', 'may', 'unknown', 'none'];
const DAY = 86_400;

/**
 * Who can stop the value that rests at one place, best first. Never empty: where nobody can, or
 * where it is not known who could, one action says so with the reason.
 */
export function actionsFor(place: RestingPlace): readonly Action[] {
  if (place.status === 'swapped, proceeds outside') return [notKnown(place, SWAPPED)];
  const actions = [...atThePlace(place), ...inTheContract(place), ...byCouncil(place)];
  const known = actions.filter((action) => action.strength !== 'none');
  if (known.length === 0) return [nobody(place)];
  return known.toSorted((a, b) => ORDER.indexOf(a.strength) - ORDER.indexOf(b.strength));
}

/** True if somebody is known to hold the power to stop it: the value counts as freezable. */
export function isFreezable(actions: readonly Action[]): boolean {
  return actions.some((action) => action.strength === 'can');
}

function action(text: powers.PowerText, actor: string, urgency: Action['urgency']): Action {
  const { power, strength, basis, reality } = text;
  const how = text.how.replaceAll('{who}', actor);
  return { actor, power, strength, basis, how, reality, verifiedContact: null, urgency };
}

/** The lever of the kind of place; a service without a named operator has nobody to ask. */
function atThePlace(place: RestingPlace): readonly Action[] {
  const { entity, entityType } = place;
  if (entity === null || entityType === null) return [];
  const text = textFor(entityType, entity);
  if (!text) return [];
  const operator = operatorOf(entity);
  const reality = operator?.reality;
  const told = reality ? { ...text, reality: `${reality.text} (${reality.source})` } : text;
  const made = action(told, entity, urgencyOf(place, told.power));
  return [operator?.closed ? afterClosure(made, operator, place) : made];
}

function textFor(type: EntityType, entity: string): powers.PowerText | null {
  if (type === 'bridge.native_swap') {
    return entity === 'THORChain' ? powers.NODE_VOTE : powers.BROKER_BLOCK;
  }
  if (entity === 'LI.FI') return powers.BROKER_BLOCK;
  if (type === 'bridge.mint' && entity === 'CCTP') return powers.ATTESTER;
  if (type === 'swap.instant') return powers.SWAP_HOLD;
  if (type === 'mixer.custodial') return powers.MIXER_RECORDS;
  switch (CATEGORIES[type].lever) {
    case 'exchange':
      return powers.EXCHANGE_HOLD;
    case 'operator':
      return powers.ACCOUNT_HOLD;
    case 'bridge':
      return powers.BRIDGE_PAUSE;
    case 'relayer':
      return powers.RELAYER;
    case 'coordinator':
      return powers.COORDINATOR;
    case 'front-end':
      return powers.FRONT_END;
    case 'guardian':
      return powers.GUARDIAN;
    default:
      return null;
  }
}

function urgencyOf(place: RestingPlace, power: powers.Power): Action['urgency'] {
  if (power !== 'exchange hold' && power !== 'operator hold') return 'hours';
  const age = place.last === null ? 0 : place.asOf - place.last;
  return age < DAY ? 'minutes' : 'days';
}

/** A venue that was closed later could act then; one closed before holds nothing of ours. */
function afterClosure(made: Action, operator: Operator, place: RestingPlace): Action {
  const { closed } = operator;
  if (!closed) return made;
  const about = `${operator.name}: ${closed.what}, ${closed.date} (${closed.source})`;
  const then = place.last === null ? 'unknown' : against(place.last, closed.date);
  const now = against(place.asOf, closed.date);
  if (now === 'before') {
    const how = `${made.how} As of ${dayOf(place.asOf)} it was open; later it ended.`;
    return { ...made, how, reality: `${made.reality}. ${about}` };
  }
  if (then === 'before') {
    return {
      ...made,
      strength: 'may',
      how:
        `It could have acted when the money came (${dayOf(place.last ?? 0)}), and ended since: ` +
        'ask the authority or the administrator that now has its records.',
      reality: `${made.reality}. ${about}`,
      urgency: 'days',
    };
  }
  return {
    ...made,
    power: 'not known',
    strength: 'unknown',
    how: `It had ended by ${closed.date}; who has the address since is not known.`,
    reality: about,
    urgency: 'hours',
  };
}

/** Compares a time with a date that may be no more than a month. */
function against(time: UnixTime, date: string): 'before' | 'same' | 'after' {
  const day = formatTime(time).slice(0, date.length);
  return day < date ? 'before' : day > date ? 'after' : 'same';
}

function dayOf(time: UnixTime): string {
  return formatTime(time).slice(0, 10);
}

/** Places where a freeze of the whole address would stop other people's money. */
const SHARED = ['cex.hot', 'cex.cold', 'cex.nokyc', 'swap.', 'dex.', 'aggregator', 'intents.'];
const COMMON = ['bridge.', 'mixer.', 'privacy.', 'lending', 'staking', 'custodian', 'gambling'];
const TILLS = ['payment.', 'atm', 'miner_', 'token.issuer', 'burn', 'l2.'];

function isShared(type: EntityType | null): boolean {
  return type !== null && [...SHARED, ...COMMON, ...TILLS].some((kind) => type.startsWith(kind));
}

function inTheContract(place: RestingPlace): readonly Action[] {
  if (isShared(place.entityType)) return [];
  const known = freezability(place.asset);
  if (known?.kind === 'issuer') return [issuerFreeze(known, place)];
  if (known?.kind === 'nobody' || place.asset.kind === 'native') return [];
  // Where somebody holds the place, what the asset allows matters less than asking them
  if (place.entityType === 'cex.deposit' && place.entity !== null) return [];
  if (place.asset.kind === 'valuation') return [notKnown(place, VALUED)];
  return [notKnown(place, { basis: known?.source ?? 'no verified code', how: UNREAD })];
}

function issuerFreeze(
  known: Extract<Freezability, { kind: 'issuer' }>,
  place: RestingPlace,
): Action {
  const moved = place.status === 'not covered' ? ' What was read ends here: look first.' : '';
  const reads = known.code.reads.map(({ signature }) => signature).join(' or ');
  return {
    actor: known.issuer,
    power: 'issuer freeze',
    strength: 'can',
    basis: `contract of ${known.symbol}: ${known.code.powers.join(', ')} (${known.source})`,
    how:
      `Ask ${known.issuer} to freeze the address in the contract of ${known.symbol}; ` +
      `${reads} shows whether it did.${moved}`,
    reality: powers.ISSUER_REALITY[known.issuer] ?? 'nothing is published about whether it acts',
    verifiedContact: null,
    urgency: 'hours',
  };
}

interface Unknown {
  readonly basis: string;
  /** `{asset}` stands for the symbol. */
  readonly how: string;
}

const SWAPPED: Unknown = {
  basis: 'proceeds outside',
  how: 'It was swapped here, and where the proceeds went is not in what was read: look there.',
};
const VALUED: Unknown = {
  basis: 'asset unknown',
  how:
    'The ledger gives only US dollars: which asset rests here is not known, so neither is ' +
    'whether an issuer could freeze it. Look the transaction up.',
};
const UNREAD =
  'Whether anybody can freeze {asset} in its contract is not stated: its code has not been ' +
  'verified. Read the contract before asking.';

function notKnown({ asset }: RestingPlace, { basis, how }: Unknown): Action {
  return {
    actor: 'not known',
    power: 'not known',
    strength: 'unknown',
    basis,
    how: how.replace('{asset}', asset.symbol),
    reality: 'unknown is not the same as nobody',
    verifiedContact: null,
    urgency: 'hours',
  };
}

const ARBITRUM = 'eip155:42161';

function byCouncil(place: RestingPlace): readonly Action[] {
  if (place.asset.chain !== ARBITRUM || isShared(place.entityType)) return [];
  return [action(powers.ARBITRUM_COUNCIL, 'Arbitrum', 'hours')];
}

function nobody(place: RestingPlace): Action {
  return {
    actor: 'nobody',
    power: 'nobody',
    strength: 'none',
    basis: 'no issuer and no operator',
    how: whyNobody(place),
    reality: 'watch it: the next hop may be somebody’s',
    verifiedContact: null,
    urgency: 'none',
  };
}

function whyNobody({ asset, entity, entityType }: RestingPlace): string {
  if (entityType === 'burn') return 'Nobody holds a key to this address, not even the thief.';
  if (entityType !== null && entity === null && isShared(entityType)) {
    return 'A service whose operator no label names: there is nobody to ask yet.';
  }
  const free = freezability(asset);
  const why = free?.kind === 'nobody' ? `: ${free.source}` : '';
  return `Nobody can freeze ${asset.symbol} at a private address${why}.`;
}
