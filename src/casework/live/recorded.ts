import { EvidenceError, isSourceFault } from '../../base/errors.ts';
import { formatTime, type UnixTime } from '../../base/time.ts';
import { coinsPaid } from '../../ledger/bitcoin/paid.ts';
import { type Chain, parseChain } from '../../ledger/chains.ts';
import { folderFiles } from '../../ledger/evidence/files.ts';
import { type EvidenceItem, EvidenceRun } from '../../ledger/evidence/run.ts';
import { EvidenceStore } from '../../ledger/evidence/store.ts';
import type { LiveAccountLedger, LiveUtxoLedger } from '../../ledger/live.ts';
import type { World } from '../../ledger/open-source.ts';
import type { Tip, Transfer, UtxoTransaction } from '../../ledger/port.ts';
import { type SourceConfig, type SourceKind, sourceSettings } from '../../ledger/source-config.ts';
import type { OpenCase } from '../case.ts';
import { investigate } from '../investigate.ts';
import { traceFolder } from '../trace-folder.ts';
import { readSources } from './config.ts';
import { knownIn, openChain } from './live.ts';

type Ledger = LiveAccountLedger | LiveUtxoLedger;

/** What a trace was answered, as a ledger of its own. */
interface Recorded {
  readonly ledger: Ledger;
  /** The answers that it was read from. */
  readonly used: readonly EvidenceItem[];
  /** When the last of them came. */
  readonly at: UnixTime | null;
}

/**
 * The ledger of a trace as far as its recorded answers show it, without asking anybody: the trace
 * is run again from them, and what its ledger said on the way is kept. It lists no address whole.
 * @throws InputError where the evidence cannot be read
 */
export async function asRecorded(
  open: OpenCase,
  path: string,
  world: World,
  signal?: AbortSignal,
): Promise<Recorded> {
  const folder = traceFolder(path);
  const store = new EvidenceStore(folderFiles(folder.evidence));
  const evidence = new EvidenceRun(store, 'replay');
  const chain = parseChain(open.file.chain, 'chain');
  const sources = sourcesOf(store, chain, await readSources(undefined, world.env));
  const asked = openChain(open.file, chain, { sources, world, evidence, crossCheck: false });
  const { noting, said } = asked.model === 'account' ? notedAccount(asked) : notedCoins(asked);
  const known = knownIn({ open, folder }, null);
  try {
    await investigate(open, { known, ...(signal ? { signal } : {}) }, noting);
  } catch (error) {
    signal?.throwIfAborted();
    // of a trace that was stopped, or came from another version, what it said until there is known
    if (!isSourceFault(error) && !(error instanceof EvidenceError)) throw error;
  }
  signal?.throwIfAborted();
  const used = evidence.used();
  const at = used.reduce((last, one) => Math.max(last, one.at), 0);
  return { ledger: said(), used, at: used.length === 0 ? null : at };
}

/** Those that were asked then, in that order; one that is not configured any more by its name. */
function sourcesOf(
  store: EvidenceStore,
  chain: Chain,
  configured: readonly SourceConfig[],
): readonly SourceConfig[] {
  const own = new Map<string, SourceConfig>();
  for (const { source: name, chain: of, kind } of store.exchanges()) {
    const key = `${kind} ${name}`;
    if (of !== chain.id || own.has(key)) continue;
    const same = configured.find((one) => {
      const settings = sourceSettings(one);
      return settings.chain === of && settings.name === name && settings.kind === kind;
    });
    // it is never asked: a replay touches no network
    const gone = { chain: of, kind: kind as SourceKind, name, url: 'http://gone.invalid' };
    own.set(key, same ?? gone);
  }
  return [...own.values()];
}

interface Noted {
  /** The ledger, which keeps what it says. */
  readonly noting: Ledger;
  /** All that it has said, as a ledger. */
  readonly said: () => Ledger;
}

function notedAccount(asked: LiveAccountLedger): Noted {
  const kept = new Map<string, readonly Transfer[]>();
  /** Of those that are alike in one answer each counts; those of several answers are the same. */
  const note = (transfers: readonly Transfer[]): void => {
    const alike = Map.groupBy(transfers, ({ tx, kind, from, to, asset, amount }) => {
      return `${tx} ${kind} ${from} ${to} ${asset} ${amount}`;
    });
    for (const [key, own] of alike) {
      if (own.length > (kept.get(key)?.length ?? 0)) kept.set(key, own);
    }
  };
  const noting: LiveAccountLedger = {
    ...asked,
    async transactions(ids, signal) {
      const transfers = await asked.transactions(ids, signal);
      note(transfers);
      return transfers;
    },
    async transfers(holders, query, signal) {
      const answers = await asked.transfers(holders, query, signal);
      for (const { transfers } of answers) note(transfers);
      return answers;
    },
  };
  const said = (): LiveAccountLedger => {
    const all = [...kept.values()].flat().sort(inChainOrder);
    const tip = tipOf(all);
    return {
      ...asked,
      tip: () => Promise.resolve(tip),
      transactions: (ids) => Promise.resolve(all.filter(({ tx }) => ids.includes(tx))),
      transfers: (holders, { direction, since, until, limit }) => {
        const isIn = ({ time }: Transfer) =>
          (since === null || time >= since) && (until === null || time <= until);
        const answers = holders.map((holder) => {
          const own = all.filter((one) => {
            const isOwn = direction !== 'in' && one.from === holder;
            return isIn(one) && (isOwn || (direction !== 'out' && one.to === holder));
          });
          return { holder, transfers: own.slice(0, limit), truncated: own.length > limit };
        });
        return Promise.resolve(answers);
      },
    };
  };
  return { noting, said };
}

function notedCoins(asked: LiveUtxoLedger): Noted {
  const kept = new Map<string, UtxoTransaction>();
  const { coinsOf } = asked;
  const noting: LiveUtxoLedger = {
    ...asked,
    async transactions(ids, signal) {
      const found = await asked.transactions(ids, signal);
      for (const tx of found) kept.set(tx.id, tx);
      return found;
    },
    async spenders(outputs, signal) {
      const found = await asked.spenders(outputs, signal);
      for (const tx of found) if (tx) kept.set(tx.id, tx);
      return found;
    },
    ...(coinsOf && {
      async coinsOf(holders, query, signal) {
        const answers = await coinsOf(holders, query, signal);
        for (const { coins } of answers) for (const { tx } of coins) kept.set(tx.id, tx);
        return answers;
      },
    }),
  };
  const said = (): LiveUtxoLedger => {
    const all = [...kept.values()].sort(inChainOrder);
    const spent = new Map(
      all.flatMap((tx) => tx.inputs.map((input) => [`${input.tx}:${input.index}`, tx] as const)),
    );
    const tip = tipOf(all);
    return {
      ...asked,
      tip: () => Promise.resolve(tip),
      transactions: (ids) => Promise.resolve(ids.flatMap((id) => kept.get(id) ?? [])),
      spenders: (outputs) =>
        Promise.resolve(outputs.map(({ tx, index }) => spent.get(`${tx}:${index}`) ?? null)),
      coinsOf: (holders, query) => Promise.resolve(coinsPaid(all, holders, query)),
    };
  };
  return { noting, said };
}

type Placed = Pick<Transfer, 'block' | 'time' | 'txIndex'>;

function inChainOrder(a: Placed, b: Placed): number {
  return a.time - b.time || (a.txIndex ?? 0) - (b.txIndex ?? 0);
}

/** It ends with the last that it knows of. */
function tipOf(all: readonly Placed[]): Tip {
  const last = all.at(-1);
  return { block: last?.block ?? null, time: last?.time ?? 0 };
}

/** What an answer from recorded answers says of itself. */
export function recordedWords(at: UnixTime | null, why: string): string {
  const until = at === null ? '' : ` until ${formatTime(at)} UTC`;
  return `Told from what the trace was answered${until}, since its source did not answer: ${why}`;
}
