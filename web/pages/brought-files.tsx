import { count } from '../text/figures.ts';
import { inert } from '../text/inert.ts';
import type { Brought, BroughtCase } from './bring-files.ts';

/** What the case is traced without, by its path. */
interface Left {
  readonly paths: ReadonlySet<string>;
  /** Leaves it out, or asks for it again. */
  readonly flip: (path: string) => void;
}

interface BroughtProps {
  readonly brought: Brought;
  readonly left: Left;
  /** Takes none of them. */
  readonly leave: () => void;
}

/** What was dropped, what the page takes it for, and what is missing, by name. */
export function BroughtFiles({ brought, left, leave }: BroughtProps) {
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
      <MissingFiles missing={missing} left={left} />
      {others.length > 0 && (
        <p class="small quiet">
          It does not name {others.map((name) => inert(name, 60)).join(', ')}: left aside.
        </p>
      )}
    </>
  );
}

type MissingProps = { readonly missing: BroughtCase['missing']; readonly left: Left };

/** What the case names and nobody has dropped: it is asked for, or left out where it can be. */
function MissingFiles({ missing, left }: MissingProps) {
  const isLeft = ({ path }: { readonly path: string }) => left.paths.has(path);
  const [gone, asked] = [missing.filter(isLeft), missing.filter((one) => !isLeft(one))];
  return (
    <>
      {asked.length > 0 && (
        <div class="asked-for">
          It names {count(asked.length, 'more file')}; drop
          {asked.length === 1 ? ' it ' : ' them '}
          here, too:
          <ul>
            {asked.map(({ path, wanted, isOptional }) => (
              <li key={path}>
                <b>{inert(wanted, 80)}</b>
                {isOptional && (
                  <>
                    {', or '}
                    <button type="button" class="bare" onClick={() => left.flip(path)}>
                      leave it out
                    </button>
                  </>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
      {gone.map(({ path, wanted }) => (
        <p key={path} class="asked-for">
          Without <b>{inert(wanted, 80)}</b>: the result says so among what is not known.{' '}
          <button type="button" class="bare" onClick={() => left.flip(path)}>
            ask for it again
          </button>
        </p>
      ))}
    </>
  );
}

function nameOf({ name, size }: File): string {
  const kib = Math.ceil(size / 1024);
  return `${inert(name, 60)} (${kib < 1024 ? `${kib} KiB` : `${(kib / 1024).toFixed(1)} MiB`})`;
}
