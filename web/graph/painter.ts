// Paints lanes, lines and shapes in a thread of its own, so that the view goes on moving meanwhile.

import { paintBackdrop } from './backdrop.ts';
import type { Camera, Size } from './camera.ts';
import { paintLinks, paintNodes, visibleNodes } from './paint.ts';
import type { Palette } from './palette.ts';
import type { Sketch } from './sketch.ts';

/** What the painter is told: what there is, and then which part of it is to be seen. */
export type Told =
  | { readonly kind: 'show'; readonly sketch: Sketch; readonly palette: Palette }
  | {
      readonly kind: 'draw';
      readonly camera: Camera;
      readonly size: Size;
      readonly ratio: number;
      readonly moving: boolean;
    };

/** While the camera moves, lines painted at most: those of most worth. All come back at rest. */
const MOVING = 900;

let shown: { readonly sketch: Sketch; readonly palette: Palette } | null = null;
const canvas = new OffscreenCanvas(1, 1);
// a picture that is made without a GPU must not take a way round by what stands in for one
const ctx = canvas.getContext('2d', { willReadFrequently: true });

addEventListener('message', ({ data }: MessageEvent<Told>) => {
  if (data.kind === 'show') {
    shown = data;
    return;
  }
  const image = pictureOf(data);
  postMessage(image, { transfer: [image] });
});

function pictureOf({ camera, size, ratio, moving }: Extract<Told, { kind: 'draw' }>): ImageBitmap {
  canvas.width = Math.round(size.width * ratio);
  canvas.height = Math.round(size.height * ratio);
  if (shown && ctx) {
    const { sketch, palette } = shown;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    paintBackdrop(ctx, sketch, camera, size, palette);
    const most = moving ? MOVING : Number.POSITIVE_INFINITY;
    paintLinks(ctx, sketch, camera, size, palette, sketch.linksByValue, most);
    paintNodes(ctx, sketch, camera, palette, visibleNodes(sketch, camera, size));
  }
  return canvas.transferToImageBitmap();
}
