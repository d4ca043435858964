import type { ComponentChildren } from 'preact';
import type { Problem } from '../api/client.ts';
import type { Known, Resource } from '../api/resource.ts';

/** Nothing is there yet: what would be, and what to do for it. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <strong>{title}</strong>
      {children}
    </div>
  );
}

/** Something went wrong: what, why, and what can be done. */
export function Trouble({ problem, again }: { problem: Problem; again?: () => void }) {
  return (
    <div class="trouble" role="alert">
      <strong>{problem.title}</strong>
      {problem.message.replace(/\.$/, '') !== problem.title && (
        <span class="wrap-any">{problem.message}</span>
      )}
      {problem.fields.map(({ field, expected, got }) => (
        <span key={field} class="small wrap-any">
          <b>{field}</b>: expected {expected}
          {got ? `, got ${got}` : ''}
        </span>
      ))}
      {problem.status === 404 ? (
        <a href="/">To the first page</a>
      ) : (
        again && (
          <button type="button" onClick={again}>
            Try again
          </button>
        )
      )}
    </div>
  );
}

/** What stands there while something is read. */
export function Bones({ lines = 6, what }: { lines?: number; what: string }) {
  return (
    <div class="bones" role="status" aria-label={`Reading ${what}`}>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} />
      ))}
    </div>
  );
}

interface Shown<T> {
  readonly resource: Resource<T>;
  readonly what: string;
  readonly lines?: number;
  readonly children: (data: T, known: Known<T>) => ComponentChildren;
}

/** Shows what is known: bones while it is read, trouble if it failed, the old beside trouble. */
export function Loaded<T>({ resource, what, lines, children }: Shown<T>) {
  const known = resource.state.value;
  const { data, problem } = known;
  const again = () => void resource.reload();
  if (data === null && problem) return <Trouble problem={problem} again={again} />;
  if (data === null) return <Bones what={what} {...(lines ? { lines } : {})} />;
  return (
    <>
      {problem && <Trouble problem={problem} again={again} />}
      {children(data, known)}
    </>
  );
}
