import type { Size } from './camera.ts';
import { brushOf } from './surface.ts';

/** How large what holds the graph is now. */
export function sizeOf({ clientWidth: width, clientHeight: height }: HTMLElement): Size {
  return { width, height };
}

/** A canvas over all of it; `changes` where it does with every frame. */
export function layer(host: HTMLElement, changes: boolean): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.className = 'graph-layer';
  host.append(canvas);
  return brushOf(canvas, changes);
}
