import { type Operator, operatorIn, operatorOf } from './operators.ts';
import type { Conduct, EntityType } from './taxonomy.ts';

/** What a label says once it is read; the label itself is kept as its source wrote it. */
interface Reading {
  /** The operator's name, or null where the label names none or reading it is a guess. */
  readonly entity: string | null;
  readonly entityType: EntityType | null;
  readonly conduct: readonly Conduct[];
}

const SPARED = /\bvictims?\b|\balert\b|\bhacked\b|\bexploited\b|\bcompromised\b|\bwhite ?hat/i;
const ATTACK =
  /x?ploit|\bhack(er|ers|s)?\b|\bheist|\bphish(ing)?\b|\bscam|drainer|\battack|\bthie(f|ves)\b|\bstolen|terminus|\brug ?pull|\bransom|\bmalicious|\bfraud(?! (proof|verif))|impersonat|\bfake_|\blazarus/i;
/** A ticker in brackets at the end, or the word: a token's contract is not its operator's till. */
const TOKEN =
  /\btoken\b|^\S+ (usd|eur)( coin)?$|\((?!deposit|hot|cold|old|new|super|tiny)[A-Z0-9$.+-]{1,12}\)$/i;
/** What labels call addresses that they cannot name. */
const NAMELESS =
  /^(miner: ?0x|0x[0-9a-f]|(null|fake|contract|unknown|unlabell?ed|mev bot|gnosis ?safe\w*|proxy|deployer|address|heavy node|gitcoin grants|burn|zero)\b|((hot|cold|warm) )?(wallet|deposit|exchange|bridge|mixer|service|swap|router|user|n\/?a|[-?？]+)$)/i;
const TRAILING =
  /[ _:-]+(v?\d[\d.]*|hot|cold|warm|wallets?|reserves?|deposit|withdrawals?|main|(erc20|bep20) reserves?)$/i;
/** Longer labels are sentences: they are kept, and no operator is sought in them. */
const LENGTH = 200;
/** Marks that one published data set puts behind names: terminals and limits of its traversal. */
const MARKS = / (THT|\(LT\))$/;

/** A protocol's own tokens are its positions and pass value on; other tokens hold nobody's. */
function isProtocol(operator: Operator | null): boolean {
  return /^(dex|lending|staking)/.test(operator?.type ?? '');
}

/** Kinds of place whose operator can be read off a label that is in no table. */
function isServiceType(type: EntityType | null): boolean {
  if (type === null) return false;
  const none = ['person.', 'contract.', 'burn', 'multisig'];
  return !none.some((prefix) => type.startsWith(prefix));
}

function conductIn(label: string): Conduct {
  if (/lazarus/i.test(label)) return 'dprk_attributed';
  if (/phish|drainer|\bfake_/i.test(label)) return 'drainer';
  if (/\bransom/i.test(label)) return 'ransomware';
  if (/\bscam|\bfraud|impersonat|\brug ?pull/i.test(label)) return 'scam';
  return 'stolen_funds';
}

/** The kind of place, from what the source says and what is known of the operator. */
function refined(type: EntityType | null, operator: Operator, label: string): EntityType {
  const generic = type === null || type === 'service.unknown' || type === 'contract.unknown';
  // An exchange also runs shops, custody and mining pools; of others, what they run is known
  const own = !generic && operator.type.startsWith('cex.') && !type.startsWith('person.');
  if (operator.type === 'mixer.pool' && ASIDE.test(label)) return 'contract.unknown';
  return atExchange(own ? type : operator.type, label);
}

/** Contracts of a mixer that mix nothing. */
const ASIDE =
  /govern|vesting|registry|verifier|donat|fund|manager|compensat|echoer|poseidon|reward|mining/i;

function atExchange(type: EntityType, label: string): EntityType {
  if (type !== 'cex.hot') return type;
  if (/_deposit_|(^|[ _:])deposits?( \d+)?$/i.test(label)) return 'cex.deposit';
  if (/(^|[ _:])cold/i.test(label)) return 'cex.cold';
  if (/\b(dex|web3)\b/i.test(label)) return 'aggregator';
  return type;
}

/** The operator's part of a label such as `Name: Part 3`, `Name 14`, `Name_Deposit_0x12ab`. */
function operatorPart(label: string): string | null {
  let name = (label.split(':')[0] ?? '')
    .replace(/_(deposit|vault|wallet|hot|cold|0x|[0-9a-f]{4}(_|$)).*$/i, '')
    .replace(/ reserves? wallets?( \S+)?$/i, '')
    .trim();
  for (let last = ''; last !== name; ) {
    last = name;
    name = name.replace(TRAILING, '').trim();
  }
  return name.length < 2 || NAMELESS.test(name) || /\.eth$/i.test(name) ? null : name;
}

/** Labels such as `synthetix_ProxysUSD`, which begin with the id of their actor. */
function actorPart(label: string, actor: string): string | null {
  const begins = label.toLowerCase().startsWith(`${actor.toLowerCase()}_`);
  return begins ? label.slice(0, actor.length) : null;
}

/** A label of many words describes the address; then the list of actors knows the name better. */
function entityIn(label: string, type: EntityType | null, actor: Actor | null): string | null {
  const own = isServiceType(type) ? operatorPart(label) : null;
  if (actor === null) return own;
  const part = actorPart(label, actor.id);
  if (part !== null) return actor.name ?? part;
  return own !== null && own.split(/\s+/).length <= 3 ? own : actor.name;
}

/** The source's id for an operator, and what its list of actors says of it. */
export interface Actor {
  readonly id: string;
  readonly name: string | null;
  readonly categories: readonly string[];
}

/** By the source's id, unless the label goes on to name a sister: Binance US is not Binance. */
function operatorBy(actor: Actor | null, label: string): Operator | null {
  const operator = actor === null ? null : operatorOf(actor.id);
  const text = label.toLowerCase();
  return operator?.aliases.some((alias) => text.startsWith(alias)) ? null : operator;
}

/**
 * Reads a label: who operates the address, what kind of place it is, what conduct the label
 * claims. `type` is what the source's category says.
 * A wrong name is worse than none: what is not sure stays a label without an entity.
 */
export function readLabel(
  label: string,
  type: EntityType | null,
  actor: Actor | null = null,
): Reading {
  const text = label.trim().replace(MARKS, '');
  if (SPARED.test(text)) return { entity: null, entityType: null, conduct: [] };
  if (ATTACK.test(text) || actor?.id === 'lazarusgroup') {
    return { entity: null, entityType: 'person.eoa', conduct: [conductIn(text)] };
  }
  if (text.length > LENGTH) return { entity: null, entityType: type, conduct: [] };
  if (type?.startsWith('person.')) return { entity: null, entityType: type, conduct: [] };
  // "SimpleSwap: Binance Deposit": SimpleSwap is the customer, Binance holds the money
  const customer = /^[^:]+: (.+) deposit$/i.exec(text);
  const bank = customer ? operatorOf(customer[1] ?? '') : null;
  if (bank?.type.startsWith('cex.')) {
    return { entity: bank.name, entityType: 'cex.deposit', conduct: [] };
  }
  const operator = operatorIn(text) ?? operatorBy(actor, text);
  if (TOKEN.test(text) && !/token (sale|bridge)/i.test(text) && !isProtocol(operator)) {
    return { entity: null, entityType: 'contract.unknown', conduct: [] };
  }
  if (/^gnosis ?safe/i.test(text)) return { entity: null, entityType: 'multisig', conduct: [] };
  if (operator && !NAMELESS.test(text)) {
    return { entity: operator.name, entityType: refined(type, operator, text), conduct: [] };
  }
  const entity = NAMELESS.test(text) ? null : entityIn(text, type, actor);
  // A grant for a mixer is no mixer
  const kind = /^gitcoin grants/i.test(text) ? 'contract.unknown' : type;
  return { entity, entityType: kind === null ? null : atExchange(kind, text), conduct: [] };
}
