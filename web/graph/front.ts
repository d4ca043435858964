import { brightOf, type Focus } from './focus.ts';
import { paintFocus, paintLabels } from './labels.ts';
import { paintLinks, paintNodes, visibleNodes } from './paint.ts';
import type { Palette } from './palette.ts';
import type { Drawing } from './surface.ts';

/** How much of the rest is veiled while something is singled out. */
const VEIL = 0.72;

/** What was drawn, in front of it what is singled out, and names. */
export function paintFront(
  ctx: CanvasRenderingContext2D,
  { view, image }: Drawing,
  palette: Palette,
  focus: Focus,
  colours: Readonly<Record<string, string>>,
): void {
  const { scene, camera, size, moving } = view;
  // opaque, so that what stands in does not shine through
  ctx.fillStyle = palette.paper;
  ctx.fillRect(0, 0, size.width, size.height);
  ctx.drawImage(image, 0, 0, size.width, size.height);
  const visible = visibleNodes(scene, camera, size);
  const bright = brightOf(scene, focus);
  if (bright) {
    ctx.globalAlpha = VEIL;
    ctx.fillStyle = palette.paper;
    ctx.fillRect(0, 0, size.width, size.height);
    ctx.globalAlpha = 1;
    const path = { ...palette, lines: palette.lines.map(() => palette.chosen) };
    const lines = focus.links.size > 0 ? path : palette;
    paintLinks(ctx, scene, camera, size, lines, bright.links);
    const nodes = visible.filter((i) => bright.nodes.has(i));
    paintNodes(ctx, scene, camera, palette, nodes);
  }
  const only = bright?.nodes ?? null;
  paintLabels(ctx, scene, camera, palette, focus, visible, moving, only);
  paintFocus(ctx, scene, camera, palette, focus, colours);
}
