import { batch } from '@preact/signals';
import { POLICY_WORDS } from '../text/words.ts';
import { editActions } from './edits.ts';
import { marked } from './history.ts';
import type { KeyAction } from './keys.ts';
import type { Annotation } from './scene.ts';
import { NOTHING, type Session } from './session.ts';
import { annotate, type Camera, pick, type Say, unfold } from './targets.ts';
import { viewActions } from './views.ts';

/** What can be done to a graph, by key or by button; each says what it did. */
export interface Commands {
  act(action: KeyAction): void;
  pick(node: number, link: number, add: boolean): void;
  open(node: number): void;
  drag(node: number, x: number, y: number): void;
  gather(nodes: readonly number[]): void;
  /** Goes to the next holder that the search found, or the one before; draws it if it is folded. */
  seek(forward: boolean): void;
  annotate(change: Partial<Annotation>, word: string): void;
  setPolicy(policy: Session['policy']['value']): void;
}

/** The commands of a session. `camera` moves the view, where there is one. */
export function commandsOf(session: Session, camera: Camera): Commands {
  const say = (text: string) => {
    session.said.value = text;
  };
  const seek = seeker(session, camera, say);
  const views = viewActions(session, camera, say, seek);
  const edits = editActions(session, camera, say);
  const commands: Commands = {
    act: (action) => batch(() => (edits[action] ?? views[action])?.()),
    pick: (node, link, add) => batch(() => pick(session, node, link, add, say)),
    open: (node) => {
      session.cursor.value = session.scene.value.drawn.nodes[node]?.key ?? null;
      unfold(session, node, say);
    },
    drag: (node, x, y) => {
      const key = session.scene.value.drawn.nodes[node]?.key;
      if (key === undefined) return;
      const marks = marked(session.history.value.now, [key], { pinned: true, x, y });
      session.change({ marks });
      say('pinned where it was put');
    },
    gather: (nodes) => {
      const keys = nodes.flatMap((i) => session.scene.value.drawn.nodes[i]?.key ?? []);
      session.choose({ ...NOTHING, nodes: keys });
      say(`${session.figures.value.count(keys.length, 'node')} selected`);
    },
    seek,
    annotate: (change, word) => annotate(session, change, word, say),
    setPolicy: (policy) => {
      session.policy.value = policy;
      session.given.value.onPolicy?.(policy);
      say(`${POLICY_WORDS[policy].name}: ${POLICY_WORDS[policy].rule}`);
    },
  };
  return commands;
}

function seeker(session: Session, camera: Camera, say: Say): (forward: boolean) => void {
  return (forward) => {
    const { found, cursor, history, scene } = session;
    const list = found.value;
    if (!list) return;
    if (list.length === 0) {
      say('not found in this trace');
      return;
    }
    const at = list.indexOf(cursor.value ?? '');
    const next = list[(at + (forward ? 1 : list.length - 1) + list.length) % list.length] ?? '';
    const node = scene.value.drawn.nodeOf.get(next);
    if (node === undefined || scene.value.drawn.nodes[node]?.folded) {
      session.change({ shown: new Set([...history.value.now.shown, next]) });
    }
    cursor.value = next;
    session.choose({ ...NOTHING, nodes: [next] });
    const drawn = scene.value.drawn.nodeOf.get(next);
    if (drawn !== undefined) camera([drawn]);
    say(`${list.indexOf(next) + 1} of ${list.length}`);
  };
}
