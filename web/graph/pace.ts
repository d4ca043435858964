import type { Camera, Size } from './camera.ts';

/** Pixels that are drawn beyond each side of the view, so that it can be moved without drawing. */
export const OVERSCAN = 96;
/** Milliseconds between frames from which drawing counts as slow. */
const SLOW = 22;
/** Frames after a drawing in which it shows what it cost: a GPU works behind. */
const SHOWING = 3;
/** A slow drawing is made again after so many times as long as it takes, at the soonest. */
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
  private last = 0;
  private frames = 0;
  private peak = 0;
  /** Milliseconds that a drawing takes: slow until it has shown otherwise. */
  private cost = 3 * SLOW;

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
    this.frames = 0;
    this.peak = 0;
  }

  /** Learns from the time since the last frame what the last drawing cost. */
  private learn(now: number): void {
    const took = now - this.last;
    this.last = now;
    this.frames += 1;
    if (took > 1000 + this.cost) return;
    if (this.cost < SLOW) {
      this.cost = this.cost * 0.8 + took * 0.2;
      return;
    }
    this.peak = Math.max(this.peak, took);
    if (this.frames === SHOWING) this.cost = (this.cost + this.peak) / 2;
  }

  /** Whether moving what was drawn is enough for this frame of a movement. */
  mayWait(now: number, camera: Camera, size: Size): boolean {
    const { drawn } = this;
    this.learn(now);
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
