import { createNames } from '../../src/attribution/names.ts';
import type { Tag } from '../../src/attribution/tags.ts';
import type { EntityType } from '../../src/attribution/taxonomy.ts';
import { assemble } from '../../src/casework/assemble.ts';
import { caseSchema } from '../../src/casework/case.ts';
import { settingsOf } from '../../src/casework/settings.ts';
import { parseChain } from '../../src/ledger/chains.ts';
import type { Asset, AssetId, Holder, ReadLedger, Transfer } from '../../src/ledger/port.ts';
import { type Exploration, explore, type Watch } from '../../src/trace/explore.ts';
import { createAccounts } from '../../src/trace/kernel/accounts.ts';
import { createKnowledge } from '../../src/trace/knowledge.ts';
import type { PolicyId } from '../../src/trace/policies/policy.ts';
import { createPrices } from '../../src/trace/prices.ts';
import type { Question } from '../../src/trace/question.ts';
import { type TraceResult, traceResultSchema } from '../../src/trace/result.ts';
import { type LedgerOptions, ledgerOf } from './ledger.ts';
import { ASSETS, CHAIN, id, transfers } from './transfers.ts';

export interface Scenario extends LedgerOptions {
  readonly rows: string | readonly Transfer[];
  /** By theft: `S` or `S@time`. One theft of `S` unless said. */
  readonly sources?: readonly (readonly string[])[];
  /** By theft: `tx` or `tx:victim:victim`. */
  readonly thefts?: readonly (readonly string[])[];
  /** What each holder is. */
  readonly names?: Readonly<Record<Holder, EntityType>>;
  readonly limits?: Partial<Question['limits']>;
  readonly policy?: Exclude<PolicyId, 'poison'>;
  /** Symbols of assets without a price; every other is worth a dollar. */
  readonly priceless?: readonly string[];
  readonly watch?: Watch;
}

export interface Traced {
  readonly exploration: Exploration;
  readonly result: TraceResult;
}

/** A claim that `holder` is a place of that type, by an operator named after it. */
function tag(holder: Holder, entityType: EntityType): Tag {
  return {
    chain: CHAIN,
    holder,
    label: `${holder} Inc`,
    entity: `${holder} Inc`,
    entityType,
    category: null,
    conduct: [],
    states: [],
    source: 'scenario',
    sourceDate: '2025-01-01',
    url: null,
    grade: 'G4',
    level: null,
    inherited: false,
    firstSeen: null,
    lastSeen: null,
    shareable: null,
    licence: null,
    origin: { file: 'scenario', line: 1 },
  };
}

/** Traces a scenario as a case is traced, and holds the result against its schema. */
export async function trace(scenario: Scenario): Promise<Traced> {
  const { rows } = scenario;
  const ledger = ledgerOf(typeof rows === 'string' ? transfers(rows) : rows, scenario);
  // a wrapper's token is known even where the ledger lists no transfer of it
  const known = [ASSETS.WETH as Asset, ...(await ledger.assets())];
  return traceLedger(ledger, new Map(known.map((asset) => [asset.id, asset])), scenario);
}

/** Traces what a ledger holds, with assets that may grow while it is asked. */
export async function traceLedger(
  ledger: ReadLedger,
  assets: ReadonlyMap<AssetId, Asset>,
  scenario: Omit<Scenario, 'rows'>,
): Promise<Traced> {
  // nobody has a price for junk
  const priceless = ['FAKE', ...(scenario.priceless ?? [])].map(id);
  const priced = [...assets.keys()].filter((asset) => !priceless.includes(asset));
  const series = priced.map((asset) => [asset, [{ time: 0, price: 10n ** 8n }]] as const);
  const names = Object.entries(scenario.names ?? {}).map(([holder, type]) => tag(holder, type));
  const knowledge = createKnowledge(
    CHAIN,
    createNames(names),
    assets,
    createPrices(new Map(series), assets),
    ledger.coverage.incoming,
  );
  const question = questionOf(scenario);
  const engine = createAccounts(question.policies);
  const exploration = await explore(ledger, question, knowledge, engine, scenario.watch);
  const result = await assemble({
    open: openCase(scenario),
    chain: parseChain(CHAIN, 'chain'),
    ledger,
    question,
    exploration,
    knowledge,
    assets,
    inputs: [],
    warnings: [],
    gaps: [],
    findings: [],
  });
  return { exploration, result: traceResultSchema.parse(result) };
}

function sourcesOf({ sources, thefts }: Omit<Scenario, 'rows'>): readonly (readonly string[])[] {
  return sources ?? (thefts ? [] : [['S']]);
}

function questionOf(scenario: Omit<Scenario, 'rows'>): Question {
  const settings = settingsOf(scenario.policy ? { policy: scenario.policy } : {});
  return {
    ...settings,
    fromTheft: false,
    limits: { ...settings.limits, ...scenario.limits },
    sources: sourcesOf(scenario).flatMap((list, label) =>
      list.map((text) => {
        const [holder = '', since = '0'] = text.split('@');
        return { holder, since: Number(since), label };
      }),
    ),
    thefts: (scenario.thefts ?? []).flatMap((list, label) =>
      list.map((text) => {
        const [tx = '', ...victims] = text.split(':');
        return { tx, victims, label };
      }),
    ),
  };
}

function openCase(scenario: Omit<Scenario, 'rows'>) {
  const count = Math.max(sourcesOf(scenario).length, scenario.thefts?.length ?? 0);
  const file = caseSchema.parse({
    format: 'hueandcry.case',
    version: 1,
    id: 'scenario',
    title: 'Scenario',
    chain: 'ethereum',
    ledger: { files: ['rows'] },
    thefts: Array.from({ length: count }, (_, i) => ({ id: `theft-${i}` })),
  });
  return { file, folder: '.', path: 'scenario', text: '' };
}

/** `A 70 USDT held` for each destination: units under the locked policy, and its status. */
export function places({ result }: Traced): string[] {
  const symbols = new Map(result.assets.map((asset) => [asset.id, asset.symbol]));
  return result.destinations.map(({ holder, asset, amounts, status }) => {
    const symbol = symbols.get(asset) ?? asset;
    const units = amounts[result.settings.policy];
    return `${holder} ${units} ${symbol} ${status}`;
  });
}
