import { Command, InvalidArgumentError, Option } from 'commander';
import { InputError } from '../base/errors.ts';
import { writeWhole } from '../base/files.ts';
import { progressLine, renderAnswer } from '../casework/answer.ts';
import { type OpenCase, openCase } from '../casework/case.ts';
import { caseFromFlags, type TraceFlags, withFlags } from '../casework/case-flags.ts';
import { REPORT_FORMATS } from '../casework/exports/index.ts';
import { investigate } from '../casework/investigate.ts';
import { POLICY_IDS } from '../trace/policies/policy.ts';
import type { TraceResult } from '../trace/result.ts';
import { progressOn } from './progress.ts';

interface Outputs {
  readonly html?: string;
  readonly json?: string;
  readonly csv?: string;
  readonly arrivals?: string;
  readonly strict?: boolean;
  readonly quiet?: boolean;
  readonly seconds?: number;
}

/** `hue trace`: from a theft to where the money is now. */
export function traceCommand(): Command {
  return new Command('trace')
    .description('traces a theft and says where the money is and who can stop it')
    .argument('[case]', 'case file (JSON); without it, the flags below say everything')
    .addOption(list('--ledger <file>', 'ledger file: CSV, JSON Lines, .gz, .zst'))
    .option('--mapping <file|json>', 'columns of a ledger file that no layout fits')
    .option('--chain <name>', 'ledger: ethereum, tron, … or CAIP-2')
    .addOption(list('--source <address[@time]>', 'all that leaves this account is stolen'))
    .addOption(list('--theft <tx[:victim]>', 'what the victim loses in this transaction is stolen'))
    .option('--since <time>', 'what left the sources before is not this theft')
    .addOption(list('--tags <file>', 'more labels: CSV or GraphSense TagPack YAML'))
    .addOption(list('--prices <asset=file|usd>', 'daily prices, or one price for all times'))
    .addOption(new Option('--policy <id>', 'the locked policy').choices(claimable()))
    .option('--majority <share>', 'traced share from which a holder is followed whole', number)
    .option('--dust <usd>', 'arrivals worth less are not followed', number)
    .option('--depth <hops>', 'most hops from the theft', number)
    .option('--max-holders <n>', 'most addresses followed', number)
    .option('--fan-out <n>', 'an address that pays more others is taken for a service', number)
    .option('--until <time>', 'nothing later is looked at')
    .option('--seconds <n>', 'time allowed for exploring', number)
    .option('--json <file>', 'write the whole result; - for standard output')
    .option('--html <file>', 'write the page')
    .option('--csv <file>', 'write the destinations')
    .option('--arrivals <file>', 'write the transactions that brought the money there, as CSV')
    .option('--strict', 'warnings are errors')
    .option('--quiet', 'print no answer')
    .action(async (path: string | undefined, flags: TraceFlags & Outputs) => {
      const open = path === undefined ? caseFromFlags(flags) : openCase(path);
      await runTrace(withFlags(open, flags), flags);
    });
}

function list(flags: string, text: string): Option {
  const collect = (value: string, known: string[] | undefined): string[] => [
    ...(known ?? []),
    value,
  ];
  return new Option(flags, `${text} (repeatable)`).argParser(collect);
}

function claimable(): string[] {
  return POLICY_IDS.filter((id) => id !== 'poison');
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError(`expected a number of at least 0, found ${text}`);
  }
  return value;
}

/** Traces a case, writes what was asked for, and prints the answer. */
export async function runTrace(open: OpenCase, outputs: Outputs): Promise<void> {
  if (onStandardOutput(outputs).length > 1) {
    throw new InputError(
      '-',
      'one output on standard output',
      onStandardOutput(outputs).join(', '),
    );
  }
  const started = performance.now();
  const cancel = new AbortController();
  const onInterrupt = (): void => cancel.abort();
  process.once('SIGINT', onInterrupt);
  const progress = progressOn(process.stderr, progressLine);
  try {
    const seconds = outputs.seconds ?? open.file.settings.seconds ?? null;
    const result = await investigate(open, {
      strict: outputs.strict ?? false,
      signal: cancel.signal,
      reading: progress.reading,
      progress: progress.exploring,
      late: seconds === null ? undefined : () => performance.now() - started > seconds * 1000,
    });
    progress.done();
    const files = write(result, outputs);
    if (onStandardOutput(outputs).length > 0 || outputs.quiet) return;
    process.stdout.write(
      renderAnswer(result, {
        width: process.stdout.columns ?? 80,
        color: Boolean(process.stdout.isTTY) && !process.env.NO_COLOR,
        seconds: (performance.now() - started) / 1000,
        files,
      }),
    );
  } finally {
    progress.done();
    process.removeListener('SIGINT', onInterrupt);
  }
}

const OUTPUTS = { html: 'html', json: 'json', csv: 'csv', arrivals: 'arrivals-csv' } as const;

function onStandardOutput(outputs: Outputs): string[] {
  const flags = Object.keys(OUTPUTS) as (keyof typeof OUTPUTS)[];
  return flags.filter((flag) => outputs[flag] === '-').map((flag) => `--${flag}`);
}

function write(result: TraceResult, outputs: Outputs): { what: string; path: string }[] {
  const written: { what: string; path: string }[] = [];
  for (const [flag, id] of Object.entries(OUTPUTS)) {
    const path = outputs[flag as keyof typeof OUTPUTS];
    const format = REPORT_FORMATS.find((candidate) => candidate.id === id);
    if (path === undefined || !format) continue;
    if (path === '') throw new InputError(`--${flag}`, 'a file name', path);
    const text = format.render(result);
    if (path === '-') process.stdout.write(text);
    else {
      writeWhole(path, text);
      written.push({ what: flag === 'html' ? 'page' : flag, path });
    }
  }
  return written;
}
