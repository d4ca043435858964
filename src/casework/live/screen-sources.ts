import { InputError, WantingError } from '../../base/errors.ts';
import { parseChain } from '../../ledger/chains.ts';
import { memoryFiles } from '../../ledger/evidence/files.ts';
import { EvidenceRun } from '../../ledger/evidence/run.ts';
import { EvidenceStore } from '../../ledger/evidence/store.ts';
import { openLive } from '../../ledger/open-live.ts';
import type { World } from '../../ledger/open-source.ts';
import type { ScreenLedger } from '../../screen/side.ts';
import { caseSchema, check, type OpenCase } from '../case.ts';
import { fromFlags, withFlags } from '../case-flags.ts';
import { openScreenLedger } from '../screen-ledger.ts';
import { readSources } from './config.ts';
import { realWorld } from './live.ts';

/** What says which ledger is asked for exposure. */
interface ScreenSources {
  readonly ledger?: readonly string[];
  readonly ask?: boolean;
  readonly chain?: string | undefined;
  readonly prices?: readonly string[];
  readonly config?: string;
}

/**
 * The ledger that the flags name, or none: then nobody learns what is asked.
 * @throws InputError where the flags do not fit one another, or a file cannot be used
 */
export async function openAsked(
  flags: ScreenSources,
  env: World['env'] = realWorld.env,
): Promise<ScreenLedger | null> {
  const { ledger, ask, chain, prices } = flags;
  if (ledger === undefined && !ask) {
    if (prices === undefined) return null;
    throw new InputError('--prices', 'a ledger beside them: --ledger or --ask', prices.join(' '));
  }
  if (ledger !== undefined && ask) throw new InputError('--ask', 'no --ledger beside it', 'both');
  if (chain === undefined) throw new InputError('--chain', 'the chain of the ledger', 'nothing');
  const open = caseOf(flags, chain);
  if (ledger !== undefined) return openScreenLedger(open);
  const known = parseChain(chain, '--chain');
  const all = await readSources(flags.config, env);
  const own = all.filter((source) => parseChain(source.chain, 'source').id === known.id);
  if (own.length === 0) {
    const hint = 'docs/sources.md says how to name one in hue.config.ts';
    const missing = { kind: 'source', chain: known.name } as const;
    throw new WantingError(missing, 'sources', `one for ${known.name}`, 'none', hint);
  }
  const evidence = new EvidenceRun(new EvidenceStore(memoryFiles()), 'live');
  const how = { world: { ...realWorld, env }, evidence, tokens: [], crossCheck: false };
  return openScreenLedger(open, openLive(known, own, how));
}

function caseOf({ ledger, prices }: ScreenSources, chain: string): OpenCase {
  const file = check(
    caseSchema,
    {
      format: 'hueandcry.case',
      version: 1,
      id: 'screening',
      title: 'Screening',
      chain,
      ledger: ledger === undefined ? { sources: ['any'] } : { files: ledger },
    },
    'hue screen',
  );
  return withFlags(fromFlags(file), prices === undefined ? {} : { prices });
}
