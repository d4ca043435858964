import { type Signal, useSignal, useSignalEffect } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useImperativeHandle, useRef } from 'preact/hooks';
import { axisText } from './backdrop.ts';
import type { Commands } from './commands.ts';
import { linkWords, nodeWords } from './describe.ts';
import { startPointers } from './pointers.ts';
import type { Session } from './session.ts';
import { Stage } from './stage.ts';

export interface PictureHandle {
  camera(what: 'zoomIn' | 'zoomOut' | 'fit' | 'home' | readonly number[]): void;
}

interface Props {
  readonly session: Session;
  readonly commands: Commands;
  readonly handle: RefObject<PictureHandle | null>;
  readonly hint: Signal<boolean>;
}

const ZOOM = 1.4;
const HINT_MS = 1600;

/** The graph as it is drawn. What it shows, the table beside it says in words. */
export function Picture({ session, commands, handle, hint }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const stage = useSignal<Stage | null>(null);
  const tip = useSignal<{ text: string; x: number; y: number } | null>(null);
  useEffect(() => startStage(host.current, stage, session, commands, tip, hint), []);
  useSignalEffect(() => {
    const { scene, given } = session;
    stage.value?.show(scene.value, axisText(scene.value, given.value.locale));
  });
  useSignalEffect(() => stage.value?.single(session.focus.value));
  useImperativeHandle(handle, () => ({
    camera(what) {
      const { value } = stage;
      if (what === 'zoomIn') value?.zoom(ZOOM);
      else if (what === 'zoomOut') value?.zoom(1 / ZOOM);
      else if (what === 'fit') value?.fit();
      else if (what === 'home') value?.home();
      else value?.reveal(what);
    },
  }));
  const { scene, figures, focus } = session;
  const words = nodeWords(scene.value, focus.value.cursor, figures.value);
  const label =
    `Graph of ${scene.value.drawn.nodes.length} nodes. Arrow keys walk along the money; ? lists ` +
    `all keys. The table says the same.${words ? ` At: ${words}` : ''}`;
  return (
    <>
      <div
        ref={host}
        class="graph-stage"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application has the keyboard
        tabIndex={0}
        aria-roledescription="graph"
        aria-label={label}
      />
      {tip.value && (
        <div
          class="graph-tip"
          style={{ transform: `translate(${tip.value.x}px, ${tip.value.y}px)` }}
        >
          {tip.value.text}
        </div>
      )}
      {hint.value && <div class="graph-hint">Click the graph, or hold Ctrl, to zoom</div>}
    </>
  );
}

function startStage(
  host: HTMLDivElement | null,
  stage: Signal<Stage | null>,
  session: Session,
  commands: Commands,
  tip: Signal<{ text: string; x: number; y: number } | null>,
  hint: Signal<boolean>,
): (() => void) | undefined {
  if (!host) return undefined;
  const made = new Stage(host);
  made.recolour();
  stage.value = made;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = startPointers(made, {
    hover(node, link, x, y) {
      const { scene, model, figures, hovered } = session;
      hovered.value = node;
      const text =
        node >= 0
          ? nodeWords(scene.value, node, figures.value)
          : linkWords(scene.value, model.value, link, figures.value);
      const left = Math.min(x + 14, host.clientWidth - 270);
      tip.value = text ? { text, x: Math.max(4, left), y: y + 18 } : null;
    },
    pick(node, link, add) {
      const isGroup = session.scene.value.drawn.nodes[node]?.folded ?? false;
      if (isGroup && !add) commands.open(node);
      else commands.pick(node, link, add);
    },
    open: commands.open,
    drag(node, x, y, done) {
      made.ghost(done ? null : { x, y });
      if (done) commands.drag(node, x, y);
    },
    frame(left, top, right, bottom) {
      const { x, y } = session.scene.value;
      const from = made.place(left, top);
      const to = made.place(right, bottom);
      const inside = (i: number) =>
        (x[i] ?? 0) >= from.x &&
        (x[i] ?? 0) <= to.x &&
        (y[i] ?? 0) >= from.y &&
        (y[i] ?? 0) <= to.y;
      commands.gather([...x.keys()].filter(inside));
    },
    refused() {
      hint.value = true;
      clearTimeout(timer);
      timer = setTimeout(() => {
        hint.value = false;
      }, HINT_MS);
    },
  });
  const recolour = () => made.recolour();
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', recolour);
  const themes = new MutationObserver(recolour);
  themes.observe(document.documentElement, { attributeFilter: ['data-theme', 'class'] });
  return () => {
    clearTimeout(timer);
    dark.removeEventListener('change', recolour);
    themes.disconnect();
    stop();
    made[Symbol.dispose]();
    stage.value = null;
  };
}
