import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  /** For what is read, not answered in a line. */
  readonly isWide?: boolean;
  readonly children: ComponentChildren;
}

/** A question that must be answered first; the platform keeps the focus in it. */
export function Dialog({ title, onClose, isWide = false, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      class={isWide ? 'dialog wide' : 'dialog'}
      ref={dialog}
      aria-labelledby={id}
      onClose={onClose}
    >
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" class="bare" onClick={onClose}>
          Close
        </button>
      </header>
      <div class="body">{children}</div>
    </dialog>
  );
}
