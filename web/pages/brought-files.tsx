import { count } from '../text/figures.ts';
import { inert } from '../text/inert.ts';
import type { Brought } from './bring-files.ts';

interface BroughtProps {
  readonly brought: Brought;
  /** Takes none of them. */
  readonly leave: () => void;
}

/** What was dropped, what the page takes it for, and what is missing, by name. */
export function BroughtFiles({ brought, leave }: BroughtProps) {
  const { files, case: found } = brought;
  const away = (
    <button type="button" class="bare" onClick={leave}>
      leave {files.length + (found ? 1 : 0) === 1 ? 'it' : 'them'}
    </button>
  );
  if (!found) {
    return (
      <p>
        <b>{files.length === 1 ? 'A file of transfers' : `${files.length} files of transfers`}</b>
        {`: ${files.map(nameOf).join(', ')}. `}
        {away}
      </p>
    );
  }
  const { title, missing, others } = found;
  const used = files.filter(({ name }) => !others.includes(name));
  return (
    <>
      <p>
        <b>The case “{inert(title, 120)}”</b>
        {used.length > 0 && ` with ${used.map(nameOf).join(', ')}`}. {away}
      </p>
      {missing.length > 0 && (
        <p class="asked-for">
          It names {count(missing.length, 'more file')}; drop
          {missing.length === 1 ? ' it ' : ' them '}
          here, too: <b>{missing.map((name) => inert(name, 80)).join(', ')}</b>
        </p>
      )}
      {others.length > 0 && (
        <p class="small quiet">
          It does not name {others.map((name) => inert(name, 60)).join(', ')}: left aside.
        </p>
      )}
    </>
  );
}

function nameOf({ name, size }: File): string {
  const kib = Math.ceil(size / 1024);
  return `${inert(name, 60)} (${kib < 1024 ? `${kib} KiB` : `${(kib / 1024).toFixed(1)} MiB`})`;
}
