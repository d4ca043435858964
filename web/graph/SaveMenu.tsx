import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { saveAs } from '../parts/save.ts';
import { POLICY_WORDS } from '../text/words.ts';
import { axisText } from './backdrop.ts';
import { csvOf } from './csv.ts';
import { graphmlOf } from './graphml.ts';
import { Sheet } from './Help.tsx';
import { paletteOf } from './palette.ts';
import { pngOf } from './png.ts';
import type { Session } from './session.ts';
import { svgOf } from './svg.ts';

const KINDS = [
  { id: 'png', name: 'Picture (PNG)', type: 'image/png' },
  { id: 'svg', name: 'Drawing (SVG)', type: 'image/svg+xml' },
  { id: 'graphml', name: 'Graph (GraphML)', type: 'application/graphml+xml' },
  { id: 'csv', name: 'Transfers (CSV)', type: 'text/csv' },
  { id: 'path', name: 'Only what is selected (CSV)', type: 'text/csv' },
] as const;

type Kind = (typeof KINDS)[number]['id'];

/** Saves what is drawn, without asking the server for anything. */
export function SaveMenu({ session }: { readonly session: Session }) {
  const anchor = useRef<HTMLDivElement>(null);
  const failed = useSignal('');
  const { open, selection } = session;
  const nothing = selection.value.nodes.length === 0 && !selection.value.path;
  const save = async (kind: Kind, type: string) => {
    try {
      const content = await contentOf(session, kind, anchor.current);
      saveAs(`${fileName(session)}.${kind === 'path' ? 'selection.csv' : kind}`, type, content);
      open.value = 'none';
    } catch (error) {
      failed.value = error instanceof Error ? error.message : 'could not be saved';
    }
  };
  return (
    <div ref={anchor}>
      {open.value === 'save' && (
        <Sheet title="Save what is drawn" session={session}>
          <ul class="graph-saves">
            {KINDS.map(({ id, name, type }) => (
              <li key={id}>
                <button
                  type="button"
                  data-save={id}
                  disabled={id === 'path' && nothing}
                  onClick={() => void save(id, type)}
                >
                  {name}
                </button>
              </li>
            ))}
          </ul>
          {failed.value && <p role="alert">{failed.value}</p>}
        </Sheet>
      )}
    </div>
  );
}

async function contentOf(session: Session, kind: Kind, anchor: Element | null): Promise<BlobPart> {
  const { model, scene, policy, given } = session;
  const text = axisText(scene.value, given.value.locale);
  const palette = () => paletteOf(anchor ?? document.documentElement);
  switch (kind) {
    case 'png':
      return pngOf(scene.value, palette(), text, title(session));
    case 'svg':
      return svgOf(scene.value, palette(), text, title(session));
    case 'graphml':
      return graphmlOf(model.value, scene.value, policy.value);
    case 'csv':
      return csvOf(model.value, scene.value, policy.value);
    case 'path':
      return csvOf(model.value, scene.value, policy.value, chosenHops(session));
  }
}

/** Hops of the path, or those that touch a selected node. */
function chosenHops({ selection, scene, focus }: Session): Set<number> {
  if (selection.value.path) return new Set(selection.value.path);
  const { links } = scene.value.drawn;
  const nodes = focus.value.selected;
  return new Set(
    links.flatMap(({ from, to, hops }) => (nodes.has(from) || nodes.has(to) ? hops : [])),
  );
}

/** A picture travels alone: it says which case, which policy, and when it was saved. */
function title({ model, policy, scene }: Session): string {
  const { result } = model.value.view;
  const now = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const { name } = POLICY_WORDS[policy.value];
  const beyond = scene.value.drawn.nodes.some(({ context }) => context);
  const context = beyond ? ' · grey, dashed: context, not part of the traced money' : '';
  return `${result.case.title.slice(0, 90)} · ${name} · saved ${now} UTC${context}`;
}

function fileName({ model }: Session): string {
  const { id } = model.value.view.result.case;
  return `${id.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 80) || 'trace'}.graph`;
}
