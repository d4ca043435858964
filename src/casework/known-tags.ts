import { createNames, joinNames, type Names } from '../attribution/names.ts';
import type { Tag } from '../attribution/tags.ts';
import type { ChainId, Holder, InputFile } from '../ledger/port.ts';
import type { SourceAge } from '../screen/directory.ts';
import type { TraceResult } from '../trace/result.ts';

/** Tags and lists that stand ready, with what names their versions in a result. */
export interface KnownTags {
  readonly size: number;
  tagsAt(chain: ChainId, holder: Holder): readonly Tag[];
  readonly inputs: readonly InputFile[];
}

/** The same with how old they are: they may be others tomorrow. */
export interface DatedTags extends KnownTags {
  /** When they were opened, UTC. */
  readonly asOf: string;
  readonly sources: readonly SourceAge[];
  /** Lists that are missing, late or damaged, in words. */
  readonly problems: readonly string[];
}

/** Names from the files of a case and from what the operator keeps: none goes before the other. */
export function namesWith(tags: readonly Tag[], known: KnownTags | undefined): Names {
  if (!known) return createNames(tags);
  const own = Map.groupBy(tags, ({ chain, holder }) => `${chain} ${holder}`);
  return joinNames(tags.length + known.size, (chain, holder) => {
    return [...(own.get(`${chain} ${holder}`) ?? []), ...known.tagsAt(chain, holder)];
  });
}

/** The result with what could not be looked into as a gap: nobody is cleared by a missing list. */
export function withProblems(result: TraceResult, problems: readonly string[]): TraceResult {
  if (problems.length === 0) return result;
  const gap = {
    reason: 'lists are missing, late or damaged',
    holder: null,
    effect: `Whom they name now is not told here. ${problems.join('; ')}.`,
  };
  const { coverage } = result;
  return { ...result, coverage: { ...coverage, gaps: [...coverage.gaps, gap] } };
}
