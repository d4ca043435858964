import { basename } from 'node:path';
import type { Tag } from '../attribution/tags.ts';
import { SourceError } from '../base/errors.ts';
import { formatTime } from '../base/time.ts';
import { parseAddress } from '../ledger/address.ts';
import { nativeAsset } from '../ledger/assets.ts';
import { outpointKey } from '../ledger/bitcoin/ledger.ts';
import { type Chain, parseChain } from '../ledger/chains.ts';
import type { Asset, Holder, InputFile, UtxoTransaction, Warning } from '../ledger/port.ts';
import { coinDestinations } from '../trace/coin-destinations.ts';
import { type CoinFindings, coinHolders, coinHops } from '../trace/coin-explain.ts';
import type { CoinWatch } from '../trace/coin-explore.ts';
import { coinFiguresOf } from '../trace/coin-figures.ts';
import { type CoinTrace, stoppedBy } from '../trace/coin-trace.ts';
import type { Watch } from '../trace/explore.ts';
import { createKnowledge, type Known } from '../trace/knowledge.ts';
import { createPrices, formatCents } from '../trace/prices.ts';
import type { Limits } from '../trace/question.ts';
import type { TraceResult } from '../trace/result.ts';
import { type OpenCase, sinceOf } from './case.ts';
import { caseInput, readAllPrices, readAllTags, refuse } from './case-files.ts';
import { blockFindings } from './coins-blocks.ts';
import { clusterTags, growingClusterTags } from './coins-clusters.ts';
import { coinCoverage } from './coins-coverage.ts';
import { type CoinLedger, openCoinLedger } from './coins-ledger.ts';
import { type ListedAnswer, listedFindings } from './coins-listed.ts';
import { readLists } from './coins-lists.ts';
import { type LiveCoins, openLiveCoins } from './coins-live.ts';
import { type CoinSeeds, coinSeedsOf } from './coins-seeds.ts';
import { coinStatements } from './coins-statements.ts';
import { coinSummary } from './coins-summary.ts';
import { whirlpoolFindings } from './coins-whirlpool.ts';
import { type KnownTags, namesWith } from './known-tags.ts';
import { certificateRows, policyRows } from './ledgers.ts';
import { withLeftOut } from './left-out.ts';
import { headOf, mentioned, resultSettings, withFreeze } from './result-parts.ts';
import { asReturned, returnsOf, withRoles } from './returns.ts';
import { type Settings, settingsOf } from './settings.ts';
import type { TakePartial } from './so-far.ts';

/** All that a result is made of. */
interface CoinParts {
  readonly open: OpenCase;
  readonly chain: Chain;
  readonly opened: CoinLedger;
  readonly seeds: CoinSeeds;
  readonly settings: Settings;
  readonly knowledge: Known;
  readonly trace: CoinTrace;
  readonly listed: ListedAnswer | null;
  /** All that is known, in chain order. */
  readonly transactions: readonly UtxoTransaction[];
  /** Accounts to state that have more coins than the limit; null where none were asked for. */
  readonly truncated: ReadonlySet<Holder> | null;
  readonly inputs: readonly InputFile[];
  readonly warnings: readonly Warning[];
}

interface CoinRun extends Watch {
  readonly strict?: boolean;
  readonly known?: KnownTags | undefined;
  readonly partial?: TakePartial | undefined;
}

/**
 * Traces a case on a ledger of coins: reads its files, follows stolen coins under all policies to
 * services and mixes, and holds outputs against the case's lists. A live ledger stands in the place
 * of the case's files: it is asked, round by round, for what is followed. Places are addresses;
 * `txid:index` stands for an output without an address, `mix:txid` for all outputs of a mix.
 * @throws InputError where the case or a file cannot be used
 */
export async function investigateCoins(
  open: OpenCase,
  run: CoinRun,
  live?: LiveCoins,
): Promise<TraceResult> {
  const chain = parseChain(open.file.chain, 'chain');
  const opened = live
    ? await openLiveCoins(live, run.signal)
    : await openCoinLedger(open, chain, run.strict ?? false);
  const inputs: InputFile[] = [];
  const warnings: Warning[] = idleSettings(open, opened);
  const tags = readAllTags(open, inputs, warnings);
  inputs.push(...(run.known?.inputs ?? []));
  const asset = nativeAsset(chain);
  const assets = new Map([[asset.id, asset]]);
  const prices = createPrices(readAllPrices(open, assets, inputs, warnings), assets);
  const { known } = run;
  const knowing = (inherited: readonly Tag[]): Known => {
    const names = namesWith([...tags, ...inherited], known);
    return createKnowledge(chain.id, names, assets, prices, 'all');
  };
  const whole = known && !opened.live;
  let knowledge = knowing(whole ? clusterTags(opened.groups(), tags, known, chain) : []);
  const clusters = known && opened.live ? growingClusterTags(tags, known, chain) : null;
  const learn = (transactions: readonly UtxoTransaction[]): boolean => {
    const inherited = clusters?.add(transactions) ?? null;
    if (inherited !== null) knowledge = knowing(inherited);
    return inherited !== null;
  };
  const returns = returnsOf(open, chain);
  const settings = settingsOf(open.file.settings);
  const seeds = await coinSeedsOf(open, chain, opened, settings.limits, run.signal);
  const transactions = () => [...opened.groups()].flatMap((group) => group.transactions);
  const inputsRead = () => [caseInput(open), ...opened.inputs(), ...inputs];
  const parts = { open, chain, opened, seeds, settings };
  const { partial } = run;
  const coinsSoFar: CoinWatch['coinsSoFar'] = (found) => {
    const far = (trace: CoinTrace) => {
      const rest = { knowledge, listed: null, truncated: null, warnings };
      return { ...parts, ...rest, trace, transactions: transactions(), inputs: inputsRead() };
    };
    return partial?.(async () => resultOf(far(found().trace), asset)) ?? Promise.resolve();
  };
  const trace = await opened.follow(
    {
      seeds: seeds.seeds,
      ...settings,
      isService: (holder) => returns.has(holder) || knowledge.isService(holder),
      cents: (units, time) => prices.cents(asset.id, units, time),
    },
    partial ? { ...run, coinsSoFar } : run,
    learn,
  );
  const lists = open.file.lists.length > 0 ? readLists(open, chain, inputs, warnings) : null;
  const truncated = await askAccounts(open, chain, opened, settings.limits, run);
  const read = transactions();
  const listed = lists && listedFindings(lists, read, asset.id);
  warnings.unshift(...opened.warnings());
  if (run.strict) refuse(warnings);
  const found = { trace, listed, truncated, transactions: read, warnings };
  return resultOf({ ...parts, ...found, knowledge, inputs: inputsRead() }, asset);
}

function resultOf(parts: CoinParts, asset: Asset): TraceResult {
  const { open, chain, opened, seeds, settings, knowledge, trace, listed } = parts;
  const { file } = open;
  const thefts = file.thefts.map(({ id }) => id);
  const [first] = trace.path;
  const findings: CoinFindings = {
    trace,
    figures: coinFiguresOf(trace),
    knowledge,
    asset: asset.id,
    policy: settings.policy,
    lists: opened.lists,
    reason: opened.reason,
    end: opened.end,
    // the case file stands before the ledger's files among the inputs; where there are none, an
    // origin is the number of an answer
    firstInput: opened.live && opened.inputs().length === 0 ? 0 : 1,
    valuedAt: first?.tx.time ?? opened.extent().since,
  };
  const stolen = stolenOf(findings, thefts);
  const returns = returnsOf(open, chain);
  const placed = coinDestinations(findings).map((rest) => {
    const type = rest.rule === 'mix' || rest.rule === 'tx0-fee' ? 'mixer.coinjoin' : null;
    const named = type ?? knowledge.nameOf(rest.holder)?.entityType ?? null;
    return asReturned(withFreeze(rest, asset, named, opened.until), returns);
  });
  const rows = trace.coins.certificate();
  const statements = coinStatements(open, chain, opened, parts.truncated, asset.id);
  const facts = [
    ...blockFindings(opened.facts ?? [], opened.inputs()),
    ...(listed?.findings ?? []),
    ...whirlpoolFindings(tx0sOf(findings), parts.transactions, asset.id),
  ];
  const assets = new Map([[asset.id, asset]]);
  return {
    ...headOf(open, chain, startOf(open)),
    settings: resultSettings(settings),
    inputs: [...parts.inputs],
    assets: mentioned(assets, [asset.id]),
    thefts: file.thefts.map(({ id, title }) => ({ id, title: title ?? file.title })),
    stolen,
    seeds: seedRows(findings, thefts),
    summary: coinSummary(stolen, placed, assets, facts, listed),
    holders: withRoles(coinHolders(findings), new Set(), new Set(), returns),
    hops: coinHops(findings),
    destinations: placed.map(({ freezable: _, ...destination }) => destination),
    statements,
    findings: facts,
    noise: [],
    coverage: withLeftOut(file, coinCoverage(findings, opened, seeds, listed, placed)),
    policies: policyRows(rows, thefts, [asset.id]),
    certificate: certificateRows(rows, thefts, [asset.id]),
    warnings: [...parts.warnings],
  };
}

/**
 * Asks for the accounts that the case wants stated; gives those with more coins than the limit, or
 * null where the ledger was not asked, because it cannot be or the time is over.
 */
async function askAccounts(
  { file }: OpenCase,
  chain: Chain,
  opened: CoinLedger,
  limits: Limits,
  watch: Watch,
): Promise<ReadonlySet<Holder> | null> {
  const holders = file.accounts.map((text) => parseAddress(text, chain, 'accounts'));
  if (holders.length === 0) return new Set();
  if (!opened.searchable || (opened.live && stoppedBy(watch) !== null)) return null;
  const query = { since: null, until: null, limit: limits.maxTransfers };
  try {
    return await opened.about([...new Set(holders)], query, watch.signal);
  } catch (error) {
    // what accounts of the case hold beside is no part of the trace
    if (error instanceof SourceError && !error.retry) return null;
    throw error;
  }
}

/** What the case sets and no ledger of coins has a use for. */
function idleSettings({ file, path }: OpenCase, { live }: CoinLedger): Warning[] {
  const { settings, ledger, safeTransactions } = file;
  const stated: readonly (readonly [string, unknown])[] = [
    ['settings.majority', settings.majority],
    ['settings.maxTransfers', live ? undefined : settings.maxTransfers],
    ['ledger.mapping', ledger.mapping === undefined ? undefined : 'a mapping'],
    ['ledger.tokens', ledger.tokens.length || undefined],
    ['safeTransactions', safeTransactions.length || undefined],
  ];
  return stated.flatMap(([field, value]) => {
    if (value === undefined) return [];
    const expected = 'nothing: it is for ledgers of accounts and does nothing here';
    const place = { code: 'idle-setting', file: basename(path), line: 0, field };
    return { ...place, expected, found: String(value), count: 1 };
  });
}

/** The earliest time from which a source's coins count, or null. */
function startOf({ file }: OpenCase): number | null {
  const times = file.thefts
    .flatMap(({ sources }) => sources.map(({ since }) => sinceOf(since, 'thefts: since')))
    .filter((time) => time > 0);
  return times.length > 0 ? Math.min(...times) : null;
}

/** What was stolen, per theft, under the locked policy: coins that come back count once. */
function stolenOf(findings: CoinFindings, thefts: readonly string[]): TraceResult['stolen'] {
  const { trace, policy, asset, knowledge, valuedAt } = findings;
  return trace.coins
    .certificate()
    .filter((row) => row.policy === policy && row.seeds > 0n)
    .map(({ label, seeds }) => {
      const cents = knowledge.prices.cents(asset, seeds, valuedAt);
      const usd = cents === null ? null : formatCents(cents);
      return { theft: thefts[label] ?? '', asset, amount: seeds.toString(), usd };
    });
}

/** The stolen coins, each with the place that had it first. */
function seedRows({ trace, asset }: CoinFindings, thefts: readonly string[]): TraceResult['seeds'] {
  return trace.question.seeds.flatMap(({ tx: id, index, label }) => {
    const tx = trace.byId.get(id)?.tx;
    const output = tx?.outputs[index];
    if (!tx || !output || output.amount === 0n) return [];
    return {
      theft: thefts[label] ?? '',
      holder: output.holder ?? outpointKey(id, index),
      asset,
      amount: output.amount.toString(),
      tx: id,
      time: formatTime(tx.time),
    };
  });
}

/** Tx0s of the theft itself: what is provable of the coins that they prepared. */
function tx0sOf({ trace }: CoinFindings): string[] {
  const { seeds, classes } = trace.question;
  const ids = new Set(seeds.map(({ tx }) => tx));
  return [...ids].filter((id) => classes.get(id)?.kind === 'tx0');
}
