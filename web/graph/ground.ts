import { between, type Camera, fitted, type Size } from './camera.ts';
import type { Scene } from './scene.ts';
import { brushOf, type Drawing, sized, type View } from './surface.ts';

/**
 * All of the drawing, small. It stands in wherever the view has moved on to before more was drawn,
 * so that nobody looks at an empty place where there is something.
 */
export class Ground {
  private readonly ctx: CanvasRenderingContext2D;
  private asked: View | null = null;
  private drawn: View | null = null;

  constructor(host: HTMLElement) {
    const canvas = document.createElement('canvas');
    canvas.className = 'graph-layer graph-ground';
    canvas.hidden = true;
    host.append(canvas);
    this.ctx = brushOf(canvas, true);
  }

  /** What has to be drawn for it, or null where that is there or being made. */
  wants(scene: Scene, size: Size): View | null {
    if (this.asked?.scene === scene) return null;
    this.asked = { scene, camera: fitted(scene, size), size, moving: false };
    return this.asked;
  }

  /** Takes a drawing if it was made for this. */
  take({ view, image }: Drawing): boolean {
    if (view !== this.asked) return false;
    const { ctx } = this;
    sized(ctx.canvas, ctx, view.size);
    ctx.drawImage(image, 0, 0, view.size.width, view.size.height);
    this.drawn = view;
    return true;
  }

  /** Lies where the camera is, if something has to stand in. */
  lie(scene: Scene, camera: Camera, isNeeded: boolean): void {
    const { canvas } = this.ctx;
    canvas.hidden = !isNeeded || this.drawn?.scene !== scene;
    if (canvas.hidden || !this.drawn) return;
    const { scale, x, y } = between(this.drawn.camera, camera);
    canvas.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
  }

  /** What was drawn does not hold any more. */
  forget(): void {
    this.asked = null;
    this.drawn = null;
  }
}
