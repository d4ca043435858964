import { existsSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { InputError } from '../base/errors.ts';
import { writeWhole } from '../base/files.ts';
import { toJson } from '../base/json.ts';
import { progressLine, renderAnswer } from '../casework/answer.ts';
import { type OpenCase, openCase } from '../casework/case.ts';
import { caseFromFlags, withFlags } from '../casework/case-flags.ts';
import { renderPage } from '../casework/exports/page.ts';
import { investigate } from '../casework/investigate.ts';
import { withProblems } from '../casework/known-tags.ts';
import type { LiveFlags, LiveTrace } from '../casework/live/live.ts';
import { isTraceFolder } from '../casework/trace-folder.ts';
import type { Watch } from '../trace/explore.ts';
import { POLICY_IDS } from '../trace/policies/policy.ts';
import type { TraceResult } from '../trace/result.ts';
import { choose } from './choose.ts';
import { type Outputs, onStandardOutput, write } from './outputs.ts';
import { progressOn } from './progress.ts';

/** `hue trace`: from a theft to where the money is now. */
export function traceCommand(): Command {
  return new Command('trace')
    .description('traces a theft and says where the money is and who can stop it')
    .argument('[what]', 'transaction, address, case file (JSON) or folder of an earlier trace')
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
    .option('--known', 'names also from the imported tags and lists (hue tags, hue lists)')
    .option('--html <file>', 'write the page')
    .option('--pdf <file>', 'write the page as PDF, printed by an installed Chromium')
    .option('--csv <file>', 'write the destinations')
    .option('--arrivals <file>', 'write the transactions that brought the money there, as CSV')
    .option('--requests <folder>', 'write a draft of a freeze request for each who can act')
    .option('--strict', 'warnings are errors')
    .option('--quiet', 'print no answer')
    .addOption(list('--victim <address>', 'who was robbed, where the transaction does not tell'))
    .option('--config <file>', 'the sources to ask; default: hue.config.ts and public ones')
    .option('--into <folder>', 'where a live trace is kept; default: in ~/.hueandcry/traces')
    .option('--confirmations <n>', 'newest blocks that are left out', number)
    .option('--cross-check', 'ask a second source, and list where the two differ')
    .option('--prove', 'get a proof for every transaction on the path, where sources serve them')
    .action(async (what: string | undefined, flags: LiveFlags & Outputs) => {
      if (what === undefined) return runTrace(withFlags(caseFromFlags(flags), flags), flags);
      // what looks like a file is meant as one, also where it is not there
      const isFile = existsSync(what) || /\.json$|[\\/]/.test(what);
      const open = isFile && !isTraceFolder(what) ? openCase(what) : null;
      if (open && open.file.ledger.sources === undefined) {
        return runTrace(withFlags(open, flags), flags);
      }
      const { beginCase, beginTrace, realWorld, resumeTrace } = await loadLive();
      if (isTraceFolder(what)) return traceLive(await resumeTrace(what, flags), flags);
      return traceLive(
        await (open ? beginCase(open, flags) : beginTrace(what, flags, { ...realWorld, choose })),
        flags,
      );
    });
}

/** Tags and lists are loaded only where they are asked for. */
async function knownOf({ known, config }: Pick<LiveFlags, 'known' | 'config'>) {
  if (!known) return undefined;
  return (await import('../casework/live/known.ts')).openKnown(config);
}

/** Live sources are a third of the program, and a trace of files does without. */
function loadLive(): Promise<typeof import('../casework/live/live.ts')> {
  return import('../casework/live/live.ts');
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

/** Traces a case over its files, writes what was asked for, and prints the answer. */
export async function runTrace(open: OpenCase, outputs: Outputs): Promise<void> {
  const seconds = outputs.seconds ?? open.file.settings.seconds ?? null;
  await answer(outputs, seconds, async (watch) => {
    const known = await knownOf(outputs);
    const strict = outputs.strict ?? false;
    const result = await investigate(open, { ...watch, strict, known });
    return { result: withProblems(result, known?.problems ?? []) };
  });
}

/** Traces over live sources; what was found and what was asked stays in the trace's folder. */
async function traceLive(live: LiveTrace, flags: LiveFlags & Outputs): Promise<void> {
  const { open, folder, resumed } = live;
  const seconds = flags.seconds ?? open.file.settings.seconds ?? null;
  const { knownIn, runLive, usesKnown } = await loadLive();
  const from = await knownOf({ ...flags, known: usesKnown(folder) });
  const known = knownIn(live, from ?? null);
  if (resumed) process.stderr.write(`Going on with the trace in ${folder.path}\n`);
  await answer(flags, seconds, async (watch, deadline) => {
    const crossCheck = flags.crossCheck ?? false;
    const strict = flags.strict ?? false;
    // a question that is under way when the time is over is not waited for
    const signal = deadline ? AbortSignal.any([watch.signal, deadline]) : watch.signal;
    const stopped = (): void => {
      process.stderr.write(`Stopped. To go on: hue trace ${folder.path}\n`);
    };
    const running = runLive(live, 'live', { ...watch, signal, crossCheck, strict, known });
    const { result } = await running.catch(async (error: unknown) => {
      // before the theft itself was read there is no answer
      if (signal.aborted) stopped();
      await live.store.settled();
      throw error;
    });
    known?.settle();
    if (watch.signal.aborted) {
      stopped();
      return { result, finish: () => live.store.settled() };
    }
    const finish = async (): Promise<void> => {
      await live.store.settled();
      known?.finish();
      writeWhole(folder.page, renderPage(result));
      writeWhole(folder.result, toJson(result));
      if (!flags.prove) return;
      const { signal: stop } = watch;
      const { proveTrace } = await import('./prove.ts');
      process.stdout.write(await proveTrace(result, folder, live.sources, stop));
    };
    const files = [
      { what: 'page', path: folder.page },
      { what: 'trace', path: folder.path },
    ];
    return { result, files, finish };
  });
}

interface Traced {
  readonly result: TraceResult;
  readonly files?: readonly { readonly what: string; readonly path: string }[];
  /** What is left to do once the answer has been shown. */
  readonly finish?: () => Promise<void>;
}

type Watching = Watch & {
  readonly signal: AbortSignal;
  /** A payment that was found, in words. */
  readonly told: (text: string) => void;
  readonly reading: (file: string, bytes: number, total: number) => void;
};

/** Runs a trace before the terminal, writes what was asked for, and prints the answer. */
async function answer(
  outputs: Outputs,
  seconds: number | null,
  run: (watch: Watching, deadline: AbortSignal | null) => Promise<Traced>,
): Promise<void> {
  const many = onStandardOutput(outputs);
  if (many.length > 1) {
    throw new InputError('-', 'one output on standard output', many.join(', '));
  }
  const started = performance.now();
  const cancel = new AbortController();
  const onInterrupt = (): void => cancel.abort();
  process.once('SIGINT', onInterrupt);
  const progress = progressOn(process.stderr, progressLine);
  const deadline = seconds === null ? null : AbortSignal.timeout(seconds * 1000);
  try {
    const {
      result,
      files = [],
      finish,
    } = await run(
      {
        signal: cancel.signal,
        reading: progress.reading,
        progress: progress.exploring,
        told: outputs.quiet ? () => {} : progress.hop,
        late: deadline ? () => deadline.aborted : undefined,
      },
      deadline,
    );
    progress.done();
    const written = await write(result, outputs);
    if (many.length === 0 && !outputs.quiet) {
      process.stdout.write(
        renderAnswer(result, {
          width: process.stdout.columns ?? 80,
          color: Boolean(process.stdout.isTTY) && !process.env.NO_COLOR,
          seconds: (performance.now() - started) / 1000,
          files: [...files, ...written],
        }),
      );
    }
    await finish?.();
  } finally {
    progress.done();
    process.removeListener('SIGINT', onInterrupt);
  }
}
