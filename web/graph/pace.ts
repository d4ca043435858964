import type { Camera, Size } from './camera.ts';

/** Pixels that are drawn beyond each side of the view, so that it can be moved without drawing. */
export const OVERSCAN = 128;
/** Milliseconds between frames from which drawing counts as slow. */
const SLOW = 24;
/** Frames after a drawing in which it shows what it cost: a GPU works some frames behind. */
const SHOWING = 6;
/** So many drawings in turn have to be quick before every frame is drawn. */
const TRIALS = 3;
/** A slow drawing is made again after so many frames and milliseconds at the soonest. */
const PATIENCE = { frames: 30, ms: 400 } as const;
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
  /** Drawings in turn that were quick. */
  private quick = 0;

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
    if (this.quick < TRIALS) this.peak = 0;
  }

  /** Learns from the time since the last frame what the last drawing cost. */
  private learn(now: number): void {
    const took = now - this.last;
    this.last = now;
    this.frames += 1;
    if (this.quick >= TRIALS) {
      // one late frame is an accident, two are not
      if (took > SLOW && this.peak > SLOW) this.quick = 0;
      this.peak = took;
      return;
    }
    if (this.frames > 1) this.peak = Math.max(this.peak, took);
    if (this.frames === SHOWING) this.quick = this.peak < SLOW ? this.quick + 1 : 0;
  }

  /** Whether moving what was drawn is enough for this frame of a movement. */
  mayWait(now: number, camera: Camera, size: Size): boolean {
    const { drawn } = this;
    this.learn(now);
    if (!drawn || this.quick >= TRIALS) return false;
    if (this.frames < PATIENCE.frames || now - this.at < PATIENCE.ms) return true;
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
