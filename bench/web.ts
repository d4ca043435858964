// How fast the graph of the desk is in a browser without a GPU: first paint of a trace of 5,000
// drawn nodes, and frames a second while it is panned and zoomed. Bars: paint in 1 s, 50 frames.

import type { Browser, Page } from 'playwright-core';
import { syntheticResult } from '../test/browser/synthetic.ts';
import { startGraphBrowser } from '../test/web/browser.ts';
import { startGraphPage } from '../test/web/page.ts';

const BARS = { paint: 1000, frames: 50 } as const;
const FRAMES = 120;
const ROUNDS = 3;

/** Milliseconds between frames of one gesture, driven once a frame as a pointer drives it. */
async function gesture(page: Page, kind: 'pan' | 'zoom'): Promise<number[]> {
  return page.evaluate(
    async ({ kind, frames }) => {
      const host = document.querySelector('.graph-stage') as HTMLElement;
      host.setPointerCapture = () => {};
      const box = host.getBoundingClientRect();
      const at = { x: box.left + box.width / 2, y: box.top + box.height / 2 };
      const place = (dx: number) => ({ clientX: at.x + dx, clientY: at.y + dx / 3, bubbles: true });
      const pointer = (type: string, dx: number) =>
        host.dispatchEvent(new PointerEvent(type, { pointerId: 1, ...place(dx) }));
      if (kind === 'pan') pointer('pointerdown', 0);
      const times: number[] = [];
      let before = await new Promise<number>(requestAnimationFrame);
      for (let i = 0; i < frames; i++) {
        if (kind === 'pan') pointer('pointermove', 160 * Math.sin(i / 9));
        else {
          const deltaY = i % 60 < 30 ? -28 : 28;
          const wheel = { deltaY, ctrlKey: true, cancelable: true, ...place(0) };
          host.dispatchEvent(new WheelEvent('wheel', wheel));
        }
        const now = await new Promise<number>(requestAnimationFrame);
        times.push(now - before);
        before = now;
      }
      if (kind === 'pan') pointer('pointerup', 0);
      return times;
    },
    { kind, frames: FRAMES },
  );
}

function framesOf(times: readonly number[]): number {
  return 1000 / (times.reduce((sum, time) => sum + time, 0) / times.length);
}

/** From the opening of the page to the first frame in which all nodes are drawn. */
async function painted(page: Page, url: string): Promise<{ nodes: number; ms: number }> {
  await page.goto(url);
  await page.waitForFunction(() => document.body.dataset.painted !== undefined);
  return page.evaluate(() => ({
    nodes: Number((document.querySelector('.graph-stage') as HTMLElement).dataset.drawn),
    ms: Number(document.body.dataset.painted),
  }));
}

/** What this computer gives at best just now: one empty canvas as large as the view, moved. */
async function yardstick(browser: Browser): Promise<number> {
  const tab = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await tab.setContent('<canvas width="1440" height="800" style="will-change:transform">');
  const times = await tab.evaluate(async (frames) => {
    const canvas = document.querySelector('canvas') as HTMLCanvasElement;
    canvas.getContext('2d')?.fillRect(0, 0, 700, 400);
    const times: number[] = [];
    let before = await new Promise<number>(requestAnimationFrame);
    for (let i = 0; i < frames; i++) {
      canvas.style.transform = `translate(${i % 60}px, ${i % 20}px)`;
      const now = await new Promise<number>(requestAnimationFrame);
      times.push(now - before);
      before = now;
    }
    return times;
  }, FRAMES);
  await tab.close();
  return framesOf(times);
}

const nodes = Number(process.argv[2] ?? 5000);
const result = syntheticResult({ holders: nodes, seed: 7 });
await using page = await startGraphPage(result);
const browser = await startGraphBrowser();
const rows: Record<string, string | number>[] = [];
try {
  for (let round = 1; round <= ROUNDS; round++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const tab = await context.newPage();
    const first = await painted(tab, `${page.url}?all`);
    // the whole drawing in sight is the hardest view
    await tab.focus('.graph-stage');
    await tab.keyboard.press('0');
    await tab.waitForFunction(() => document.querySelector('.graph-stage[data-still]') !== null);
    const pan = await gesture(tab, 'pan');
    const zoom = await gesture(tab, 'zoom');
    rows.push({
      round,
      drawn_nodes: first.nodes,
      lines: result.hops.length,
      surface: (await tab.locator('.graph-stage').getAttribute('data-surface')) ?? '',
      first_paint_ms: Math.round(first.ms),
      empty_canvas_fps: Math.round(await yardstick(browser)),
      pan_fps: Math.round(framesOf(pan)),
      zoom_fps: Math.round(framesOf(zoom)),
      slowest_frame_ms: Math.round(Math.max(...pan, ...zoom)),
    });
    await context.close();
  }
} finally {
  await browser.close();
}
console.table(rows);
const median = (name: string) =>
  rows.map((row) => Number(row[name])).sort((a, b) => a - b)[Math.floor(rows.length / 2)] ?? 0;
const paint = median('first_paint_ms');
const frames = Math.min(median('pan_fps'), median('zoom_fps'));
const verdict = (isMet: boolean) => (isMet ? 'met' : 'MISSED');
console.log(`first paint ${paint} ms, bar ${BARS.paint} ms: ${verdict(paint < BARS.paint)}`);
console.log(`${frames} frames a second, bar ${BARS.frames}: ${verdict(frames >= BARS.frames)}`);
