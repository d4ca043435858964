import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface Props {
  /** What a screen reader calls it. */
  readonly label: string;
  /** What it shows: the keyboard goes to it anew where that changes. */
  readonly of: string;
  readonly head: ComponentChildren;
  readonly close: () => void;
  readonly children: ComponentChildren;
}

/** A panel at the side. Escape closes it, and the keyboard goes back to where it was. */
export function Drawer({ label, of, head, close, children }: Props) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close();
    };
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('keydown', onKey);
      if (before instanceof HTMLElement) before.focus();
    };
  }, [of]);
  return (
    <aside class="drawer" ref={panel} tabIndex={-1} aria-label={label}>
      <header>
        {head}
        <button type="button" onClick={close}>
          Close
        </button>
      </header>
      <div class="body">{children}</div>
    </aside>
  );
}
