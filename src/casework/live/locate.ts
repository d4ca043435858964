import { InputError, isSourceFault, WantingError } from '../../base/errors.ts';
import { type Chain, parseChain } from '../../ledger/chains.ts';
import type { EvidenceRun } from '../../ledger/evidence/run.ts';
import type { Subject } from '../../ledger/identify.ts';
import { knows } from '../../ledger/open-live.ts';
import type { World } from '../../ledger/open-source.ts';
import type { SourceConfig } from '../../ledger/source-config.ts';
import { type Choose, chooseNone } from './choose.ts';

/** Asked about an id while it is found out where that is: a guess saves a round trip. */
type Guess = (likeliest: Located) => void;

/** An id on the chain on which it is. */
export interface Located {
  readonly chain: Chain;
  readonly id: string;
}

/**
 * Finds out which chain an id is on: by its form first, then by asking a source of every chain that
 * it could be on, all at once.
 * @throws InputError where no chain knows it, or several do and nobody can be asked
 */
export async function locate(
  subject: Subject,
  named: string | undefined,
  sources: readonly SourceConfig[],
  world: World & { readonly choose?: Choose },
  evidence: EvidenceRun,
  guess: Guess = () => {},
): Promise<Located> {
  if (named !== undefined) return onChain(subject, parseChain(named, '--chain'), sources);
  const asked = [...Map.groupBy(sources, ({ chain }) => parseChain(chain, 'source').id).values()];
  const candidates = asked.flatMap((own) => {
    const chain = parseChain(own[0]?.chain ?? '', 'source');
    const reading = subject.readings.find(({ family }) => family === chain.family);
    return reading ? [{ chain, id: reading.id, own }] : [];
  });
  if (candidates.length === 0) throw noSource(subject);
  if (candidates.length === 1 && subject.kind === 'address') return candidates[0] as Located;
  guess(candidates[0] as Located);
  const answers = await Promise.all(
    candidates.map(async (candidate) => {
      return { candidate, known: await isKnown(candidate, subject, world, evidence) };
    }),
  );
  const found = answers.filter(({ known }) => known === true).map(({ candidate }) => candidate);
  const [first, second] = found;
  if (!first) throw notFound(subject, answers);
  if (!second) return first;
  const choices = found.map((value) => ({
    value,
    text: value.chain.name,
    said: value.chain.name,
  }));
  const { choose = chooseNone } = world;
  return choose(`${first.id} is on several chains`, choices, 'chain');
}

/** @throws InputError where the form does not fit the chain, or nothing is configured for it */
function onChain(subject: Subject, chain: Chain, sources: readonly SourceConfig[]): Located {
  const reading = subject.readings.find(({ family }) => family === chain.family);
  if (!reading) {
    const found = subject.readings.map(({ id }) => id)[0];
    throw new InputError('what to trace', `an id as ${chain.name} writes it`, found);
  }
  if (!sources.some((source) => parseChain(source.chain, 'source').id === chain.id)) {
    throw noSource(subject, chain);
  }
  return { chain, id: reading.id };
}

/** True, false, or why nobody could say. The first source that answers decides. */
async function isKnown(
  { chain, id, own }: Located & { readonly own: readonly SourceConfig[] },
  { kind }: Subject,
  world: World,
  evidence: EvidenceRun,
): Promise<boolean | string> {
  let why = 'no source';
  for (const config of own) {
    try {
      return await knows(chain, config, { kind, id }, world, evidence);
    } catch (error) {
      if (!isSourceFault(error)) throw error;
      why = error.message;
    }
  }
  return why;
}

function noSource(subject: Subject, chain?: Chain): InputError {
  const families = subject.readings.map(({ family }) => family).join(' or ');
  const what = chain?.name ?? `a chain of the kind ${families}`;
  const hint = 'docs/sources.md says how to name your node or a public explorer in hue.config.ts';
  return new WantingError(
    { kind: 'source', chain: chain?.name ?? kindsOf(subject) },
    'sources',
    `one for ${what}`,
    'none',
    hint,
  );
}

const KINDS = { bitcoin: 'Bitcoin', evm: 'Ethereum or its kin', tron: 'Tron' } as const;

/** The kinds of chains that it could be on, for people. */
function kindsOf({ readings }: Subject): string {
  return readings.map(({ family }) => KINDS[family]).join(' or ');
}

function notFound(
  subject: Subject,
  answers: readonly {
    readonly candidate: Located;
    readonly known: boolean | string;
  }[],
): InputError {
  const silent = answers.filter(({ known }) => typeof known === 'string');
  const asked = answers.filter(({ known }) => known === false);
  const named = (list: typeof answers) => list.map(({ candidate }) => candidate.chain.name);
  const hint = [
    asked.length > 0 ? `asked: ${named(asked).join(', ')}` : '',
    ...silent.map(({ candidate, known }) => `${candidate.chain.name} could not be asked: ${known}`),
    'other chains need a source in hue.config.ts: docs/sources.md',
  ];
  const id = subject.readings[0]?.id;
  const expected = 'an id that a chain of the configured sources knows';
  return new InputError('what to trace', expected, id, hint.filter(Boolean).join('\n     '));
}
