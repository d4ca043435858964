import { category } from './category.ts';
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
  const worth = model.measure.short(figures, link.worth);
  const change = link.change ? `, ${link.change}` : '';
  const hops = figures.count(links[i]?.hops.length ?? 0, 'transfer');
  return `${nodes[link.from]?.label} → ${nodes[link.to]?.label}: ${worth} in ${hops}${change}`;
}

/** What is not drawn one by one, and what it is worth. */
export function foldWords(scene: Scene, model: Model, figures: Figures): string {
  const { folds, nodes } = scene.drawn;
  const single = nodes.length - folds.groups;
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
  return `${parts.join('; ')}.`;
}
