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
  /** Number of the shape in the shader of nodes. */
  readonly shape: number;
  /** Corners around 0,0 with radius 1; none: a circle. */
  readonly corners: readonly (readonly [number, number])[];
}

function turned(corners: number, radius: number, degrees: number): [number, number][] {
  return Array.from({ length: corners }, (_, i) => {
    const angle = ((degrees + (360 * i) / corners) * Math.PI) / 180;
    return [Math.cos(angle) * radius, Math.sin(angle) * radius];
  });
}

/** In the order of the legend. Each has a shape of its own, told apart without any colour. */
export const CATEGORIES: readonly Category[] = [
  {
    id: 'source',
    mark: 'SRC',
    name: 'source of the theft',
    many: 'Sources',
    shape: 0,
    corners: turned(4, 1.2, -90),
  },
  {
    id: 'wallet',
    mark: '',
    name: 'wallet without a name',
    many: 'Wallets',
    shape: 1,
    corners: [
      [-1, -0.7],
      [1, -0.7],
      [1, 0.7],
      [-1, 0.7],
    ],
  },
  { id: 'swap', mark: 'SWP', name: 'swap', many: 'Swaps', shape: 2, corners: turned(6, 1.08, 0) },
  {
    id: 'bridge',
    mark: 'BRG',
    name: 'bridge',
    many: 'Bridges',
    shape: 3,
    corners: turned(8, 1.06, 22.5),
  },
  {
    id: 'mixer',
    mark: 'MIX',
    name: 'mixer',
    many: 'Mixers',
    shape: 4,
    corners: turned(3, 1.28, -90),
  },
  {
    id: 'exchange',
    mark: 'EXC',
    name: 'exchange',
    many: 'Exchanges',
    shape: 5,
    corners: [
      [0, -1.1],
      [1, -0.32],
      [1, 0.92],
      [-1, 0.92],
      [-1, -0.32],
    ],
  },
  {
    id: 'otc',
    mark: 'OTC',
    name: 'instant exchange or OTC',
    many: 'Instant and OTC',
    shape: 6,
    corners: turned(5, 1.12, 90),
  },
  { id: 'service', mark: 'SVC', name: 'other service', many: 'Services', shape: 7, corners: [] },
];

const BY_ID = new Map(CATEGORIES.map((category) => [category.id, category]));

/** The category with this id. */
export function category(id: CategoryId): Category {
  return BY_ID.get(id) as Category;
}

/** The category that an answer names; one that this page does not know is another service. */
export function categoryIn(text: string): CategoryId {
  return CATEGORIES.find(({ id }) => id === text)?.id ?? 'service';
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
