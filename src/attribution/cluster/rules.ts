import type { Grade } from '../taxonomy.ts';

/** A reason to take two addresses for one owner's. */
interface MergeRule {
  readonly id: string;
  readonly grade: Grade;
  /** Why, as one sentence. */
  readonly sentence: string;
}

/**
 * Every rule of merging, the strongest first (tracing.md §5.1, §5.2, §5.3). Edges hold the index,
 * and its order is part of the meaning; a change of any rule changes `RULES_VERSION`.
 */
export const RULES = [
  {
    id: 'inputs',
    grade: 'G6',
    sentence: 'Both signed inputs of one transaction, which is no known kind of mix.',
  },
  {
    id: 'tx0-change',
    grade: 'G6',
    sentence: 'Change of a transaction that prepares coins for a mix: it stays with their owner.',
  },
  {
    id: 'inputs-unneeded',
    grade: 'G6',
    sentence:
      'Both signed inputs of one transaction, but one of them was not needed to pay the larger ' +
      'output: it may be a PayJoin, in which the payee signs too.',
  },
  {
    id: 'inputs-stonewall',
    grade: 'G7',
    sentence:
      'Both signed inputs of one transaction with exactly two equal outputs, as two owners can ' +
      'make it together (the shape of a Stonewall).',
  },
  {
    id: 'change',
    grade: 'G7',
    sentence: 'The heuristics of change agree on this output; no signature says so.',
  },
] as const satisfies readonly MergeRule[];

export type RuleId = (typeof RULES)[number]['id'];

export const RULES_VERSION = 1;

export function ruleIndex(id: RuleId): number {
  return RULES.findIndex((rule) => rule.id === id);
}
