import { expand } from './asking.ts';
import { NO_WISH } from './fold.ts';
import { marked, redone, undone } from './history.ts';
import { COLOURS } from './palette.ts';
import { pathBetween, pathTo } from './path.ts';
import { NOTHING, type Session } from './session.ts';
import {
  type Actions,
  annotate,
  type Camera,
  current,
  holdersOf,
  pick,
  type Say,
  targets,
  unfold,
} from './targets.ts';

/** What changes what is drawn, selected or put on nodes; the first two can be undone. */
export function editActions(session: Session, camera: Camera, say: Say): Actions {
  const { history } = session;
  const colour = () => {
    const [first] = holdersOf(session);
    const now = history.value.now.marks.get(first ?? '')?.colour ?? null;
    const at = (COLOURS as readonly (string | null)[]).indexOf(now);
    const next = COLOURS[at + 1] ?? null;
    annotate(session, { colour: next }, next ?? 'no colour', say);
  };
  return {
    select: () => {
      const node = current(session);
      if (!unfold(session, node, say)) pick(session, node, -1, false, say);
      camera([session.focus.value.cursor].filter((i) => i >= 0));
    },
    add: () => pick(session, current(session), -1, true, say),
    all: () => selectAll(session, say),
    path: () => choosePath(session, camera, say),
    unfold: () => {
      if (!unfold(session, current(session), say)) say('this is not a group');
    },
    fold: () => {
      session.change({ opened: NO_WISH.opened, shown: NO_WISH.shown, fanOut: NO_WISH.fanOut });
      say('folded again');
    },
    out: () => expand(session, 'out', say),
    in: () => expand(session, 'in', say),
    hide: () => {
      annotate(session, { hidden: true }, 'hidden', say);
      session.choose(NOTHING);
    },
    unhide: () => {
      const { now } = history.value;
      const hidden = [...now.marks].filter(([, { hidden }]) => hidden).map(([node]) => node);
      session.change({ marks: marked(now, hidden, { hidden: false }) });
      say(`${session.figures.value.count(hidden.length, 'holder')} shown again`);
    },
    pin: () => pin(session, say),
    note: () => {
      if (holdersOf(session).length === 0) {
        say('nothing is selected');
        return;
      }
      session.open.value = 'note';
    },
    colour,
    undo: () => {
      say(history.value.past.length > 0 ? 'undone' : 'nothing to undo');
      session.go(undone(history.value));
    },
    redo: () => {
      say(history.value.future.length > 0 ? 'done again' : 'nothing to do again');
      session.go(redone(history.value));
    },
    empty: () => {
      const { withoutEmpty } = history.value.now;
      session.change({ withoutEmpty: !withoutEmpty });
      say(withoutEmpty ? 'with lines that carry nothing' : 'without lines that carry nothing');
    },
  };
}

function pin(session: Session, say: Say): void {
  const { now } = session.history.value;
  const { scene } = session;
  const holders = holdersOf(session);
  const isPinned = holders.some((id) => now.marks.get(id)?.pinned);
  if (holders.length === 0 || isPinned) {
    annotate(session, { pinned: false, x: null, y: null }, 'let go', say);
    return;
  }
  let marks = now.marks;
  for (const id of holders) {
    const i = scene.value.drawn.nodeOf.get(id);
    if (i === undefined || scene.value.drawn.nodes[i]?.folded) continue;
    const place = { pinned: true, x: scene.value.x[i] ?? 0, y: scene.value.y[i] ?? 0 };
    marks = marked({ ...now, marks }, [id], place);
  }
  session.change({ marks });
  say('pinned');
}

function selectAll(session: Session, say: Say): void {
  const { scene, focus, figures } = session;
  const { nodes } = scene.value.drawn;
  const keys = focus.value.found
    ? [...focus.value.found].flatMap((i) => nodes[i]?.key ?? [])
    : nodes.map(({ key }) => key);
  session.choose({ ...NOTHING, nodes: keys });
  say(`${figures.value.count(keys.length, 'node')} selected`);
}

function choosePath(session: Session, camera: Camera, say: Say): void {
  const { model, figures } = session;
  const holders = [...new Set(holdersOf(session))];
  const [first, second] = holders;
  if (first === undefined) {
    say('nothing is selected');
    return;
  }
  const nodes = targets(session);
  const path =
    nodes.length === 2 && second !== undefined
      ? [pathBetween(model.value, first, second), pathBetween(model.value, second, first)].find(
          ({ length }) => length > 0,
        )
      : pathTo(model.value, first);
  if (!path || path.length === 0) {
    say('no path there');
    return;
  }
  session.choose({ nodes, link: null, path });
  const { nodeOf } = session.scene.value.drawn;
  const { hops } = model.value.view.result;
  const ends = path.flatMap((i) => [hops[i]?.from ?? '', hops[i]?.to ?? '']);
  camera([...new Set(ends.flatMap((id) => nodeOf.get(id) ?? []))]);
  say(`path of ${figures.value.count(path.length, 'hop')}`);
}
