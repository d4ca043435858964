import { type AxisText, paintAxis, paintBackdrop, paintNames } from './backdrop.ts';
import { fitted } from './camera.ts';
import { NO_FOCUS } from './focus.ts';
import { paintFocus, paintLabels } from './labels.ts';
import { paintLinks, paintNodes, visibleNodes } from './paint.ts';
import type { Palette } from './palette.ts';
import type { Scene } from './scene.ts';

const SIZE = { least: 900, most: 6000 } as const;

/** The whole drawing as a PNG; `title` says what and when, because a picture travels alone. */
export async function pngOf(
  scene: Scene,
  palette: Palette,
  text: AxisText,
  title: string,
): Promise<Blob> {
  const { box } = scene;
  const clamp = (value: number) => Math.round(Math.min(SIZE.most, Math.max(SIZE.least, value)));
  const size = {
    width: clamp(box.right - box.left + 60),
    height: clamp(box.bottom - box.top + 90),
  };
  const head = 30;
  const canvas = document.createElement('canvas');
  canvas.width = size.width;
  canvas.height = size.height + head;
  const ctx = canvas.getContext('2d');
  if (!ctx) throw new Error('this browser draws on no canvas');
  ctx.fillStyle = palette.paper;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.font = `600 13px ${palette.font}`;
  ctx.textBaseline = 'middle';
  ctx.fillStyle = palette.ink;
  ctx.fillText(title, 12, head / 2);
  ctx.translate(0, head);
  const camera = fitted(scene, size);
  const visible = visibleNodes(scene, camera, size);
  paintBackdrop(ctx, scene, camera, size, palette);
  paintLinks(ctx, scene, camera, size, palette);
  paintNodes(ctx, scene, camera, palette, visible);
  paintLabels(ctx, scene, camera, palette, NO_FOCUS, visible, false, null);
  paintFocus(ctx, scene, camera, palette, NO_FOCUS, {});
  paintNames(ctx, scene, camera, size, palette);
  paintAxis(ctx, scene, camera, size, palette, text);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png');
  });
}
