import type { Declaration } from './addressList.ts';
import type { State } from './tags.ts';

/** What is known of files that do not say it themselves, by where their publisher keeps them. */
export interface Publisher extends Partial<Declaration> {
  readonly path: RegExp;
  readonly licence?: string;
  /** Whether the licence lets us pass the tags on; not stated where that has conditions. */
  readonly shareable?: boolean;
  /** A firm asks for caution, and does not say of what. */
  readonly flaggedBy?: string;
}

/** The sites of `labels-etherscan-brianleect`, each of one chain. */
const SITES: Readonly<Record<string, string>> = {
  etherscan: 'ethereum',
  bscscan: 'bsc',
  polygonscan: 'polygon',
  ftmscan: 'fantom',
  avalanche: 'avalanche',
  arbiscan: 'arbitrum',
  optimism: 'optimism',
};

const PUBLISHERS: readonly Publisher[] = [
  { path: /graphsense-tagpacks\//, licence: 'MIT' },
  ...Object.entries(SITES).map(([site, chain]) => ({
    path: new RegExp(`etherscan[^/]*/(.*/)?data/${site}/`),
    source: `${site} labels (brianleect/etherscan-labels)`,
    chain,
    category: 'labels',
    licence: 'MIT',
    shareable: true,
  })),
  {
    path: /(labels-forta|labelled-datasets)\/(.*\/)?labels\/10\//,
    source: 'Forta labelled data sets',
    chain: 'optimism',
    licence: 'MIT',
    shareable: true,
  },
  {
    path: /(labels-forta|labelled-datasets)\//,
    source: 'Forta labelled data sets',
    chain: 'ethereum',
    licence: 'MIT',
    shareable: true,
  },
  { path: /tutela/, source: 'Tutela', chain: 'ethereum', shareable: false },
  {
    path: /mining-pools\//,
    source: 'bitcoin-data/mining-pools',
    chain: 'bitcoin',
    licence: 'MIT',
    shareable: true,
  },
  {
    path: /(scamsniffer|scam-database)\//,
    source: 'ScamSniffer',
    chain: 'ethereum',
    category: 'phishing',
    // not the source's name, which would be read as a label that says scam
    label: 'phishing',
    licence: 'GPL-3.0',
  },
  {
    path: /polkadot-js\/|\/phishing\/address\.json$/,
    source: 'polkadot-js/phishing',
    chain: 'polkadot',
    category: 'phishing',
    licence: 'Apache-2.0',
    shareable: true,
  },
  { path: /cryptoscamdb\//i, source: 'CryptoScamDB', category: 'scam', shareable: false },
  {
    path: /mew-darklist|etherwallet\//,
    source: 'MyEtherWallet darklist',
    chain: 'ethereum',
    category: 'scam',
    licence: 'MIT',
    shareable: true,
  },
  {
    path: /ethereumheist\//i,
    source: 'EthereumHeist',
    chain: 'ethereum',
    category: 'heist',
    shareable: false,
  },
  {
    // FBI's and OFAC's addresses in one array: which is whose cannot be told, so none is listed
    path: /blocked-wallets\/blocklist\.json$/,
    source: 'Threshold block list: FBI and OFAC, not told apart',
    chain: 'ethereum',
    category: 'unknown',
    shareable: false,
    flaggedBy: 'Threshold Network',
  },
];

/** What is known of a file by its path, or null. */
export function publisherOf(path: string): Publisher | null {
  const plain = path.replaceAll('\\', '/');
  return PUBLISHERS.find((publisher) => publisher.path.test(plain)) ?? null;
}

/** The state that a firm's warning is: no accusation, and no listing. */
export function flagOf(by: string): State {
  return { state: 'flagged_by', by, from: null, to: null, reference: null, confirmed: false };
}
