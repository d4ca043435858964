import { signal } from '@preact/signals';
import { Problem } from '../api/client.ts';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly isBad: boolean;
}

const toasts = signal<readonly Toast[]>([]);
const SHOWN_MS = 6000;
let made = 0;

/** Says in a corner that something was done, or was not. */
export function say(text: string, isBad = false): void {
  made += 1;
  const id = made;
  toasts.value = [...toasts.value.slice(-3), { id, text, isBad }];
  setTimeout(() => {
    toasts.value = toasts.value.filter((toast) => toast.id !== id);
  }, SHOWN_MS);
}

/** Does something and says how it went; true if it went well. */
export async function attempt(work: () => Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await work();
    if (done) say(done);
    return true;
  } catch (error) {
    const problem = error instanceof Problem ? error : null;
    say(problem ? `${problem.title}. ${problem.message}` : String(error), true);
    return false;
  }
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, isBad }) => (
        <div key={id} class={`toast ${isBad ? 'bad' : ''}`}>
          {text}
        </div>
      ))}
    </div>
  );
}
