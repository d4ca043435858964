import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { LimitError, SourceError } from '../../base/errors.ts';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** `nobody` on Linux: Chromium has no sandbox for root, and paper needs no right of root's. */
const NOBODY = 65_534;
const SECONDS = 60;
const MOST_SAID = 16_384;
/** Of the page's own time, not of the clock's: enough for its script to have drawn everything. */
const PAGE_MILLISECONDS = 10_000;

interface Printing {
  /** Path of a Chromium. */
  readonly browser: string;
  /** The longest it may take; default 60. */
  readonly seconds?: number;
  readonly signal?: AbortSignal;
}

/** Chromium has a socket below it, whose path is of 107 characters at most. */
const LONGEST_PLACE = 42;

/** The path of an installed Chromium: `HUE_CHROMIUM`, or the first on the PATH; null if none. */
export function findChromium(env: Readonly<Record<string, string | undefined>>): string | null {
  if (env.HUE_CHROMIUM) return env.HUE_CHROMIUM;
  const folders = (env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const places = BROWSERS.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return places.find((place) => existsSync(place)) ?? null;
}

/**
 * Prints an HTML page without network, in a folder that is gone afterwards, as another user where
 * this one is root, and in Chromium's sandbox where the system has one.
 * @throws SourceError where the browser fails, LimitError where it takes too long
 */
export async function printPage(html: string, printing: Printing): Promise<Uint8Array> {
  printing.signal?.throwIfAborted();
  const place = tmpdir().length > LONGEST_PLACE ? '/tmp' : tmpdir();
  const folder = await mkdtemp(path.join(place, 'hue-pdf-'));
  const isRoot = process.getuid?.() === 0;
  try {
    const page = path.join(folder, 'page.html');
    await writeFile(page, html);
    await mkdir(path.join(folder, 'own'));
    if (isRoot) {
      await chmod(folder, 0o755);
      await chown(path.join(folder, 'own'), NOBODY, NOBODY);
    }
    const said = await runBrowser(folder, isRoot, printing, []);
    // a container may forbid what a sandbox is made of; the page allows nothing but its own script
    if (said !== null && /sandbox/i.test(said)) {
      await runBrowser(folder, isRoot, printing, ['--no-sandbox']);
    }
    return lasting(await readPrinted(path.join(folder, 'own', 'page.pdf'), said));
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

async function readPrinted(file: string, said: string | null): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch {
    const last = said?.trim().split('\n').at(-1) ?? 'nothing was written';
    throw new SourceError('Chromium', `printed no PDF: ${last.slice(0, 300)}`, false);
  }
}

/** Runs the browser to its end. What it said where it failed, else null. */
function runBrowser(
  folder: string,
  isRoot: boolean,
  { browser, seconds = SECONDS, signal }: Printing,
  more: readonly string[],
): Promise<string | null> {
  const own = path.join(folder, 'own');
  const flags = [
    '--headless',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-extensions',
    '--disable-sync',
    '--no-first-run',
    '--host-resolver-rules=MAP * ~NOTFOUND',
    '--proxy-server=http://127.0.0.1:9',
    '--proxy-bypass-list=<-loopback>',
    '--window-size=1000,1400',
    `--virtual-time-budget=${PAGE_MILLISECONDS}`,
    '--no-pdf-header-footer',
    `--user-data-dir=${path.join(own, 'profile')}`,
    `--print-to-pdf=${path.join(own, 'page.pdf')}`,
    ...more,
    pathToFileURL(path.join(folder, 'page.html')).href,
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(browser, flags, {
      env: { PATH: process.env.PATH ?? '', HOME: own, TMPDIR: own },
      stdio: ['ignore', 'ignore', 'pipe'],
      // a group of its own, so that all of its processes can be ended
      detached: true,
      ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-MOST_SAID);
    });
    const end = (): void => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // it has ended by itself
      }
    };
    const limit = `${seconds} s`;
    const timer = setTimeout(() => {
      end();
      reject(new LimitError('time for a PDF', `Chromium did not end within ${limit}`));
    }, seconds * 1000);
    signal?.addEventListener('abort', end, { once: true });
    child.on('error', ({ message }) => {
      clearTimeout(timer);
      reject(new SourceError('Chromium', `${browser} did not start: ${message}`, false));
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      end();
      if (signal?.aborted) reject(signal.reason);
      else resolve(code === 0 ? null : said);
    });
  });
}

/**
 * Takes out what differs between two prints and says nothing about the trace: the time of printing,
 * and the numbers the browser happened to give to header cells. In place, so that offsets hold.
 */
function lasting(pdf: Buffer): Uint8Array {
  const text = pdf.toString('latin1');
  for (const match of text.slice(0, 8192).matchAll(/\/(?:CreationDate|ModDate) \(D:[^)]*\)/g)) {
    pdf.fill(0x20, match.index, match.index + match[0].length);
  }
  const cells = [...text.matchAll(/\/ID \((node\d{8})\)/g)].map(([, id]) => id);
  // the tree of names is sorted, and stays so
  const ranks = new Map([...new Set(cells)].sort().map((id, rank) => [id, rank]));
  for (const match of text.matchAll(/\((node\d{8})\)/g)) {
    const rank = ranks.get(match[1]);
    if (rank !== undefined) pdf.write(String(rank).padStart(8, '0'), match.index + '(node'.length);
  }
  return pdf;
}
