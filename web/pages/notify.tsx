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

/** Listens for alerts, for as long as the desk is open in this browser. */
export function startNotices(): () => void {
  isOn.value = isAllowed() && localStorage.getItem(KEPT) === 'on';
  return onTopic('alerts', ({ kind, said }) => {
    if (!isOn.value || kind !== 'alert.raised' || typeof said.title !== 'string') return;
    const notice = new Notification('Hue & Cry', { body: inert(said.title, 200), tag: 'alert' });
    notice.onclick = () => {
      focus();
      go(typeof said.id === 'string' ? `/inbox?alert=${said.id}` : '/inbox');
      notice.close();
    };
  });
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
