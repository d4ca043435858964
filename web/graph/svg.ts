import type { AxisText } from './backdrop.ts';
import { category } from './category.ts';
import { curveOf } from './curve.ts';
import { CELL, laneName } from './layout.ts';
import { CROSSING_DASH, DASHES, middleOf, opacityOf } from './paint.ts';
import type { Palette } from './palette.ts';
import type { Scene } from './scene.ts';
import { xml } from './xml.ts';

const FULL = { scale: 1, x: 0, y: 0 };
const HEAD = 64;
/** Of whatever is no part of the traced money. */
const CONTEXT_CLASS = ' class="context"';

/** The whole drawing as one SVG file, with nothing from elsewhere; `title` says what and when. */
export function svgOf(scene: Scene, palette: Palette, text: AxisText, title: string): string {
  const { box } = scene;
  const width = Math.ceil(box.right - box.left);
  const height = Math.ceil(box.bottom - box.top) + HEAD;
  const view = `${box.left} ${box.top - HEAD} ${width} ${height}`;
  const font = xml(palette.font);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${view}" width="${width}" ` +
      `height="${height}" font-family="${font}" role="img">`,
    `<title>${xml(title)}</title>`,
    `<rect x="${box.left}" y="${box.top - HEAD}" width="${width}" height="${height}" ` +
      `fill="${palette.paper}"/>`,
    ...lanes(scene, palette, width),
    ...axis(scene, palette, text),
    `<text x="${box.left + 12}" y="${box.top - HEAD + 20}" font-size="13" font-weight="600" ` +
      `fill="${palette.ink}">${xml(title)}</text>`,
    ...scene.linksByValue.map((i) => link(scene, palette, i)),
    ...scene.nodesByValue.toReversed().map((i) => node(scene, palette, i)),
    ...scene.linksByValue.map((i) => change(scene, palette, i)),
    '</svg>',
    '',
  ].join('\n');
}

function lanes(scene: Scene, palette: Palette, width: number): string[] {
  return scene.layout.lanes.map((lane, i) => {
    const top = lane.base + lane.low * CELL.height - 12;
    const high = (lane.high - lane.low + 1) * CELL.height + 24;
    const name = laneName(lane.id);
    const band = `<rect x="${scene.box.left}" y="${top}" width="${width}" height="${high}" `;
    return (
      (i % 2 === 0 ? `${band}fill="${palette.wash}"/>` : '') +
      `<text x="${scene.box.left + 12}" y="${top + 16}" font-size="11" font-weight="600" ` +
      `fill="${palette.quiet}">${name}</text>`
    );
  });
}

function axis(scene: Scene, palette: Palette, text: AxisText): string[] {
  const { starts, offsets } = scene.layout.axis;
  const { top, bottom } = scene.box;
  return starts.map((key, i) => {
    const x = (offsets[i] ?? 0) * CELL.width;
    return (
      `<path d="M${x} ${top - 14}V${bottom}" stroke="${palette.line}" fill="none"/>` +
      `<text x="${x + 5}" y="${top - 20}" font-size="11" fill="${palette.quiet}">` +
      `${xml(text(key, i === 0 ? null : (starts[i - 1] ?? null)))}</text>`
    );
  });
}

function link(scene: Scene, palette: Palette, i: number): string {
  const { line = 0, crossing = false, empty = true } = scene.links[i] ?? {};
  if (empty) return '';
  const { x0, y0, x1, y1, bend, rise, width, arrow } = curveOf(scene, FULL, i);
  const n = (value: number) => value.toFixed(1);
  const colour = palette.lines[line] ?? palette.quiet;
  const isContext = scene.links[i]?.context ?? false;
  const dash = crossing ? CROSSING_DASH : (DASHES[line] ?? []);
  const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : '';
  const wing = width / 2 + arrow * 0.45;
  return (
    `<g opacity="${n(opacityOf(width))}"${isContext ? CONTEXT_CLASS : ''}>` +
    `<path d="M${n(x0)} ${n(y0)}C${n(x0 + bend)} ${n(y0 + rise)} ` +
    `${n(x1 - bend)} ${n(y1 + rise)} ${n(x1)} ${n(y1)}" fill="none" stroke="${colour}" ` +
    `stroke-width="${n(width)}"${dashes}/><path d="M${n(x1)} ${n(y1 - wing)}L${n(x1 + arrow)} ` +
    `${n(y1)}L${n(x1)} ${n(y1 + wing)}Z" fill="${colour}"/></g>`
  );
}

function outline(scene: Scene, i: number, dx: number, dy: number): string {
  const { corners, id } = category(scene.drawn.nodes[i]?.category ?? 'wallet');
  const r = scene.radii[i] ?? 9;
  const [x, y] = [(scene.x[i] ?? 0) + dx * r, (scene.y[i] ?? 0) + dy * r];
  if (corners.length === 0) return `<circle cx="${x}" cy="${y}" r="${r}"`;
  if (id === 'wallet') {
    const size = `width="${2 * r}" height="${1.4 * r}" rx="${0.28 * r}"`;
    return `<rect x="${x - r}" y="${y - 0.7 * r}" ${size}`;
  }
  const points = corners.map(([cx, cy]) => `${(x + cx * r).toFixed(1)},${(y + cy * r).toFixed(1)}`);
  return `<polygon points="${points.join(' ')}"`;
}

function node(scene: Scene, palette: Palette, i: number): string {
  const entry = scene.drawn.nodes[i];
  if (!entry) return '';
  const r = scene.radii[i] ?? 9;
  const [x, y] = [scene.x[i] ?? 0, scene.y[i] ?? 0];
  const isContext = entry.context !== null;
  const fill = isContext ? palette.paper : palette.fills[entry.category];
  const border = isContext
    ? `stroke="${palette.quiet}" stroke-width="1.5" stroke-dasharray="3 2"`
    : `stroke="${palette.paper}" stroke-width="1.5"`;
  const ink = isContext ? palette.quiet : palette.ink;
  const letters = entry.folded ? String(entry.holders.length) : category(entry.category).mark;
  const { rests } = entry;
  const top = y + r + (rests ? 9 : 4);
  const at = (dy: number, size: number) =>
    `<text x="${x}" y="${(top + dy).toFixed(1)}" font-size="${size}" text-anchor="middle"`;
  const ring =
    `<circle cx="${x}" cy="${y}" r="${(r * 1.12 + 5).toFixed(1)}" fill="none" ` +
    `stroke="${entry.freezable ? palette.accent : palette.quiet}" ` +
    `stroke-width="${entry.freezable ? 2.2 : 1}"/>`;
  const note = scene.marks.get(entry.key)?.note ?? null;
  return [
    `<g${isContext ? CONTEXT_CLASS : ''}>` +
      `<title>${xml(entry.folded ? entry.label : entry.key)}</title>`,
    entry.folded ? `${outline(scene, i, 0.34, -0.34)} fill="${fill}" opacity="0.55"/>` : '',
    `${outline(scene, i, 0, 0)} fill="${fill}" ${border}/>`,
    rests ? ring : '',
    letters
      ? `<text x="${x}" y="${y + r * 0.25}" font-size="${(r * 0.66).toFixed(1)}" ` +
        `font-weight="700" text-anchor="middle" ` +
        `fill="${isContext ? palette.quiet : palette.marks[entry.category]}">` +
        `${letters}</text>`
      : '',
    `${at(10, 11)} font-weight="600" fill="${ink}">${xml(entry.label.slice(0, 22))}</text>`,
    `${at(23, 10.5)} fill="${palette.quiet}">${xml(scene.textOf(i))}</text>`,
    note === null
      ? ''
      : `${at(36, 10)} font-style="italic" fill="${palette.ink}">${xml(note)}</text>`,
    '</g>',
  ].join('');
}

function change(scene: Scene, palette: Palette, i: number): string {
  const { change: words = '', line = 0 } = scene.links[i] ?? {};
  if (words === '') return '';
  const { x, y } = middleOf(scene, FULL, i);
  const width = words.length * 6 + 12;
  return (
    `<rect x="${(x - width / 2).toFixed(1)}" y="${(y - 8).toFixed(1)}" width="${width}" ` +
    `height="16" rx="8" fill="${palette.paper}" stroke="${palette.lines[line]}"/>` +
    `<text x="${x.toFixed(1)}" y="${(y + 3.5).toFixed(1)}" font-size="10" font-weight="600" ` +
    `text-anchor="middle" fill="${palette.ink}">${xml(words)}</text>`
  );
}
