// The stage of the journeys: a real `hue serve` with its store and workers, an Ethereum node on
// which a theft was staged, a browser, and two people who came in by their links. One stage for all
// files of journeys that run in the same process of tests; it ends with the last of them.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import type { Browser } from 'playwright-core';
import { importTags } from '../../../src/attribution/store/import.ts';
import type { SourceConfig } from '../../../src/ledger/source-config.ts';
import { buildPages } from '../../../web/build.mjs';
import { startBrowser } from '../../browser/browser.ts';
import { needsChromium } from '../../needs.ts';
import { type Anvil, needsAnvil, startAnvil } from '../../nodes/anvil.ts';
import { type RegtestNode, startBcoin } from '../../nodes/bcoin.ts';
import { addressOf } from '../../nodes/purse.ts';
import { PLACES, stageTheft } from '../../nodes/stage.ts';
import { listedHome } from '../listed-home.ts';
import { testStore } from '../store.ts';
import { type Gate, startGate } from './gate.ts';
import { comeIn, invite, newSeat, type Seated } from './people.ts';
import { type ServeProcess, startServe } from './server.ts';

const PLENTY = 1_000_000;
const LIMITS = { perActor: PLENTY, perAddress: PLENTY, signIn: PLENTY };
const COIN_PASSWORD = 'HUE_TEST_PASSWORD';

export interface Stage {
  readonly anvil: Anvil;
  readonly gate: Gate;
  readonly browser: Browser;
  /** The id of the theft on the Ethereum node. */
  readonly theft: string;
  readonly origin: string;
  readonly home: string;
  /** Came in first; an administrator. */
  readonly ann: Seated;
  /** Was let in by her; an approver. */
  readonly ben: Seated;
  readonly database: { readonly url: string; readonly ownerUrl: string };
  readonly bitcoin: () => RegtestNode;
  /** Kills the server; gives what starts it again where it was. */
  readonly killServer: () => Promise<() => Promise<void>>;
  /** Nothing went wrong on anybody's page since it was asked last, nor in the server. */
  readonly noFaults: () => void;
}

/** For a suite's `skip`. */
export const needsStage = (): false | string => needsChromium() || needsAnvil();

let opened: Promise<Stage> | undefined;
const ends: (() => Promise<unknown> | unknown)[] = [];
after(async () => {
  await opened?.catch(() => undefined);
  for (const end of ends.reverse()) await end();
});

export function openStage(): Promise<Stage> {
  opened ??= raise();
  return opened;
}

async function ethereum() {
  const anvil = await startAnvil();
  ends.push(() => anvil.stop());
  const { theft } = await stageTheft(anvil);
  // the newest blocks are not read
  await anvil.mine(64);
  const gate = await startGate(anvil.url);
  ends.push(() => gate[Symbol.asyncDispose]());
  return { anvil, theft, gate };
}

async function bitcoinNode(): Promise<RegtestNode> {
  const node = await startBcoin();
  ends.push(() => node.stop());
  return node;
}

function tagged(home: string): void {
  const of = (chain: string, address: string) =>
    `${chain},${address},exchange of the stage,exchange,made for the test,G3,2024-01-01`;
  const lines = [
    'chain,address,entity,category,source,grade,date',
    of('ethereum', PLACES.exchange),
    ...[1, 2, 3, 4].map((i) => of('regtest', addressOf(`exchange ${i}`))),
  ];
  const file = path.join(home, 'stage.csv');
  writeFileSync(file, `${lines.join('\n')}\n`);
  const world = { now: Math.floor(Date.now() / 1000), seed: 1 };
  importTags(path.join(home, 'tags'), [file], {}, world);
}

async function raise(): Promise<Stage> {
  const [{ anvil, theft, gate }, node, store, browser] = await Promise.all([
    ethereum(),
    bitcoinNode(),
    testStore(),
    startBrowser(),
    buildPages(),
  ]);
  ends.push(
    () => store.close(),
    () => browser.close(),
  );
  const sources: SourceConfig[] = [
    {
      chain: 'ethereum',
      kind: 'evm-rpc',
      name: 'node',
      url: gate.url,
      private: true,
      rate: 10_000,
    },
    {
      ...{ chain: 'regtest', kind: 'bitcoin-core', name: 'coins', url: node.url, private: true },
      ...{ user: 'x', password: { env: COIN_PASSWORD } },
    },
  ];
  const home = await listedHome(sources, { limits: LIMITS, victim: true, logLevel: 'warn' });
  tagged(home);
  const database = { url: store.url, ownerUrl: store.ownerUrl };
  const env = {
    ...{ HUE_HOME: home, DATABASE_URL: store.url, DATABASE_OWNER_URL: store.ownerUrl },
    ...{ [COIN_PASSWORD]: node.key },
  };
  let server = await startServe(env);
  ends.push(() => server.kill());
  const { origin } = server;
  const killServer = async () => {
    assertQuiet(server);
    await server.kill();
    return async () => {
      server = await startServe(env, new URL(origin).port);
    };
  };
  const { ann, ben } = await seat(browser, server);
  const noFaults = () => {
    for (const { faults } of [ann, ben]) assert.deepEqual(faults.splice(0), []);
    assertQuiet(server);
  };
  const place = { anvil, gate, browser, theft, origin, home, ann, ben, database };
  return { ...place, bitcoin: () => node, killServer, noFaults };
}

/** The first one comes in by the link that the server prints, the second by hers. */
async function seat(browser: Browser, { origin, link }: ServeProcess) {
  const [ann, ben] = await Promise.all([
    newSeat(browser, origin, 'Ann Lee'),
    newSeat(browser, origin, 'Ben Okafor'),
  ]);
  await comeIn(ann, link ?? '');
  await comeIn(ben, await invite(ann, 'approver'));
  return { ann, ben };
}

/** A log of warnings may have some; errors it has none. */
function assertQuiet({ log }: ServeProcess): void {
  const errors = log()
    .split('\n')
    .filter((line) => /"level":(5|6)0/.test(line));
  assert.deepEqual(errors, []);
}
