import { Copy } from './pieces.tsx';
import { saveAs } from './save.ts';

interface LetterProps {
  readonly text: string;
  /** Of the file that it is saved as, without its extension. */
  readonly name: string;
}

/** A letter as it is sent, to be read, copied and saved. */
export function Letter({ text, name }: LetterProps) {
  return (
    <div class="stack tight">
      <p class="row far">
        <b>The letter</b>
        <span class="row no-print">
          <Copy text={text} what="the letter" />
          <button
            type="button"
            class="bare small"
            onClick={() => saveAs(`${name}.txt`, 'text/plain;charset=utf-8', text)}
          >
            save as text
          </button>
        </span>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <section class="letter" tabIndex={0} aria-label="The letter">
        <pre>{text}</pre>
      </section>
    </div>
  );
}
