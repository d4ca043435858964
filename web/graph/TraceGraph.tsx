import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import './graph.css';
import { tellAnswers } from './asking.ts';
import { commandsOf } from './commands.ts';
import { DrawnTable } from './DrawnTable.tsx';
import { foldWords } from './describe.ts';
import { Help } from './Help.tsx';
import { actionOf } from './keys.ts';
import { Legend } from './Legend.tsx';
import { OnPaper } from './OnPaper.tsx';
import { Panel } from './Panel.tsx';
import { Picture, type PictureHandle } from './Picture.tsx';
import { Sankey } from './Sankey.tsx';
import { SaveMenu } from './SaveMenu.tsx';
import { type Given, startSession } from './session.ts';
import { Tools } from './Tools.tsx';

/** What the page gives; what is left out has a default. */
export interface TraceGraphProps extends Partial<Omit<Given, 'result' | 'policy'>> {
  readonly result: Given['result'];
  readonly policy: Given['policy'];
}

function givenOf(props: TraceGraphProps): Given {
  return {
    locale: 'en',
    annotations: NO_ANNOTATIONS,
    expansions: NO_EXPANSIONS,
    ...props,
  };
}

const NO_ANNOTATIONS: Given['annotations'] = [];
const NO_EXPANSIONS: Given['expansions'] = [];

/**
 * A trace as a graph, as a table that says the same, and as a calm overview, with a panel that
 * leads every figure to its evidence. All state that outlives the page is in `annotations`.
 */
export function TraceGraph(props: TraceGraphProps) {
  const session = useMemo(() => startSession(givenOf(props)), []);
  const picture = useRef<PictureHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const commands = useMemo(
    () => commandsOf(session, (what) => picture.current?.camera(what)),
    [session],
  );
  const { result, policy, locale, annotations, onSelect, onAnnotate, onPolicy } = props;
  const { expansions, onExpand, onContract } = props;
  useEffect(
    () => session.give(givenOf(props)),
    [
      result,
      policy,
      locale,
      annotations,
      onSelect,
      onAnnotate,
      onPolicy,
      expansions,
      onExpand,
      onContract,
    ],
  );
  useSignalEffect(() => tellAnswers(session, (nodes) => picture.current?.camera(nodes)));
  const hint = useSignal(false);
  const onKey = (event: KeyboardEvent) => {
    const { target } = event;
    if (target instanceof HTMLElement && target.closest('input, select, textarea')) {
      if (event.key === 'Escape') commands.act('close');
      return;
    }
    const action = actionOf(event);
    // on a button these keys press it
    const presses = action === 'select' || action === 'add';
    if (action === null || (presses && target instanceof HTMLButtonElement)) return;
    event.preventDefault();
    if (action === 'search') search.current?.focus();
    else commands.act(action);
  };
  const { tab, model, scene, figures } = session;
  if (model.value.holders.size === 0) return <Empty />;
  return (
    <section class="trace-graph" aria-label="Flow of the stolen money" onKeyDown={onKey}>
      <Tools session={session} commands={commands} search={search} />
      <div class="graph-main" data-tab={tab.value}>
        <div class="graph-view">
          {tab.value === 'graph' && (
            <Picture session={session} commands={commands} handle={picture} hint={hint} />
          )}
          {tab.value === 'table' && <DrawnTable session={session} commands={commands} />}
          {tab.value === 'overview' && <Overview session={session} />}
          <SaveMenu session={session} />
          <Help session={session} commands={commands} />
        </div>
        <Panel session={session} commands={commands} />
      </div>
      {tab.value !== 'overview' && (
        <p class="graph-folds">{foldWords(scene.value, model.value, figures.value)}</p>
      )}
      {tab.value !== 'overview' && <Legend session={session} />}
      <OnPaper session={session} />
      <p class="graph-unseen" role="status" aria-live="polite">
        {session.said.value}
      </p>
    </section>
  );
}

function Overview({ session }: { readonly session: ReturnType<typeof startSession> }) {
  const { result, locale } = session.given.value;
  const choose = (holders: readonly string[]) => {
    const { nodeOf, nodes } = session.scene.value.drawn;
    const keys = new Set(holders.flatMap((id) => nodes[nodeOf.get(id) ?? -1]?.key ?? []));
    session.choose({ nodes: [...keys], link: null, path: null });
    session.tab.value = 'graph';
  };
  return (
    <Sankey
      result={result}
      policy={session.policy.value}
      locale={locale}
      onSelect={({ holders }) => choose(holders)}
    />
  );
}

function Empty() {
  return (
    <section class="trace-graph graph-empty">
      <p>Nothing was traced, so there is nothing to draw.</p>
      <p class="graph-quiet">
        What was found beside the flow, and what was not covered, stands in the findings.
      </p>
    </section>
  );
}
