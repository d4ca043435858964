import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { ask } from '../api/client.ts';
import { lineState, startLive, stopLive } from '../api/live.ts';
import { forget, useResource } from '../api/resource.ts';
import { loadSession, mayAs, person } from '../api/session.ts';
import type { Alert, Approval, Paged, Role } from '../api/shapes.ts';
import { attempt, Toasts } from '../parts/toast.tsx';
import { inert } from '../text/inert.ts';
import { Icon, type IconName, Mark } from './icons.tsx';
import { go, path } from './route.ts';
import { nextTheme, theme } from './theme.ts';

interface Entry {
  readonly to: string;
  readonly name: string;
  readonly icon: IconName;
  readonly role: Role;
}

const WORK: readonly Entry[] = [
  { to: '/', name: 'Trace', icon: 'trace', role: 'viewer' },
  { to: '/cases', name: 'Cases', icon: 'cases', role: 'viewer' },
  { to: '/inbox', name: 'Inbox', icon: 'inbox', role: 'viewer' },
  { to: '/screen', name: 'Screen', icon: 'screen', role: 'viewer' },
  { to: '/deposits', name: 'Deposits', icon: 'deposits', role: 'analyst' },
  { to: '/approvals', name: 'Approvals', icon: 'approvals', role: 'viewer' },
];

const DESK: readonly Entry[] = [
  { to: '/people', name: 'People', icon: 'people', role: 'administrator' },
  { to: '/keys', name: 'Keys', icon: 'keys', role: 'viewer' },
  { to: '/targets', name: 'Alert targets', icon: 'targets', role: 'investigator' },
  { to: '/denials', name: 'Refused requests', icon: 'denials', role: 'administrator' },
];

const THEMES = { system: 'Theme: auto', light: 'Theme: light', dark: 'Theme: dark' } as const;
const isOpen = signal(false);

function isAt(to: string): boolean {
  const here = path.value;
  if (to === '/') return here === '/' || here.startsWith('/traces');
  return here === to || here.startsWith(`${to}/`);
}

/** The frame of the desk: where one can go, who one is, and the page itself. */
export function Frame({ children }: { children: ComponentChildren }) {
  return (
    <div class="frame">
      <a class="skip" href="#main">
        To the page
      </a>
      <Rail />
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <Toasts />
    </div>
  );
}

function Rail() {
  const alerts = useResource<Paged<Alert>>('/v1/alerts?state=open&limit=100', ['alerts']);
  const approvals = useResource<Paged<Approval>>('/v1/approvals?open=true', ['approvals']);
  const counts: { readonly [to: string]: number } = {
    '/inbox': alerts.state.value.data?.items.length ?? 0,
    '/approvals': approvals.state.value.data?.items.filter(({ decision }) => !decision).length ?? 0,
  };
  return (
    <header class={`rail ${isOpen.value ? 'open' : ''}`}>
      <a class="brand" href="/" aria-label="Hue & Cry: to the first page">
        <Mark />
        <span class="word">Hue &amp; Cry</span>
      </a>
      <button
        type="button"
        class="more-menu"
        aria-expanded={isOpen.value}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        Menu
      </button>
      <Nav name="Work" entries={WORK} counts={counts} />
      <Nav name="Desk" entries={DESK} counts={counts} />
      <Foot />
    </header>
  );
}

interface NavProps {
  readonly name: string;
  readonly entries: readonly Entry[];
  readonly counts: { readonly [to: string]: number };
}

function Nav({ name, entries, counts }: NavProps) {
  const mine = entries.filter(({ role }) => mayAs(role));
  if (mine.length === 0) return null;
  return (
    <nav class="nav" aria-label={name}>
      {name !== 'Work' && <span class="rail-title">{name}</span>}
      {mine.map(({ to, name: label, icon }) => (
        <a
          key={to}
          href={to}
          title={label}
          aria-current={isAt(to) ? 'page' : undefined}
          onClick={() => {
            isOpen.value = false;
          }}
        >
          <Icon name={icon} />
          <span class="label">{label}</span>
          {(counts[to] ?? 0) > 0 && (
            <span class="count">
              {(counts[to] ?? 0) > 99 ? '99+' : counts[to]}
              <span class="hidden-text"> open</span>
            </span>
          )}
        </a>
      ))}
    </nav>
  );
}

function Foot() {
  const me = person.value;
  const isLive = lineState.value === 'live';
  const leave = () =>
    attempt(async () => {
      stopLive();
      forget();
      await ask('/v1/session/end', { method: 'POST', body: { everywhere: false } }).catch(
        (error) => {
          if (me) startLive(me.id);
          throw error;
        },
      );
      await loadSession();
      go('/signin');
    });
  return (
    <div class="rail-foot">
      <span class={`line-state ${isLive ? '' : 'off'}`} role="status">
        <span>{isLive ? 'Live' : 'Connecting…'}</span>
      </span>
      <span class="who">
        {inert(me?.name ?? '', 60)}
        <span>{me?.role}</span>
      </span>
      <button
        type="button"
        onClick={nextTheme}
        title={`${THEMES[theme.value]}: light, dark, or as the system`}
      >
        <Icon name="theme" />
        <span class="label">{THEMES[theme.value]}</span>
      </button>
      <button type="button" onClick={() => void leave()} title="Sign out">
        <Icon name="leave" />
        <span class="label">Sign out</span>
      </button>
    </div>
  );
}
