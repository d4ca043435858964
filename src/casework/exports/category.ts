/** What a holder is in the picture: one of a few, by entity type and by role in the case. */
export type CategoryId =
  | 'source'
  | 'wallet'
  | 'swap'
  | 'bridge'
  | 'mixer'
  | 'exchange'
  | 'otc'
  | 'service';

interface Category {
  readonly id: CategoryId;
  /** Three letters that stand inside the shape: colour never says anything alone. */
  readonly mark: string;
  readonly name: string;
  readonly many: string;
}

/** In the order of the lanes of the graph, from top to bottom. */
export const CATEGORIES: readonly Category[] = [
  { id: 'source', mark: 'SRC', name: 'source of the theft', many: 'Sources of the theft' },
  { id: 'wallet', mark: 'WAL', name: 'wallet without a name', many: 'Wallets without a name' },
  { id: 'swap', mark: 'SWP', name: 'swap', many: 'Swaps' },
  { id: 'bridge', mark: 'BRG', name: 'bridge', many: 'Bridges' },
  { id: 'mixer', mark: 'MIX', name: 'mixer', many: 'Mixers' },
  { id: 'exchange', mark: 'EXC', name: 'exchange', many: 'Exchanges' },
  { id: 'otc', mark: 'OTC', name: 'instant exchange or OTC', many: 'Instant exchanges and OTC' },
  { id: 'service', mark: 'SVC', name: 'other service', many: 'Other services' },
];

const BY_ID = new Map(CATEGORIES.map((category) => [category.id, category]));
const WALLET = CATEGORIES.find(({ id }) => id === 'wallet') as Category;

/** The category with this id. */
export function category(id: CategoryId): Category {
  return BY_ID.get(id) ?? WALLET;
}

const PREFIXES: readonly (readonly [string, CategoryId])[] = [
  ['dex.', 'swap'],
  ['aggregator', 'swap'],
  ['intents.', 'swap'],
  ['bridge.', 'bridge'],
  ['mixer.', 'mixer'],
  ['privacy.', 'mixer'],
  ['cex.', 'exchange'],
  ['swap.instant', 'otc'],
  ['otc.', 'otc'],
  ['guarantee.', 'otc'],
  ['payment.', 'otc'],
  ['atm', 'otc'],
  ['person.', 'wallet'],
  ['multisig', 'wallet'],
];

/** The category of a holder: `followed` and `type` as in the result, `type` null without a name. */
export function categoryOf(followed: string, type: string | null): CategoryId {
  if (followed === 'source') return 'source';
  if (type === null) return 'wallet';
  for (const [prefix, id] of PREFIXES) if (type.startsWith(prefix)) return id;
  return 'service';
}
