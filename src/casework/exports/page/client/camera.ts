/// <reference lib="dom" />

/** Where the drawing is seen from: screen = world × scale + offset, in CSS pixels. */
export interface Camera {
  scale: number;
  x: number;
  y: number;
}

const SCALES = { least: 0.02, most: 4 } as const;

/** Where on the screen the drawing may stand, in CSS pixels. */
interface Room {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A camera that shows a box of the world in a part of the screen, never magnified. */
export function fitted(
  box: { x: number; y: number; width: number; height: number },
  room: Room,
): Camera {
  const width = room.right - room.left;
  const height = room.bottom - room.top;
  const scale = Math.max(
    SCALES.least,
    Math.min(1, width / Math.max(1, box.width), height / Math.max(1, box.height)),
  );
  return {
    scale,
    x: room.left + (width - box.width * scale) / 2 - box.x * scale,
    y: room.top + (height - box.height * scale) / 2 - box.y * scale,
  };
}

/** The same camera, closer by `factor` to the point of the screen, which stays where it is. */
export function zoomed(camera: Camera, factor: number, x: number, y: number): Camera {
  const scale = Math.min(SCALES.most, Math.max(SCALES.least, camera.scale * factor));
  const ratio = scale / camera.scale;
  return { scale, x: x - (x - camera.x) * ratio, y: y - (y - camera.y) * ratio };
}

/** Goes from one camera to another in a fifth of a second, or at once where motion is unwanted. */
export function glide(
  from: Camera,
  to: Camera,
  still: boolean,
  step: (camera: Camera) => void,
): () => void {
  if (still) {
    step(to);
    return () => {};
  }
  const start = performance.now();
  let frame = 0;
  const move = (now: number) => {
    const t = Math.min(1, Math.max(0, (now - start) / 200));
    const eased = 1 - (1 - t) ** 3;
    const mix = (a: number, b: number) => a + (b - a) * eased;
    step({ scale: mix(from.scale, to.scale), x: mix(from.x, to.x), y: mix(from.y, to.y) });
    if (t < 1) frame = requestAnimationFrame(move);
  };
  frame = requestAnimationFrame(move);
  return () => cancelAnimationFrame(frame);
}
