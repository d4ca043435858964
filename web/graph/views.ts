import { POLICY_WORDS } from '../text/words.ts';
import { nodeWords } from './describe.ts';
import type { Session, Tab } from './session.ts';
import { NOTHING } from './session.ts';
import { type Actions, type Camera, current, type Say } from './targets.ts';
import { step, type Way } from './walk.ts';

const TABS: readonly Tab[] = ['graph', 'table', 'overview'];

/** What changes only how one looks at the graph. */
export function viewActions(
  session: Session,
  camera: Camera,
  say: Say,
  seek: (forward: boolean) => void,
): Actions {
  const walk = (way: Way) => () => {
    const { scene, figures } = session;
    const from = session.focus.value.cursor;
    const next = step(scene.value, from >= 0 ? from : current(session), way);
    if (next < 0) {
      say('nothing there');
      return;
    }
    session.cursor.value = scene.value.drawn.nodes[next]?.key ?? null;
    camera([next]);
    say(nodeWords(scene.value, next, figures.value));
  };
  const show = (what: Session['open']['value']) => () => {
    session.open.value = session.open.value === what ? 'none' : what;
  };
  return {
    right: walk('right'),
    left: walk('left'),
    up: walk('up'),
    down: walk('down'),
    zoomIn: () => camera('zoomIn'),
    zoomOut: () => camera('zoomOut'),
    fit: () => camera('fit'),
    home: () => camera('home'),
    help: show('help'),
    save: show('save'),
    search: () => seek(true),
    order: () => {
      session.order.value = session.order.value === 'time' ? 'hop' : 'time';
      camera('home');
      say(`left to right by ${session.order.value}`);
    },
    table: () => {
      const at = TABS.indexOf(session.tab.value);
      session.tab.value = TABS[(at + 1) % TABS.length] ?? 'graph';
      say(session.tab.value);
    },
    close: () => {
      if (session.open.value !== 'none') session.open.value = 'none';
      else session.choose(NOTHING);
      session.query.value = '';
    },
    policy: () => {
      const { policies } = session.model.value.view.result.settings;
      const at = policies.indexOf(session.policy.value);
      const next = policies[(at + 1) % policies.length];
      if (next === undefined) return;
      session.policy.value = next;
      session.given.value.onPolicy?.(next);
      say(`${POLICY_WORDS[next].name}: ${POLICY_WORDS[next].rule}`);
    },
    tidy: () => {
      session.tidy();
      camera('home');
      say('arranged anew');
    },
  };
}
