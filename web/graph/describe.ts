import { category } from './category.ts';
import { partyWords } from './expansion.ts';
import type { Figures } from './figures.ts';
import type { Model } from './model.ts';
import type { Scene } from './scene.ts';

/** A node in words, as a reader of screens hears it. */
export function nodeWords(scene: Scene, i: number, figures: Figures): string {
  const node = scene.drawn.nodes[i];
  if (!node) return '';
  const kind = node.folded
    ? `group, ${category(node.category).many.toLowerCase()}`
    : category(node.category).name;
  const money = scene.textOf(i);
  if (node.context) {
    const kind = node.folded ? 'group' : category(node.category).name;
    const what = `${node.label}, ${kind}${money ? `, ${money}` : ''}`;
    return `${what}: context, known to the ledger, not part of the traced money`;
  }
  const into = figures.count(scene.in[i]?.length ?? 0, 'line');
  const lines = `${into} in, ${scene.out[i]?.length ?? 0} out`;
  const rests = node.status === null ? '' : `, ${node.status}`;
  const stop = node.freezable ? ', somebody can stop it' : '';
  const what = `${node.label}, ${kind}, hop ${node.hop}${money ? `, ${money}` : ''}`;
  return `${what}${rests}${stop}, ${lines}`;
}

/** A line in words. */
export function linkWords(scene: Scene, model: Model, i: number, figures: Figures): string {
  const link = scene.links[i];
  if (!link) return '';
  const { nodes, links } = scene.drawn;
  if (link.context) {
    const parties = scene.drawn.parties.get(link.key) ?? [];
    const [first] = parties;
    const words =
      parties.length === 1 && first
        ? partyWords(first, figures)
        : figures.count(parties.length, 'counterparty', 'counterparties');
    const ends = `${nodes[link.from]?.label} → ${nodes[link.to]?.label}`;
    return `${ends}: ${words}: context, not part of the traced money`;
  }
  const worth = model.measure.short(figures, link.worth);
  const change = link.change ? `, ${link.change}` : '';
  const hops = figures.count(links[i]?.hops.length ?? 0, 'transfer');
  return `${nodes[link.from]?.label} → ${nodes[link.to]?.label}: ${worth} in ${hops}${change}`;
}

/** What is not drawn one by one, and what it is worth. */
export function foldWords(scene: Scene, model: Model, figures: Figures): string {
  const { folds, nodes } = scene.drawn;
  const beyond = nodes.filter(({ context }) => context);
  const single = nodes.length - beyond.length - folds.groups;
  const parts = [`${figures.count(single, 'holder')} drawn one by one`];
  if (folds.groups > 0) {
    const worth = model.measure.long(figures, BigInt(Math.floor(folds.resting)));
    const resting = `, with which ${worth} rests`;
    parts.push(
      `${figures.count(folds.holders, 'holder')} folded into ` +
        `${figures.count(folds.groups, 'group')}${resting}`,
    );
  }
  if (folds.inside > 0) parts.push(`${figures.count(folds.inside, 'hop')} inside groups not drawn`);
  if (folds.filtered > 0)
    parts.push(`${figures.count(folds.filtered, 'holder')} left out by filters`);
  if (folds.hidden > 0) parts.push(`${figures.count(folds.hidden, 'holder')} hidden by hand`);
  if (beyond.length > 0) {
    const holders = beyond.reduce((sum, node) => sum + node.holders.length, 0);
    parts.push(`${figures.count(holders, 'holder')} of context beyond the trace`);
  }
  return `${parts.join('; ')}.`;
}
