// A theft on a real node: what is staged, and what of it must be read.

import type { Anvil } from './anvil.ts';
import {
  callData,
  etherPoolCode,
  FEE_SINK,
  lastWillCode,
  nestedCode,
  reverterCode,
  splitterCode,
  tokenCode,
  tokenPoolCode,
  wrapperCode,
} from './contracts.ts';

const ETH = 10n ** 18n;
const NATIVE = 'eip155:1/slip44:60';
const ZERO = `0x${'0'.repeat(40)}`;

/** An address that is easy to tell, and not to be taken for another: a word of hex digits. */
function address(word: string): string {
  return `0x${word.repeat(40).slice(0, 40)}`;
}

export const PLACES = {
  victim: address('ace0'),
  thief: address('bad0'),
  peel: [1, 2, 3, 4].map((i) => address(`beef${i}`)),
  fan: [1, 2, 3, 4, 5, 6].map((i) => address(`fa${i}`)),
  mule: address('d00d'),
  exchange: address('ecc0'),
  /** Contracts at the addresses that mainnet knows, so that the program knows them. */
  usdt: '0xdac17f958d2ee523a2206206994597c13d831ec7',
  weth: '0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2',
  odd: address('c0dd'),
  taxed: address('cfee'),
  tokenPool: address('c001'),
  etherPool: address('c002'),
  splitter: address('c003'),
  nested: address('c004'),
  reverter: address('c005'),
  will: address('c006'),
} as const;

/** A transfer that must be read, and nothing else of its transaction but gas. */
export interface Staged {
  readonly tx: string;
  readonly kind: 'native' | 'internal' | 'token';
  readonly from: string;
  readonly to: string;
  readonly asset: string;
  readonly amount: bigint;
  readonly failed: boolean;
  /** Only a trace shows it. */
  readonly needsTrace: boolean;
}

interface Script {
  readonly anvil: Anvil;
  readonly staged: Staged[];
}

type Moved = Omit<Staged, 'tx' | 'failed' | 'needsTrace'> & Partial<Staged>;

const token = (contract: string): string => `eip155:1/erc20:${contract}`;
const paid = (from: string, to: string, amount: bigint): Moved => {
  return { kind: 'native', from, to, asset: NATIVE, amount };
};
const inside = (from: string, to: string, amount: bigint, more: Partial<Staged> = {}): Moved => {
  return { kind: 'internal', from, to, asset: NATIVE, amount, needsTrace: true, ...more };
};
const moved = (contract: string, from: string, to: string, amount: bigint): Moved => {
  return { kind: 'token', from, to, asset: token(contract), amount };
};

async function act(
  { anvil, staged }: Script,
  transaction: Parameters<Anvil['send']>[0],
  ...transfers: readonly Moved[]
): Promise<string> {
  const tx = await anvil.send(transaction);
  for (const transfer of transfers)
    staged.push({ tx, failed: false, needsTrace: false, ...transfer });
  return tx;
}

/** Contracts, balances, and what came before the theft. */
async function prepare(script: Script): Promise<void> {
  const { anvil } = script;
  const P = PLACES;
  await anvil.setCode(P.usdt, tokenCode('USDT'));
  await anvil.setCode(P.weth, wrapperCode());
  await anvil.setCode(P.odd, tokenCode('ODD', { bytes32: true }));
  await anvil.setCode(P.taxed, tokenCode('TAX', { hasFee: true }));
  await anvil.setCode(P.tokenPool, tokenPoolCode(P.usdt, P.odd));
  await anvil.setCode(P.etherPool, etherPoolCode(P.odd));
  await anvil.setCode(P.splitter, splitterCode());
  await anvil.setCode(P.nested, nestedCode(P.splitter, P.fan[0] ?? '', P.fan[1] ?? ''));
  await anvil.setCode(P.reverter, reverterCode(P.mule));
  await anvil.setCode(P.will, lastWillCode(P.mule));
  await anvil.setBalance(P.etherPool, 1000n * ETH);
  for (const place of [P.victim, P.thief, ...P.peel, ...P.fan, P.mule, P.tokenPool]) {
    await anvil.setBalance(place, 100n * ETH);
  }
  const mint = (to: string, contract: string, amount: bigint): Promise<string> =>
    act(
      script,
      { from: to, to: contract, data: callData('a0712d68', amount) },
      moved(contract, ZERO, to, amount),
    );
  await mint(P.victim, P.usdt, 9_000_000_000n);
  await mint(P.victim, P.taxed, 5_000n);
  await mint(P.tokenPool, P.odd, 50_000_000_000n);
}

/** The theft itself, of which nobody has the key of the victim any more. */
async function steal(script: Script): Promise<string> {
  const P = PLACES;
  const theft = await act(
    script,
    { from: P.victim, to: P.usdt, data: callData('a9059cbb', P.thief, 8_000_000_000n) },
    moved(P.usdt, P.victim, P.thief, 8_000_000_000n),
  );
  await act(
    script,
    { from: P.victim, to: P.thief, value: 40n * ETH },
    paid(P.victim, P.thief, 40n * ETH),
  );
  await act(
    script,
    { from: P.victim, to: P.taxed, data: callData('a9059cbb', P.thief, 5_000n) },
    moved(P.taxed, P.victim, P.thief, 4_950n),
    moved(P.taxed, P.victim, FEE_SINK, 50n),
  );
  return theft;
}

/** Peels off ether from hop to hop, then fans out what is left. */
async function peelAndFan(script: Script): Promise<void> {
  const P = PLACES;
  let holder: string = P.thief;
  let left = 40n * ETH;
  for (const next of P.peel) {
    left -= ETH;
    await act(script, { from: holder, to: next, value: left }, paid(holder, next, left));
    holder = next;
  }
  const part = left / 10n;
  await script.anvil.together(async () => {
    for (const to of P.fan) {
      await act(script, { from: holder, to, value: part }, paid(holder, to, part));
    }
  });
}

async function swapAndWrap(script: Script): Promise<void> {
  const P = PLACES;
  await act(
    script,
    { from: P.thief, to: P.tokenPool, data: callData('', 3_000_000_000n) },
    moved(P.usdt, P.thief, P.tokenPool, 3_000_000_000n),
    moved(P.odd, P.tokenPool, P.thief, 6_000_000_000n),
  );
  await act(
    script,
    { from: P.thief, to: P.etherPool, data: callData('', 2_000_000_000n) },
    inside(P.etherPool, P.thief, 2_000_000_000n * 10n ** 9n),
    moved(P.odd, P.thief, P.etherPool, 2_000_000_000n),
  );
  await act(
    script,
    { from: P.thief, to: P.weth, value: 3n * ETH },
    paid(P.thief, P.weth, 3n * ETH),
    moved(P.weth, ZERO, P.thief, 3n * ETH),
  );
  await act(
    script,
    { from: P.thief, to: P.weth, data: callData('a9059cbb', P.mule, 2n * ETH) },
    moved(P.weth, P.thief, P.mule, 2n * ETH),
  );
  // what unwrapping pays is known without a trace: the contract's code is
  await act(
    script,
    { from: P.mule, to: P.weth, data: callData('2e1a7d4d', ETH) },
    inside(P.weth, P.mule, ETH, { needsTrace: false }),
    moved(P.weth, P.mule, ZERO, ETH),
  );
}

async function callInside(script: Script): Promise<void> {
  const P = PLACES;
  const [first = '', second = ''] = P.fan;
  await act(
    script,
    { from: P.thief, to: P.nested, value: 2n * ETH },
    paid(P.thief, P.nested, 2n * ETH),
    inside(P.nested, P.splitter, 2n * ETH),
    inside(P.splitter, first, ETH),
    inside(P.splitter, second, ETH),
  );
  // one half comes back from a contract that undoes its call
  await act(
    script,
    { from: P.thief, to: P.splitter, value: 2n * ETH, data: callData('', P.reverter, P.mule) },
    paid(P.thief, P.splitter, 2n * ETH),
    inside(P.splitter, P.reverter, ETH, { failed: true }),
    inside(P.reverter, P.mule, ETH, { failed: true }),
    inside(P.splitter, P.mule, ETH),
  );
  await act(
    script,
    { from: P.thief, to: P.reverter, value: ETH },
    { ...paid(P.thief, P.reverter, ETH), failed: true },
    inside(P.reverter, P.mule, ETH, { failed: true }),
  );
  await act(
    script,
    { from: P.thief, to: P.will, value: ETH / 2n },
    paid(P.thief, P.will, ETH / 2n),
    inside(P.will, P.mule, ETH / 2n),
  );
}

async function cashOut(script: Script): Promise<void> {
  const P = PLACES;
  await act(
    script,
    { from: P.thief, to: P.usdt, data: callData('a9059cbb', P.exchange, 5_000_000_000n) },
    moved(P.usdt, P.thief, P.exchange, 5_000_000_000n),
  );
  await act(
    script,
    { from: P.mule, to: P.exchange, value: 7n * ETH },
    paid(P.mule, P.exchange, 7n * ETH),
  );
  // more than there is: only gas
  await act(script, {
    from: P.thief,
    to: P.usdt,
    data: callData('a9059cbb', P.exchange, 5_000_000_000n),
  });
}

/** Stages all of it and returns what must be read, with the id of the theft. */
export async function stageTheft(anvil: Anvil): Promise<{ theft: string; staged: Staged[] }> {
  const script: Script = { anvil, staged: [] };
  await prepare(script);
  const theft = await steal(script);
  await peelAndFan(script);
  await swapAndWrap(script);
  await callInside(script);
  await cashOut(script);
  await anvil.mine(5);
  return { theft, staged: script.staged };
}
