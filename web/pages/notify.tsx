import { signal } from '@preact/signals';
import { onTopic } from '../api/live.ts';
import { say } from '../parts/toast.tsx';
import { go } from '../shell/route.ts';
import { inert } from '../text/inert.ts';

const KEPT = 'hue-notify';

/** Whether the browser says aloud that an alert came: only if the reader asked for it. */
const isOn = signal(false);

function isAllowed(): boolean {
  return 'Notification' in globalThis && Notification.permission === 'granted';
}

/** What was said of alerts since the page was opened: what is taken back is said, too. */
const told = new Set<string>();

/** Listens for alerts, for as long as the desk is open in this browser. */
export function startNotices(): () => void {
  isOn.value = isAllowed() && localStorage.getItem(KEPT) === 'on';
  return onTopic('alerts', ({ kind, said: { id, title, state } }) => {
    if (!isOn.value || typeof id !== 'string' || typeof title !== 'string') return;
    if (kind === 'alert.raised') {
      told.add(id);
      tell(id, title);
    } else if (state === 'retracted' && told.delete(id)) tell(id, `Retracted: ${title}`);
  });
}

/** One notice for each alert, however many pages of the desk are open: the tag makes them one. */
function tell(id: string, title: string): void {
  try {
    const notice = new Notification('Hue & Cry', { body: inert(title, 200), tag: `alert ${id}` });
    notice.onclick = () => {
      focus();
      go(`/inbox?alert=${id}`);
      notice.close();
    };
  } catch {
    // on phones a page may be allowed to, and still cannot
    isOn.value = false;
  }
}

async function turn(on: boolean): Promise<void> {
  if (on && 'Notification' in globalThis && Notification.permission === 'default') {
    await Notification.requestPermission();
  }
  isOn.value = on && isAllowed();
  localStorage.setItem(KEPT, isOn.value ? 'on' : 'off');
  if (on && !isOn.value)
    say('The browser does not allow it: see its settings for this site.', true);
}

export function NotifySwitch() {
  return (
    <label class="row small">
      <input
        type="checkbox"
        checked={isOn.value}
        onChange={(event) => void turn(event.currentTarget.checked)}
      />
      Notify me in this browser
    </label>
  );
}
