/// <reference lib="dom" />
import type { PolicyId } from '../../../../trace/policies/policy.ts';
import type { TraceResult } from '../../../../trace/result.ts';
import { type View, viewOf } from '../../view.ts';
import { POLICY_WORDS } from '../../words.ts';
import { type Packed, unpack } from '../pack.ts';
import { actorsList } from '../sections/actors.ts';
import { flowSection } from '../sections/flow.ts';
import type { Target } from '../sections/panel.ts';
import { split } from '../sections/split.ts';
import { timelineSection } from '../sections/timeline.ts';
import { startGraph } from './controls.ts';
import { byId, dataOf, fill, part } from './dom.ts';
import type { GraphView } from './graph.ts';
import { copy, deskList, save } from './save.ts';
import { type Side, startSide } from './side.ts';
import { type PlacesTable, startMovements, startPlaces } from './tables.ts';

function start(): void {
  const packed = JSON.parse(byId('data').textContent ?? '') as Packed;
  const view = viewOf(unpack(packed) as unknown as TraceResult);
  document.body.classList.remove('no-script');
  let policy = view.locked;
  const side = startSide(view);
  const places = startPlaces(view);
  const movements = startMovements(view);
  const open = (target: Target) => side.open(target);
  const drawn = view.result.holders.length > 0;
  const graph = drawn ? startGraph(view, open, movements.search) : null;
  const choose = byId<HTMLSelectElement>('policy');
  choose.addEventListener('input', () => {
    policy = choose.value as PolicyId;
    showPolicy(view, policy);
    for (const shown of [side, places, movements]) shown.show(policy);
    graph?.setPolicy(policy);
  });
  startTheme(graph);
  startRail();
  document.addEventListener('click', (event) => {
    clicked(event, view, policy, side, places, graph);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    const find = dataOf(event, 'find');
    if (!find) return;
    event.preventDefault();
    places.find(find.value);
  });
  addEventListener('beforeprint', () => {
    document.documentElement.dataset.paper = '';
    graph?.drawWhole();
  });
  addEventListener('afterprint', () => {
    delete document.documentElement.dataset.paper;
    graph?.drawWhole();
  });
  document.body.dataset.ready = 'yes';
}

/** Draws every section whose amounts depend on the policy, in place. */
function showPolicy(view: View, policy: PolicyId): void {
  fill(part('split'), split(view, policy));
  fill(part('actors'), actorsList(view, policy));
  fill(part('flow'), flowSection(view, policy));
  fill(part('timeline'), timelineSection(view, policy));
  const note = byId('policy-note');
  const { name, rule } = POLICY_WORDS[policy];
  note.hidden = policy === view.locked;
  note.textContent = note.hidden
    ? ''
    : `Shown: ${name}, ${rule}. The claim is ${POLICY_WORDS[view.locked].name}, the locked ` +
      'policy; the figures at the top stay those of the claim.';
}

function clicked(
  event: MouseEvent,
  view: View,
  policy: PolicyId,
  side: Side,
  places: PlacesTable,
  graph: GraphView | null,
): void {
  const opened = dataOf(event, 'open');
  if (opened) {
    side.open({ kind: 'holder', id: opened.value });
    graph?.goTo(opened.value);
    return;
  }
  const hops = dataOf(event, 'hops');
  if (hops) side.open({ kind: 'hops', hops: hops.value.split(' ').map(Number) });
  const find = dataOf(event, 'find');
  if (find) places.find(find.value);
  const saved = dataOf(event, 'save');
  if (saved) save(view, saved.value);
  const copied = dataOf(event, 'copy');
  if (copied) void copy(copied.element, copied.value);
  const desk = dataOf(event, 'copy-actor');
  if (desk) void copy(desk.element, deskList(view, policy, Number(desk.value)));
}

/** Light or dark: as the system says, until the reader says otherwise. */
function startTheme(graph: GraphView | null): void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const button = byId('theme');
  const isDark = () => {
    const { theme } = document.documentElement.dataset;
    return theme === undefined ? system.matches : theme === 'dark';
  };
  const show = () => {
    button.setAttribute('aria-pressed', String(isDark()));
    graph?.recolour();
  };
  button.addEventListener('click', () => {
    document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
    show();
  });
  system.addEventListener('change', show);
  show();
}

/** Marks the section that is being read. */
function startRail(): void {
  const links = new Map<string, Element>();
  for (const link of document.querySelectorAll('.rail a')) {
    links.set((link.getAttribute('href') ?? '').slice(1), link);
  }
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        for (const link of links.values()) link.removeAttribute('aria-current');
        links.get(target.id)?.setAttribute('aria-current', 'true');
      }
    },
    { rootMargin: '-20% 0px -70% 0px' },
  );
  for (const id of links.keys()) {
    const target = document.getElementById(id);
    if (target) seen.observe(target);
  }
}

start();
