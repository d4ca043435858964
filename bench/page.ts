// How large the page is and how fast it is to read: time to render it, first paint, and frames a
// second while the graph is panned and zoomed, at several sizes of made-up traces. Without a GPU.

import type { Page } from 'playwright-core';
import { renderPage } from '../src/casework/exports/page.ts';
import { openHtml, startBrowser } from '../test/browser/browser.ts';
import { syntheticResult } from '../test/browser/synthetic.ts';

const SIZES = [200, 1000, 5000, 20_000];
const FRAMES = 90;

interface Row {
  readonly holders: number;
  readonly hops: number;
  readonly megabytes: string;
  readonly render_ms: number;
  readonly first_paint_ms: number;
  readonly ready_ms: number;
  readonly drawn: number;
  readonly pan_fps: number;
  readonly zoom_fps: number;
  readonly slowest_frame_ms: number;
}

/** Frames a second of one gesture, driven once for each frame as a pointer drives it. */
async function framesOf(
  page: Page,
  gesture: 'pan' | 'zoom',
): Promise<{ fps: number; worst: number }> {
  return page.evaluate(
    async ({ gesture, frames }) => {
      const canvas = document.getElementById('graph') as HTMLCanvasElement;
      const box = canvas.getBoundingClientRect();
      const at = { x: box.left + box.width / 2, y: box.top + box.height / 2 };
      const event = (type: string, dx: number) =>
        new PointerEvent(type, {
          pointerId: 1,
          isPrimary: true,
          bubbles: true,
          clientX: at.x + dx,
          clientY: at.y + dx / 3,
        });
      const times: number[] = [];
      canvas.setPointerCapture = () => {};
      if (gesture === 'pan') canvas.dispatchEvent(event('pointerdown', 0));
      let before = await new Promise<number>(requestAnimationFrame);
      for (let i = 0; i < frames; i++) {
        if (gesture === 'pan') {
          canvas.dispatchEvent(event('pointermove', 120 * Math.sin(i / 9)));
        } else {
          const deltaY = i % 60 < 30 ? -30 : 30;
          canvas.dispatchEvent(
            new WheelEvent('wheel', {
              deltaY,
              ctrlKey: true,
              clientX: at.x,
              clientY: at.y,
              bubbles: true,
              cancelable: true,
            }),
          );
        }
        const now = await new Promise<number>(requestAnimationFrame);
        times.push(now - before);
        before = now;
      }
      if (gesture === 'pan') canvas.dispatchEvent(event('pointercancel', 0));
      const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
      return { fps: 1000 / mean, worst: Math.max(...times) };
    },
    { gesture, frames: FRAMES },
  );
}

async function measure(holders: number): Promise<Row> {
  const result = syntheticResult({ holders });
  renderPage(syntheticResult({ holders: 20 }));
  const start = performance.now();
  const html = renderPage(result);
  const render = performance.now() - start;
  const browser = await startBrowser();
  try {
    await using opened = await openHtml(browser, html);
    const { page } = opened;
    const ready = await page.evaluate(() => performance.now());
    const paint = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    );
    const most = await page.locator('#graph-drawn option').last().getAttribute('value');
    await page.selectOption('#graph-drawn', most);
    await page.locator('#graph').scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
    const pan = await framesOf(page, 'pan');
    const zoom = await framesOf(page, 'zoom');
    const drawn = Number(await page.locator('#graph').getAttribute('data-nodes'));
    return {
      holders: result.holders.length,
      hops: result.hops.length,
      megabytes: (Buffer.byteLength(html) / 1e6).toFixed(1),
      render_ms: Math.round(render),
      first_paint_ms: Math.round(paint),
      ready_ms: Math.round(ready),
      drawn,
      pan_fps: Math.round(pan.fps),
      zoom_fps: Math.round(zoom.fps),
      slowest_frame_ms: Math.round(Math.max(pan.worst, zoom.worst)),
    };
  } finally {
    await browser.close();
  }
}

const rows: Row[] = [];
for (const size of SIZES) rows.push(await measure(size));
console.table(rows);
