import { InputError } from '../../base/errors.ts';
import type { TraceResult } from '../../trace/result.ts';
import type { Cover } from '../redaction/contents.ts';
import { findChromium, printPage } from './chromium.ts';
import { renderPage } from './page.ts';

/**
 * The page of a trace on paper, as PDF, printed by the installed Chromium. The same result and the
 * same Chromium give the same bytes.
 * @throws InputError where there is no Chromium
 */
export async function renderPdf(
  result: TraceResult,
  signal?: AbortSignal,
  cover: Cover | null = null,
): Promise<Uint8Array> {
  const browser = findChromium(process.env);
  if (browser === null) {
    throw new InputError(
      'PDF',
      'an installed Chromium',
      'none on the PATH',
      'install Chromium or set HUE_CHROMIUM; or print the page from any browser: it is the same',
    );
  }
  return printPage(renderPage(result, cover), signal ? { browser, signal } : { browser });
}
