import { LANE } from './lanes.ts';

// ⌊D·x/V⌋ and the remainder, exactly, for two-lane amounts D, x ≤ V < 2^100 (performance.md §4).

const HALF = 2 ** 25;
const SPLIT = 134217729;

/** Quotient (hi, lo) and remainder (hi, lo) of the last call of `share`. */
export const result = new Float64Array(4);
const p = new Float64Array(7);
const v = new Float64Array(4);

/** One-lane case: the rounding errors of both products are exact, so the remainder is too. */
function shareLane(d: number, x: number, whole: number): void {
  let q = Math.floor(d * (x / whole));
  const product = d * x;
  let a = d * SPLIT;
  const dh = a - (a - d);
  const dl = d - dh;
  a = x * SPLIT;
  const xh = a - (a - x);
  const xl = x - xh;
  const e = dh * xh - product + dh * xl + dl * xh + dl * xl;
  const back = q * whole;
  a = q * SPLIT;
  const qh = a - (a - q);
  const ql = q - qh;
  a = whole * SPLIT;
  const wh = a - (a - whole);
  const wl = whole - wh;
  const f = qh * wh - back + qh * wl + ql * wh + ql * wl;
  let r = product - back + (e - f);
  if (r < 0) {
    q -= 1;
    r += whole;
  } else if (r >= whole) {
    q += 1;
    r -= whole;
  }
  result[0] = 0;
  result[1] = q;
  result[2] = 0;
  result[3] = r;
}

/** Carries upwards, so that all digits but the signed top one lie in 0 … 2^25 − 1. */
function carry(): void {
  for (let k = 0; k < 6; k++) {
    const c = Math.floor(p[k]! / HALF);
    p[k] = p[k]! - c * HALF;
    p[k + 1] = p[k + 1]! + c;
  }
}

/** p −= q·V for q of two lanes, the upper one signed. */
function subtract(qHi: number, qLo: number): void {
  const q1 = Math.floor(qLo / HALF);
  const q0 = qLo - q1 * HALF;
  const q3 = Math.floor(qHi / HALF);
  const q2 = qHi - q3 * HALF;
  const [v0, v1, v2, v3] = [v[0]!, v[1]!, v[2]!, v[3]!];
  p[0] = p[0]! - q0 * v0;
  p[1] = p[1]! - q0 * v1 - q1 * v0;
  p[2] = p[2]! - q0 * v2 - q1 * v1 - q2 * v0;
  p[3] = p[3]! - q0 * v3 - q1 * v2 - q2 * v1 - q3 * v0;
  p[4] = p[4]! - q1 * v3 - q2 * v2 - q3 * v1;
  p[5] = p[5]! - q2 * v3 - q3 * v2;
  p[6] = p[6]! - q3 * v3;
  carry();
}

/** p = D·x as seven sums of digit products, each exact. */
function multiply(dHi: number, dLo: number, xHi: number, xLo: number): void {
  const d1 = Math.floor(dLo / HALF);
  const d0 = dLo - d1 * HALF;
  const d3 = Math.floor(dHi / HALF);
  const d2 = dHi - d3 * HALF;
  const x1 = Math.floor(xLo / HALF);
  const x0 = xLo - x1 * HALF;
  const x3 = Math.floor(xHi / HALF);
  const x2 = xHi - x3 * HALF;
  p[0] = d0 * x0;
  p[1] = d0 * x1 + d1 * x0;
  p[2] = d0 * x2 + d1 * x1 + d2 * x0;
  p[3] = d0 * x3 + d1 * x2 + d2 * x1 + d3 * x0;
  p[4] = d1 * x3 + d2 * x2 + d3 * x1;
  p[5] = d2 * x3 + d3 * x2;
  p[6] = d3 * x3;
  carry();
}

function splitWhole(wHi: number, wLo: number): void {
  v[1] = Math.floor(wLo / HALF);
  v[0] = wLo - v[1]! * HALF;
  v[3] = Math.floor(wHi / HALF);
  v[2] = wHi - v[3]! * HALF;
}

/** Divides D·x by V into `result`. D, x ≤ V, V > 0. */
export function share(
  dHi: number,
  dLo: number,
  xHi: number,
  xLo: number,
  wHi: number,
  wLo: number,
): void {
  if (wHi === 0) {
    shareLane(dLo, xLo, wLo);
    return;
  }
  splitWhole(wHi, wLo);
  multiply(dHi, dLo, xHi, xLo);
  const whole = wHi * LANE + wLo;
  const near = (dHi * LANE + dLo) * ((xHi * LANE + xLo) / whole);
  let qHi = Math.floor(near / LANE);
  let qLo = Math.floor(near - qHi * LANE);
  subtract(qHi, qLo);
  let rest = p[6]!;
  for (let k = 5; k >= 0; k--) rest = rest * HALF + p[k]!;
  const more = Math.floor(rest / whole);
  if (more !== 0) {
    const moreHi = Math.floor(more / LANE);
    subtract(moreHi, more - moreHi * LANE);
    qLo += more - moreHi * LANE;
    qHi += moreHi;
  }
  let rLo = p[0]! + p[1]! * HALF;
  let rHi = (((p[6]! * HALF + p[5]!) * HALF + p[4]!) * HALF + p[3]!) * HALF + p[2]!;
  while (rHi < 0) {
    rHi += wHi;
    rLo += wLo;
    if (rLo >= LANE) {
      rLo -= LANE;
      rHi += 1;
    }
    qLo -= 1;
  }
  while (rHi > wHi || (rHi === wHi && rLo >= wLo)) {
    rHi -= wHi;
    rLo -= wLo;
    if (rLo < 0) {
      rLo += LANE;
      rHi -= 1;
    }
    qLo += 1;
  }
  const over = Math.floor(qLo / LANE);
  result[0] = qHi + over;
  result[1] = qLo - over * LANE;
  result[2] = rHi;
  result[3] = rLo;
}
