import { InputError } from '../base/errors.ts';
import { parseAddress, parseTxId } from '../ledger/address.ts';
import { knownTokens, tokenId, wrappersOf } from '../ledger/assets.ts';
import { type Chain, parseChain } from '../ledger/chains.ts';
import { openFileLedger } from '../ledger/file/open.ts';
import type { LiveAccountLedger, LiveUtxoLedger } from '../ledger/live.ts';
import type { Asset, AssetId, Holder, InputFile, ReadLedger, Warning } from '../ledger/port.ts';
import { readingOf } from '../ledger/reading.ts';
import { type Exploration, type ExploreWatch, explore, type Watch } from '../trace/explore.ts';
import { createAccounts } from '../trace/kernel/accounts.ts';
import { createKnowledge } from '../trace/knowledge.ts';
import { createPrices } from '../trace/prices.ts';
import type { Question, Source, TheftTransaction } from '../trace/question.ts';
import type { Gap, TraceResult } from '../trace/result.ts';
import { assemble } from './assemble.ts';
import { type OpenCase, sinceOf } from './case.ts';
import {
  caseInput,
  readAllPrices,
  readAllTags,
  readSafes,
  refuse,
  refuseAssumed,
  shownNames,
} from './case-files.ts';
import { investigateCoins } from './investigate-coins.ts';
import { type KnownTags, namesWith } from './known-tags.ts';
import { returnsOf } from './returns.ts';
import { settingsOf } from './settings.ts';
import type { TakePartial } from './so-far.ts';

/** How a trace is run, and who watches it. */
interface Run extends Watch {
  /** Tags and lists that the operator keeps, beside the files of the case. */
  readonly known?: KnownTags | undefined;
  /** Warnings become errors. */
  readonly strict?: boolean;
  readonly reading?: ((file: string, bytes: number, total: number) => void) | undefined;
  readonly partial?: TakePartial | undefined;
}

/**
 * Traces a case: reads its files, explores, accounts, explains, and says who can act. Cases on a
 * ledger of coins are `investigateCoins`'s.
 * @param live the ledger to ask, for a case that names no files of one
 * @throws InputError where the case or a file cannot be used
 */
export async function investigate(
  open: OpenCase,
  run: Run = {},
  live?: LiveAccountLedger | LiveUtxoLedger,
): Promise<TraceResult> {
  const { file } = open;
  const chain = parseChain(file.chain, 'chain');
  if (live?.model === 'utxo') {
    const reason = `asked of ${live.sources.join(', ')}`;
    return investigateCoins(open, run, { ledger: live, reason, inputs: [] });
  }
  if (chain.model === 'utxo') return investigateCoins(open, run);
  const inputs: InputFile[] = [caseInput(open), ...(run.known?.inputs ?? [])];
  const warnings: Warning[] = [];
  const { ledger, assets } = live
    ? { ledger: readingOf(live, run.signal), assets: live.assetsSeen }
    : await openFiles(open, chain, run, inputs);
  const tags = readAllTags(open, inputs, warnings);
  const priced = new Map([...knownTokens(chain), ...assets.values()].map((one) => [one.id, one]));
  const prices = createPrices(readAllPrices(open, priced, inputs, warnings), assets);
  const knowledge = createKnowledge(
    chain.id,
    namesWith(tags, run.known),
    assets,
    prices,
    ledger.coverage.incoming,
    new Set(
      file.ledger.tokens.map(({ contract }) =>
        tokenId(chain, parseAddress(contract, chain, 'tokens: contract')),
      ),
    ),
  );
  const returns = returnsOf(open, chain);
  const places = {
    ...knowledge,
    isService: (holder: Holder) => returns.has(holder) || knowledge.isService(holder),
  };
  const findings = readSafes(open, inputs);
  const settings = settingsOf(file.settings);
  const question = { ...settings, ...seedsOf(open, chain), fromTheft: live !== undefined };
  // a live ledger knows of a source only once it has been asked about it
  const gaps = live ? [] : await unseen(question, ledger);
  const engine = createAccounts(settings.policies);
  const parts = (exploration: Exploration) => {
    const rest = { knowledge: places, assets, inputs, warnings, gaps, findings };
    return { open, chain, ledger, question, exploration, ...rest };
  };
  const { partial } = run;
  const soFar: ExploreWatch['soFar'] = (account) => {
    const far = () => parts(account(createAccounts(settings.policies)));
    return partial?.(() => assemble({ ...far(), going: true })) ?? Promise.resolve();
  };
  const watch = partial ? { ...run, soFar } : run;
  const exploration = await explore(ledger, question, places, engine, watch);
  await ledger.tip().catch((error: unknown) => {
    // who was told to stop says what is known, as of the last transfer
    if (!run.signal?.aborted) throw error;
  });
  warnings.push(...shownNames(ledger.warnings()));
  if (run.strict) refuse(warnings);
  const result = await assemble(parts(exploration));
  if (run.strict) refuseAssumed(ledger, result);
  return result;
}

/** The ledger files of a case, and the assets in them. */
async function openFiles(
  { file, folder }: OpenCase,
  chain: Chain,
  run: Run,
  inputs: InputFile[],
): Promise<{ ledger: ReadLedger; assets: ReadonlyMap<AssetId, Asset> }> {
  const ledger = await openFileLedger(file.ledger.files, {
    chain: chain.id,
    baseDir: folder,
    mapping: file.ledger.mapping,
    strict: run.strict,
    tokens: file.ledger.tokens,
    ...(file.ledger.coverage ? { coverage: file.ledger.coverage } : {}),
    firstInput: inputs.length,
    onProgress: ({ file: name, bytes, total }) => run.reading?.(name, bytes, total),
    signal: run.signal,
  });
  inputs.push(...shownNames(ledger.inputs));
  // a wrapper's token is known even where the ledger lists no transfer of it
  const known = [...wrappersOf(chain), ...(await ledger.assets())];
  return { ledger, assets: new Map(known.map((asset) => [asset.id, asset])) };
}

/**
 * Sources of which the ledger knows nothing: each is a gap of the answer.
 * @throws InputError where that is all of them
 */
async function unseen({ sources, thefts }: Question, ledger: ReadLedger): Promise<Gap[]> {
  const summaries = await ledger.summaries(sources.map(({ holder }) => holder));
  const absent = summaries.filter(({ received, sent }) => received + sent === 0);
  const [first] = absent;
  if (first && absent.length === sources.length && thefts.length === 0) {
    throw new InputError('thefts: sources', 'an account that the ledger lists', first.holder);
  }
  return absent.map(({ holder }) => ({
    reason: 'a source of the theft is not in the ledger',
    holder,
    effect: 'What left it is not known, and not part of what is called stolen here.',
  }));
}

function seedsOf(
  { file }: OpenCase,
  chain: Chain,
): { sources: Source[]; thefts: TheftTransaction[] } {
  const sources: Source[] = [];
  const thefts: TheftTransaction[] = [];
  const seen = new Set<string>();
  for (const [label, theft] of file.thefts.entries()) {
    for (const { holder, since } of theft.sources) {
      const place = `thefts: ${theft.id}: source`;
      const at = sinceOf(since, `${place}: since`);
      const address = parseAddress(holder, chain, place);
      if (seen.has(address)) throw new InputError(place, 'a source in one theft, once', holder);
      seen.add(address);
      sources.push({ holder: address, since: at, label });
    }
    for (const { tx, victims } of theft.transactions) {
      const place = `thefts: ${theft.id}: transaction`;
      const lost = victims.map((victim) => parseAddress(victim, chain, `${place}: victim`));
      thefts.push({ tx: parseTxId(tx, chain, place), victims: lost, label });
    }
  }
  if (sources.length + thefts.length + file.accounts.length === 0) {
    const expected = 'a source account, a theft transaction, or accounts to state';
    throw new InputError('thefts', expected, 'none');
  }
  return { sources, thefts };
}
