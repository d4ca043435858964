/// <reference lib="dom" />
import type { PolicyId } from '../../../../trace/policies/policy.ts';
import type { View } from '../../view.ts';
import { PANEL_SHOWN, panel, type Target } from '../sections/panel.ts';
import { byId, dataOf, fill } from './dom.ts';

export interface Side {
  open(target: Target): void;
  close(): void;
  show(policy: PolicyId): void;
}

/** The side panel: opens beside the page, takes the focus, gives it back when it closes. */
export function startSide(view: View): Side {
  const box = byId('panel');
  const body = byId('panel-body');
  let target: Target | null = null;
  let policy = view.locked;
  let shown = PANEL_SHOWN;
  let before: HTMLElement | null = null;
  const draw = () => {
    if (target) fill(body, panel(view, policy, target, shown));
  };
  const close = () => {
    if (box.hidden) return;
    box.hidden = true;
    document.body.classList.remove('with-panel');
    target = null;
    before?.focus({ preventScroll: true });
    before = null;
  };
  const open = (next: Target) => {
    const active = document.activeElement;
    const outside = active instanceof HTMLElement && !box.contains(active);
    if (outside && active !== document.body) before = active;
    target = next;
    shown = PANEL_SHOWN;
    box.hidden = false;
    document.body.classList.add('with-panel');
    draw();
    box.scrollTop = 0;
    byId('panel-title').focus({ preventScroll: true });
  };
  byId('panel-close').addEventListener('click', close);
  box.addEventListener('click', (event) => {
    if (!dataOf(event, 'more')) return;
    shown += 100;
    draw();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });
  return {
    open,
    close,
    show: (next) => {
      policy = next;
      draw();
    },
  };
}
