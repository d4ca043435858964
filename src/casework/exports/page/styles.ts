import { BASE } from './styles/base.ts';
import { CHARTS } from './styles/charts.ts';
import { HEAD } from './styles/head.ts';
import { PAPER } from './styles/paper.ts';
import { TABLES } from './styles/tables.ts';
import { TOKENS } from './styles/tokens.ts';

/** The page's style sheet. Rules for paper come last, because they overrule the rest. */
export const STYLES = [TOKENS, BASE, HEAD, TABLES, CHARTS, PAPER].join('');
