// A list of texts, screened in a thread: what comes of each is told in batches, ready to be kept.

import { InputError, LimitError, SourceError } from '../../base/errors.ts';
import { openAsked } from '../../casework/live/screen-sources.ts';
import { type ScreenAsk, screenText } from '../../screen/text.ts';
import { document } from '../../store/document.ts';
import { openDeskBook } from './desk-book.ts';
import type { Task } from './tasks.ts';

interface Input {
  readonly home: string;
  readonly texts: readonly string[];
  readonly ask: ScreenAsk;
  /** True: exposure over the configured sources of the chain, which then learn what is asked. */
  readonly asksSources: boolean;
}

/** One text with its answer as kept JSON, or why there is none. */
interface Screened {
  readonly text: string;
  readonly answer: string | null;
  readonly decision: string | null;
  readonly fault: string | null;
}

interface Output {
  readonly screened: number;
  readonly wrong: number;
}

export type ScreenTask = Task<Input, readonly Screened[], Output>;

const BATCH = 200;
/** A batch is told after so long, however small. */
const WAIT_MS = 500;

export const screenTask: ScreenTask = async (input, { tell, signal }) => {
  const { home, texts, ask } = input;
  const book = await openDeskBook(home);
  try {
    const env = { ...process.env, HUE_HOME: home };
    const ledger = await openAsked({ ask: input.asksSources, chain: ask.chain }, env);
    const options = { ...book.options, signal };
    let batch: Screened[] = [];
    let told = performance.now();
    let wrong = 0;
    for (const text of texts) {
      signal.throwIfAborted();
      const one = await screened(text, ask, { ledger, options, names: book.names });
      if (one.fault !== null) wrong += 1;
      batch.push(one);
      if (batch.length < BATCH && performance.now() - told < WAIT_MS) continue;
      tell(batch);
      batch = [];
      told = performance.now();
      // so that a wish to stop is heard
      await new Promise((resolve) => setImmediate(resolve));
    }
    tell(batch);
    return { screened: texts.length - wrong, wrong };
  } finally {
    book.close();
  }
};

async function screened(
  text: string,
  ask: ScreenAsk,
  means: Parameters<typeof screenText>[2],
): Promise<Screened> {
  try {
    const answer = await screenText(text, ask, means);
    const { action } = answer.decision;
    return { text, answer: document(answer), decision: action, fault: null };
  } catch (error) {
    const isOutside = [InputError, SourceError, LimitError].some((kind) => error instanceof kind);
    if (!isOutside) throw error;
    return { text, answer: null, decision: null, fault: (error as Error).message };
  }
}
