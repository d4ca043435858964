import { formatTime } from '../base/time.ts';
import type { Chain } from '../ledger/chains.ts';
import type { Asset, AssetId, InputFile, ReadLedger, Warning } from '../ledger/port.ts';
import { destinationsOf } from '../trace/destinations.ts';
import { type Findings, resultHolders, resultHops } from '../trace/explain.ts';
import type { Exploration } from '../trace/explore.ts';
import { figuresOf } from '../trace/figures.ts';
import { hopsOf } from '../trace/hops.ts';
import type { Known } from '../trace/knowledge.ts';
import type { Question } from '../trace/question.ts';
import type { Gap, TraceResult } from '../trace/result.ts';
import type { OpenCase } from './case.ts';
import { coverageOf } from './coverage.ts';
import { crossingsOf } from './crossings.ts';
import { certificateOf, policiesOf, seedsOf, stolenOf } from './ledgers.ts';
import { withLeftOut } from './left-out.ts';
import { headOf, mentioned, resultSettings, withFreeze } from './result-parts.ts';
import { asReturned, returnFindings, returnsOf, victimsOf, withRoles } from './returns.ts';
import { statementsOf } from './statements.ts';
import { summaryOf } from './summary.ts';

export interface Parts {
  readonly open: OpenCase;
  readonly chain: Chain;
  readonly ledger: ReadLedger;
  readonly question: Question;
  readonly exploration: Exploration;
  readonly knowledge: Known;
  readonly assets: ReadonlyMap<AssetId, Asset>;
  readonly inputs: readonly InputFile[];
  readonly warnings: readonly Warning[];
  /** Gaps that were known before the trace began. */
  readonly gaps: readonly Gap[];
  /** Findings that do not come from the trace. */
  readonly findings: TraceResult['findings'];
  /** True while exploring goes on: then the ledger is asked nothing that the end would ask. */
  readonly going?: boolean;
}

/** The result of a trace, from what exploring and accounting found. */
export async function assemble(parts: Parts): Promise<TraceResult> {
  const { open, chain, ledger, question, exploration, knowledge, assets, going } = parts;
  const figures = figuresOf(exploration, question.policies);
  const sources = new Set(question.sources.map(({ holder }) => holder));
  const hops = hopsOf(exploration, figures, (holder) => sources.has(holder));
  const findings: Findings = {
    question,
    exploration,
    figures,
    hops,
    unvalued: hops.map(({ transfer }) => transfer).filter(({ kind }) => kind === 'unvalued'),
    knowledge,
    outgoing: ledger.coverage.outgoing,
    valuedAt: hops[0]?.transfer.time ?? ledger.since,
  };
  const { file } = open;
  const ids = file.thefts.map(({ id }) => id);
  const stolen = stolenOf(findings, ids);
  const returns = returnsOf(open, chain);
  const placed = destinationsOf(findings).map((rest) => {
    const type = knowledge.inferenceOf(rest.holder)?.entityType;
    const asset = assets.get(rest.asset) as Asset;
    const named = type ?? knowledge.nameOf(rest.holder)?.entityType ?? null;
    return asReturned(withFreeze(rest, asset, named, ledger.until), returns);
  });
  const victims = victimsOf(open, chain);
  const seeds = seedsOf(findings, ids, victims);
  const takers = new Set(seeds.map(({ holder }) => holder));
  const returned = going ? [] : await returnFindings(ledger, returns, seeds, assets);
  const crossings = crossingsOf(findings);
  const statements = going ? [] : await statementsOf(parts);
  const since = question.sources.map((source) => source.since).filter((time) => time > 0);
  return {
    ...headOf(open, chain, since.length > 0 ? Math.min(...since) : null),
    settings: resultSettings(question),
    inputs: [...parts.inputs],
    assets: mentioned(
      assets,
      stolen,
      placed,
      hops.map(({ transfer }) => transfer.asset),
      statements,
      returned.flatMap(({ asset }) => asset ?? []),
    ),
    thefts: file.thefts.map(({ id, title }) => ({ id, title: title ?? file.title })),
    stolen,
    seeds,
    summary: summaryOf(stolen, placed, assets, crossings),
    holders: withRoles(resultHolders(findings), takers, victims, returns),
    hops: resultHops(findings),
    destinations: placed.map(({ freezable: _, ...destination }) => destination),
    statements,
    findings: [...parts.findings, ...crossings, ...returned],
    noise: exploration.noise.map(({ transfer, reason }) => ({
      tx: transfer.tx,
      time: formatTime(transfer.time),
      from: transfer.from,
      to: transfer.to,
      asset: transfer.asset,
      amount: transfer.amount.toString(),
      reason,
      input: transfer.origin.input,
      line: transfer.origin.line,
    })),
    coverage: withLeftOut(file, coverageOf(findings, ledger, placed, parts.gaps)),
    policies: policiesOf(findings, ids),
    certificate: certificateOf(findings, ids),
    warnings: [...parts.warnings],
  };
}
