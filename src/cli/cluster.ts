import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { REVIEW_ABOVE } from '../attribution/cluster/clusters.ts';
import { RULES, type RuleId } from '../attribution/cluster/rules.ts';
import { readTags } from '../attribution/read.ts';
import type { Tag } from '../attribution/tags.ts';
import { InputError } from '../base/errors.ts';
import { reason, writeWhole } from '../base/files.ts';
import { toJson } from '../base/json.ts';
import { inert } from '../casework/exports/inert.ts';
import { parseAddress } from '../ledger/address.ts';
import { openBitcoinFiles } from '../ledger/bitcoin/open.ts';
import { parseChain } from '../ledger/chains.ts';
import type { Warning } from '../ledger/port.ts';
import { depositReport, depositText } from './cluster-deposits.ts';
import { type ClusterQuestion, clusterReport } from './cluster-report.ts';
import { clusterText } from './cluster-text.ts';

interface Flags {
  readonly chain: string;
  readonly prevouts: readonly string[];
  readonly why?: readonly string[];
  readonly veto: readonly string[];
  readonly vetoRule: readonly RuleId[];
  readonly review: readonly string[];
  readonly reviewAbove: number;
  readonly mergeChange?: boolean;
  readonly change?: string;
  readonly links?: string;
  readonly tags: readonly string[];
  readonly top: number;
  readonly strict?: boolean;
  readonly json?: string;
}

/** `hue cluster`: which addresses of Bitcoin transactions are taken for one owner's, and why. */
export function clusterCommand(): Command {
  return new Command('cluster')
    .description('says which addresses have one owner, and why; or which are deposit accounts')
    .argument('<files...>', 'blocks or transactions of Bitcoin, or transfers of an EVM chain')
    .option('--chain <name>', 'bitcoin; or an EVM chain, for deposit accounts', 'bitcoin')
    .addOption(list('--prevouts <file>', 'spent outputs of the blocks'))
    .option('--why <addresses...>', 'why two addresses are together')
    .addOption(list('--veto <tx>', 'a transaction that is to merge nobody'))
    .addOption(list('--veto-rule <rule>', 'a rule that is to merge nobody', ruleId))
    .addOption(list('--review <tx>', 'a waiting merge that is right'))
    .option('--review-above <n>', 'two larger clusters wait for review', whole, REVIEW_ABOVE)
    .option('--merge-change', 'merge change too where heuristics agree (G7)')
    .option('--change <tx>', 'what each heuristic takes for the change of a transaction')
    .option('--links <tx>', 'count the interpretations of a transaction')
    .addOption(list('--tags <file>', 'labels to hand on within clusters: CSV or TagPack YAML'))
    .option('--top <n>', 'clusters that are listed', whole, 20)
    .option('--strict', 'warnings are errors')
    .option('--json <file>', 'write the whole answer; - for standard output')
    .action((files: string[], flags: Flags) => run(files, flags));
}

async function run(files: readonly string[], flags: Flags): Promise<void> {
  const { prevouts, strict = false, json, top } = flags;
  const chain = parseChain(flags.chain, '--chain');
  const tags = flags.tags.flatMap(tagsOf);
  if (chain.family !== 'bitcoin') {
    const { report, warnings } = await depositReport(files, chain, tags, strict);
    tell(warnings, report, json, () => depositText(report, top));
    return;
  }
  const { ledger } = await openBitcoinFiles(files, 'files', { prevouts, strict });
  const address = (text: string) => parseAddress(text, chain, '--why');
  const [a, b, ...others] = flags.why ?? [];
  if (flags.why && (a === undefined || b === undefined || others.length > 0)) {
    throw new InputError('--why', 'two addresses', flags.why.join(' '));
  }
  const question: ClusterQuestion = {
    reviewAbove: flags.reviewAbove,
    mergeChange: flags.mergeChange ?? false,
    vetoes: flags.veto,
    vetoedRules: flags.vetoRule,
    reviewed: flags.review,
    why: a === undefined || b === undefined ? null : [address(a), address(b)],
    change: flags.change ?? null,
    links: flags.links ?? null,
    tags,
    top,
  };
  const report = clusterReport(ledger, question);
  tell(ledger.warnings(), report, json, () => clusterText(report));
}

function tell(
  warnings: readonly Warning[],
  report: object,
  json: string | undefined,
  text: () => string,
): void {
  for (const { file, line, expected, found, count } of warnings) {
    const more = count > 1 ? ` (${count} times)` : '';
    const place = inert(`${file}, line ${line}`);
    process.stderr.write(`${place}: expected ${inert(expected)}, found ${inert(found)}${more}\n`);
  }
  if (json === '-') {
    process.stdout.write(toJson(report));
    return;
  }
  if (json !== undefined) writeWhole(json, toJson(report));
  process.stdout.write(text());
}

function tagsOf(file: string): readonly Tag[] {
  try {
    return readTags(file, readFileSync(file, 'utf8')).tags;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`tags ${file}`, 'a file that can be read', reason(error));
  }
}

function list<T = string>(
  flags: string,
  description: string,
  read: (text: string) => T = (text) => text as T,
): Option {
  const collect = (text: string, all: readonly T[] | undefined) => [...(all ?? []), read(text)];
  return new Option(flags, description).argParser(collect).default([], 'none');
}

function ruleId(text: string): RuleId {
  const rule = RULES.find(({ id }) => id === text);
  if (rule) return rule.id;
  throw new InvalidArgumentError(`one of ${RULES.map(({ id }) => id).join(', ')} is expected`);
}

function whole(text: string): number {
  const value = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0;
  if (value > 0) return value;
  throw new InvalidArgumentError('a whole number above zero is expected');
}
