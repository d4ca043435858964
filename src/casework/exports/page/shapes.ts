import type { CategoryId } from '../category.ts';

/** Corners of each category's shape around 0,0 with radius 1; a service is round and has none. */
export const SHAPES: { readonly [id in CategoryId]: readonly (readonly [number, number])[] } = {
  source: turned(4, 1.12, -90),
  wallet: [
    [-0.95, -0.72],
    [0.95, -0.72],
    [0.95, 0.72],
    [-0.95, 0.72],
  ],
  swap: turned(6, 1.06, 0),
  bridge: turned(8, 1.04, 22.5),
  mixer: [
    [0, -1.05],
    [1.1, 0.85],
    [-1.1, 0.85],
  ],
  exchange: [
    [0, -1.1],
    [1, -0.35],
    [1, 0.92],
    [-1, 0.92],
    [-1, -0.35],
  ],
  otc: turned(5, 1.08, 90),
  service: [],
};

function turned(corners: number, radius: number, degrees: number): [number, number][] {
  return Array.from({ length: corners }, (_, i) => {
    const angle = ((degrees + (360 * i) / corners) * Math.PI) / 180;
    return [Math.cos(angle) * radius, Math.sin(angle) * radius];
  });
}
