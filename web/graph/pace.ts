import type { Camera, Size } from './camera.ts';

/** Pixels that are drawn beyond each side of the view, so that it can be moved without drawing. */
export const OVERSCAN = 96;
/** Milliseconds of a frame, and those from which drawing counts as slow. */
const FRAME = 17;
const SLOW = 8;
/** A slow drawing is made again after so many times as long as it takes, and not sooner than this. */
const PATIENCE = { times: 7, least: 260 } as const;
/** How far a drawing may be scaled before it has to be made again. */
const STRETCH = { least: 0.72, most: 2.4 } as const;

/**
 * Where drawing takes longer than a frame, as it does without a GPU, what was drawn is moved and
 * scaled while the view moves, and drawn again now and then and when it rests.
 */
export class Pace {
  private drawn: Camera | null = null;
  private inMotion = false;
  private at = 0;
  /** Milliseconds that a drawing takes, as far as is known: slow until it has shown otherwise. */
  private cost: number = SLOW * 2;
  private pending = false;

  /** What was drawn does not hold any more. */
  renew(): void {
    this.drawn = null;
  }

  /** Whether there is anything to draw that was not drawn already. */
  isNew(camera: Camera, moving: boolean): boolean {
    const { drawn } = this;
    if (!drawn || (this.inMotion && !moving)) return true;
    return drawn.scale !== camera.scale || drawn.x !== camera.x || drawn.y !== camera.y;
  }

  drew(now: number, camera: Camera, moving: boolean): void {
    this.drawn = camera;
    this.inMotion = moving;
    this.at = now;
    this.pending = true;
  }

  /** Takes the time of the last drawing; gives whether it is still being worked on. */
  watch(now: number, busy: boolean): boolean {
    if (!this.pending) return false;
    // what shows in the frame after it took no time worth counting
    if (!busy) this.cost = (this.cost + now - this.at - FRAME) / 2;
    this.pending = busy;
    return busy;
  }

  /** Whether moving what was drawn is enough for this frame. */
  mayWait(now: number, camera: Camera, size: Size): boolean {
    const { drawn } = this;
    if (drawn && this.pending) return true;
    if (!drawn || this.cost < SLOW) return false;
    const since = now - this.at;
    if (since < Math.max(PATIENCE.least, this.cost * PATIENCE.times)) return true;
    const { scale, x, y } = this.shift(camera);
    const left = x - OVERSCAN * (scale - 1);
    const top = y - OVERSCAN * (scale - 1);
    const covers =
      left <= OVERSCAN &&
      top <= OVERSCAN &&
      left + (size.width + 2 * OVERSCAN) * scale >= size.width + OVERSCAN &&
      top + (size.height + 2 * OVERSCAN) * scale >= size.height + OVERSCAN;
    return covers && scale >= STRETCH.least && scale <= STRETCH.most;
  }

  /** How what was drawn has to be moved and scaled to stand where the camera is now. */
  shift(camera: Camera): Camera {
    const drawn = this.drawn ?? camera;
    const scale = camera.scale / drawn.scale;
    const x = camera.x + OVERSCAN - (drawn.x + OVERSCAN) * scale;
    const y = camera.y + OVERSCAN - (drawn.y + OVERSCAN) * scale;
    return { scale, x, y };
  }
}
