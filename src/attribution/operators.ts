import type { EntityType } from './taxonomy.ts';

/**
 * Operators that the program knows by name. A row gives the name shown, the kind of place, the
 * names under which labels write it, and what is published about its end and its sanctions.
 * Dates are from the project's laundering reference, which names its sources; a month without a
 * day is known no better.
 */
export interface Operator {
  readonly name: string;
  readonly type: EntityType;
  /** Lower-case beginnings of labels, and ids of other actor lists. */
  readonly aliases: readonly string[];
  readonly closed: Closure | null;
  readonly sanctions: readonly Sanction[];
  /** What is published about whether it acts, or null. */
  readonly reality: Reality | null;
}

interface Closure {
  /** `YYYY-MM-DD` or `YYYY-MM`. */
  readonly date: string;
  readonly what: string;
  readonly source: string;
}

interface Sanction {
  readonly list: string;
  /** Days; `to` is that of the delisting, or null while it is listed. */
  readonly from: string;
  readonly to: string | null;
}

interface Reality {
  readonly text: string;
  readonly source: string;
}

interface Facts {
  readonly closed?: Closure;
  readonly sanctions?: readonly Sanction[];
  readonly reality?: Reality;
}

function row(name: string, type: EntityType, aliases = '', facts: Facts = {}): Operator {
  return {
    name,
    type,
    aliases: [name.toLowerCase(), ...aliases.split(',').filter((alias) => alias !== '')],
    closed: facts.closed ?? null,
    sanctions: facts.sanctions ?? [],
    reality: facts.reality ?? null,
  };
}

const BYBIT = 'Bybit status posts';
const PRESS = 'press on the take-down';

const EXCHANGES = [
  row('Binance', 'cex.hot'),
  row('OKX', 'cex.hot', 'okex'),
  row('Coinbase', 'cex.hot', 'coinbasepro,coinbase pro'),
  row('Kraken', 'cex.hot'),
  row('KuCoin', 'cex.hot'),
  row('HTX', 'cex.hot', 'huobi,huobi global'),
  row('Bitfinex', 'cex.hot'),
  row('Bitstamp', 'cex.hot'),
  row('Bittrex', 'cex.hot'),
  row('Poloniex', 'cex.hot'),
  row('Gate.io', 'cex.hot', 'gateio,gate'),
  row('Gemini', 'cex.hot'),
  row('Crypto.com', 'cex.hot', 'cryptocom'),
  row('Bybit', 'cex.hot'),
  row('BingX', 'cex.hot'),
  row('MEXC', 'cex.hot'),
  row('HitBTC', 'cex.hot'),
  row('CoinSpot', 'cex.hot'),
  row('FTX', 'cex.hot', 'ftx exchange', {
    closed: {
      date: '2022-11-11',
      what: 'filed for bankruptcy',
      source: 'Observer, 11 November 2022',
    },
  }),
  row('WhiteBIT', 'cex.hot'),
  row('Bithumb', 'cex.hot'),
  row('Upbit', 'cex.hot'),
  row('Bitget', 'cex.hot'),
  row('Deribit', 'cex.hot'),
  row('BitMEX', 'cex.hot'),
  row('CoinEx', 'cex.hot'),
  row('Coincheck', 'cex.hot'),
  row('Luno', 'cex.hot'),
  row('BitMart', 'cex.hot'),
  row('Bitvavo', 'cex.hot'),
  row('BtcTurk', 'cex.hot'),
  row('Zaif', 'cex.hot'),
  row('SwissBorg', 'cex.hot', 'swisborg'),
];

const SWAPS = [
  row('eXch', 'swap.instant', '', {
    closed: {
      date: '2025-04-30',
      what: 'seized: €34 M and 8 TB of data',
      source: 'press on the eXch take-down',
    },
    reality: { text: '79,655 ETH of the Bybit theft went dark there', source: BYBIT },
  }),
  row('FixedFloat', 'swap.instant', 'ff.io', {
    reality: { text: 'froze 120,000 USDC/USDT of the Bybit theft', source: BYBIT },
  }),
  row('ChangeNOW', 'swap.instant', '', {
    reality: { text: 'froze 34 ETH of the Bybit theft', source: BYBIT },
  }),
  row('SideShift', 'swap.instant', 'sideshift.ai'),
  row('SWFT', 'swap.instant', 'swft swap,swft blockchain'),
  row('ChangeHero', 'swap.instant'),
  row('SimpleSwap', 'swap.instant'),
];

const ACCOUNTS = [
  row('Paxful', 'otc.p2p_merchant'),
  row('Noones', 'otc.p2p_merchant'),
  row('Huione', 'guarantee.market', 'huione guarantee,huione pay', {
    closed: { date: '2025-05', what: 'barred from the US financial system', source: 'FinCEN' },
    reality: {
      text: 'Tether froze 29.6 M USDT at TNVaKWQzau7xL9bcnvLmF9KSEQkWEs4Ug8',
      source: 'ZachXBT on DMM',
    },
  }),
  row('Tudou', 'guarantee.market', 'tudou guarantee', {
    closed: { date: '2026-01', what: 'closed after refunding $130 M', source: PRESS },
  }),
  row('Xinbi', 'guarantee.market', 'xinbi guarantee'),
  row('BitPay', 'payment.processor'),
  row('Bitrefill', 'payment.processor'),
  row('Sellix', 'payment.processor'),
  row('Wyre', 'payment.processor'),
  row('Paxos', 'custodian'),
  row('Cobo', 'custodian'),
  row('ChainUp', 'custodian'),
  row('Xapo', 'custodian'),
  row('Stake.com', 'gambling', 'stake'),
  row('Duelbits', 'gambling'),
  row('Roobet', 'gambling'),
  row('Rollbit', 'gambling'),
  row('Bovada', 'gambling'),
];

const MIXERS = [
  row('Tornado Cash', 'mixer.pool', 'tornado.cash,tornadocash,tornado', {
    sanctions: [{ list: 'OFAC', from: '2022-08-08', to: '2025-03-21' }],
    reality: {
      text: 'in 41.57 % of the thefts of 2025; relayers and the interface are all there is',
      source: 'Global Ledger',
    },
  }),
  row('Railgun', 'privacy.shielded'),
  row('Umbra', 'privacy.stealth'),
  row('Wasabi', 'mixer.coinjoin', 'wasabi wallet,wasabi fee'),
  row('Samourai Whirlpool', 'mixer.coinjoin', 'samourai,samourai wallet,whirlpool'),
  row('JoinMarket', 'mixer.coinjoin'),
  row('CryptoMixer', 'mixer.custodial', '', {
    closed: { date: '2025-11', what: 'taken down 24–28 November: €25 M, 12 TB', source: PRESS },
  }),
  row('ChipMixer', 'mixer.custodial', '', {
    closed: { date: '2023-03', what: 'seized', source: 'laundering reference §1' },
  }),
  row('Blender.io', 'mixer.custodial', 'blender,blenderio', {
    sanctions: [{ list: 'OFAC', from: '2022-05-06', to: null }],
    closed: { date: '2022-05', what: 'sanctioned', source: 'laundering reference §1' },
  }),
  row('Sinbad', 'mixer.custodial', 'sinbad.io,sinbadio', {
    closed: { date: '2023-11', what: 'seized', source: 'laundering reference §1' },
  }),
  row('YoMix', 'mixer.custodial'),
];

const BRIDGES = [
  row('THORChain', 'bridge.native_swap', '', {
    reality: {
      text: 'its nodes did not halt for Bybit: 432,748 ETH (84.45 %) passed by 21 April 2025',
      source: BYBIT,
    },
  }),
  row('Chainflip', 'bridge.native_swap'),
  row('Avalanche Bridge', 'bridge.lock', 'avalanche: bridge', {
    reality: { text: 'about $37 k in BTC of the Bybit theft was frozen there', source: BYBIT },
  }),
  row('CCTP', 'bridge.mint', 'circle: cctp', {
    reality: {
      text: 'about $230–232 M of the Drift theft was attested over 6–8 hours',
      source: 'press on Drift, April 2026',
    },
  }),
  row('Arbitrum', 'bridge.lock', 'arbitrum bridge'),
  row('Secret Network', 'bridge.lock'),
  row('Ronin', 'bridge.lock', 'ronin bridge,ronin network'),
  row('Wormhole', 'bridge.lock', 'wormhole: portal,portal token bridge'),
  row('Across Protocol', 'bridge.liquidity', 'across'),
  row('Celer Network', 'bridge.liquidity', 'celer,cbridge'),
  row('Hop', 'bridge.liquidity', 'hop protocol'),
  row('Symbiosis Finance', 'bridge.liquidity', 'symbiosis,symbiosisfinance'),
  row('Stargate', 'bridge.liquidity', 'stargate finance'),
  row('deBridge', 'bridge.liquidity'),
  row('LI.FI', 'bridge.liquidity', 'lifi'),
  row('Multichain', 'bridge.lock', 'anyswap'),
];

const PROTOCOLS = [
  row('Uniswap', 'dex.router', 'uniswap v2,uniswap v3'),
  row('SushiSwap', 'dex.router', 'sushi'),
  row('Curve', 'dex.pool', 'curvefinance,curve.fi,curve finance'),
  row('Balancer', 'dex.pool', 'balancer v2'),
  row('1inch', 'aggregator', '1inch network'),
  row('0x', 'aggregator', '0x protocol'),
  row('CoW Protocol', 'intents.solver', 'cow swap,gnosis protocol'),
  row('MetaMask', 'aggregator', 'metamask swap'),
  row('ParaSwap', 'aggregator'),
  row('Transit Swap', 'aggregator'),
  row('OpenSea', 'dex.router', 'opensea nft'),
  row('Seaport', 'dex.router'),
  row('MakerDAO', 'lending', 'maker'),
  row('Aave', 'lending', 'aave v2,aave v3'),
  row('Compound', 'lending'),
  row('Lido', 'staking', 'lido finance'),
];

/** Every known operator. */
export const OPERATORS: readonly Operator[] = [
  ...EXCHANGES,
  ...SWAPS,
  ...ACCOUNTS,
  ...MIXERS,
  ...BRIDGES,
  ...PROTOCOLS,
];

const BY_ALIAS = new Map(
  OPERATORS.flatMap((operator) => operator.aliases.map((alias) => [alias, operator] as const)),
);
const LONGEST = Math.max(...[...BY_ALIAS.keys()].map((alias) => alias.length));

/** What may follow an operator's name in a label; "Binance US" and "Stake Pool" are others. */
const AFTER =
  /^(\.(com|io|net|org|ag|ai))?($|:|[ #-]+v?\d[\d.]*$|[ _-]+(.* )?(hot|cold|warm|reserves?|deposits?|withdrawals?|wallets?|vault|router|contract|portal|tokenmessenger|tokenminter|0x)\b|_)/i;

/** The operator of exactly this name, alias or actor id. */
export function operatorOf(name: string): Operator | null {
  return BY_ALIAS.get(name.trim().toLowerCase()) ?? null;
}

/** The operator whose name a label begins with, the longest name first; null where unsure. */
export function operatorIn(label: string): Operator | null {
  const text = label.trim().toLowerCase();
  for (let length = Math.min(text.length, LONGEST); length > 1; length -= 1) {
    const operator = BY_ALIAS.get(text.slice(0, length));
    if (operator && AFTER.test(text.slice(length))) return operator;
  }
  return null;
}
