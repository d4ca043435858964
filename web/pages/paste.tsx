import { useState } from 'preact/hooks';
import type { Identified } from '../api/shapes.ts';
import { Trouble } from '../parts/states.tsx';
import { inert } from '../text/inert.ts';
import { chainWords } from '../text/words.ts';
import { BroughtFiles } from './brought-files.tsx';
import { usePaste } from './paste-state.ts';

const KINDS = { transaction: 'A transaction', address: 'An address', name: 'A name' } as const;

interface PasteProps {
  readonly caseId?: string;
  /** What stands in it at first. */
  readonly given?: string;
  readonly title?: string;
}

/** Paste, type or drop: the page says what it takes it for, and what it will do. */
export function PasteBox({ caseId, given, title }: PasteProps) {
  const [isOver, setOver] = useState(false);
  const paste = usePaste({ ...(caseId ? { caseId } : {}), ...(given ? { given } : {}) });
  const { text, setText, brought, take, left, first, known, isReady, isBusy } = paste;
  const { start, problem } = paste;
  return (
    <form
      class={`paste ${caseId || title ? 'small-paste' : ''} ${isOver ? 'over' : ''}`}
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void take(event.dataTransfer?.files ?? null);
      }}
    >
      <h1>
        <label for="paste">
          {title ?? (caseId ? 'Trace in this case' : 'What was stolen, or who has it?')}
        </label>
      </h1>
      <div class="paste-line">
        <input
          id="paste"
          class="mono"
          type="text"
          value={text}
          maxLength={2000}
          placeholder="Transaction, address or name"
          autocomplete="off"
          spellcheck={false}
          aria-describedby="recognised"
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" class="primary" disabled={!isReady || isBusy}>
          {isBusy ? 'One moment…' : !brought && first && !first.canTrace ? 'Screen' : 'Trace'}
        </button>
      </div>
      <div id="recognised" class="recognised" role="status">
        {brought && <BroughtFiles brought={brought} left={left} leave={() => void take(null)} />}
        {brought && !brought.case && text.trim() === '' && (
          <p class="asked-for">
            Say above what they show the theft of: its transaction, or the thief’s address.
          </p>
        )}
        {!brought?.case && (!brought || text.trim() !== '') && (
          <Recognised text={text} known={known} />
        )}
        {brought && !brought.case && first && <ChainChoice {...paste} />}
      </div>
      {first?.kind === 'address' && first.canTrace && !brought && (
        <p class="small">
          Only to know what it is exposed to:{' '}
          <a href={`/screen?text=${encodeURIComponent(text.trim())}`}>screen this address</a>
        </p>
      )}
      <Choose take={take} isInCase={caseId !== undefined} />
      {problem && <Trouble problem={problem} />}
    </form>
  );
}

type ChainProps = Pick<ReturnType<typeof usePaste>, 'chains' | 'chain' | 'setChain'>;

/** Files do not always say which chain they are of. */
function ChainChoice({ chains, chain, setChain }: ChainProps) {
  if (chains.length < 2) return null;
  return (
    <label class="row">
      Of which chain are they?
      <select value={chain ?? ''} onChange={({ currentTarget }) => setChain(currentTarget.value)}>
        {chains.map((name) => (
          <option key={name} value={name}>
            {chainWords(name)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ChooseProps {
  readonly take: (list: FileList | null) => Promise<void>;
  readonly isInCase: boolean;
}

function Choose({ take, isInCase }: ChooseProps) {
  return (
    <p class="small quiet">
      Or drop files of transfers, or a case file with its files, here,{' '}
      <label class="file-link">
        <input
          type="file"
          multiple
          class="hidden-text"
          onChange={({ currentTarget }) => {
            void take(currentTarget.files);
            // the same file can be chosen again
            currentTarget.value = '';
          }}
        />
        choose them
      </label>
      {isInCase ? (
        '.'
      ) : (
        <>
          , or <a href="/cases">open a case</a>.
        </>
      )}
    </p>
  );
}

const WHAT_FOLLOWS = {
  transaction: 'What it took from whom is found, and followed.',
  address: 'What left it is found, and followed.',
  name: 'It is looked up in the lists and tags that are kept here.',
} as const;

function Recognised({ text, known }: { text: string; known: Identified | null }) {
  if (text.trim() === '') {
    return <span class="quiet">Bitcoin, Ethereum and its kin, Tron. It is known by its form.</span>;
  }
  if (known === null) return <span class="quiet">…</span>;
  const [first] = known.readings;
  if (!first) {
    return (
      <span class="wrong">{inert(known.fault ?? 'That is nothing that can be traced.', 300)}</span>
    );
  }
  const chains = [...new Set(known.readings.flatMap((reading) => reading.chains))];
  return (
    <>
      <b>{KINDS[first.kind]}</b>
      {chains.length > 0 && ` on ${chains.slice(0, 4).map(chainWords).join(', or ')}`}
      {chains.length > 4 && ` or ${chains.length - 4} more`}.{' '}
      <span class="quiet">{WHAT_FOLLOWS[first.canTrace ? first.kind : 'name']}</span>
    </>
  );
}
