const CATEGORIES = ['source', 'wallet', 'swap', 'bridge', 'mixer', 'exchange', 'otc', 'service'];
const LINES = ['flow', 'flow-2', 'flow-3', 'flow-4', 'flow-5'];

const FILLS = [
  ...CATEGORIES.map(
    (id) =>
      `.cat-${id} { fill: var(--c-${id}); } .mark-${id} { fill: var(--on-${id}); } ` +
      `.stream-${id} { fill: var(--c-${id}); }`,
  ),
  ...LINES.map((id) => `.line-${id} { stroke: var(--${id}); stroke-width: 2.5; }`),
].join('\n');

/** The drawn parts: flow by venue, the graph and its panel, the timeline. */
export const CHARTS = `
${FILLS}
.defs { position: absolute; width: 0; height: 0; }
.hatch-line { stroke: var(--hatch); stroke-width: 1.4; fill: none; }

.flow-box { overflow-x: auto; }
.flow, .speed { display: block; width: 100%; min-width: 46rem; height: auto; }
.flow text, .speed text { font: 12px var(--sans); fill: var(--ink); paint-order: stroke;
  stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; }
.flow .venue-name { font-weight: 600; }
.flow .venue-value { fill: var(--quiet); }
.flow .stream { opacity: 0.28; }
.flow .stream-wallet, .flow .stream-rest { fill: var(--p-held); }
.flow .stream:hover { opacity: 0.6; }
.flow .cat-rest { fill: var(--p-held); }
.flow .venue[data-find] { cursor: pointer; }
.flow .venue[data-find]:hover .venue-name { text-decoration: underline; }

.speed .tick { stroke: var(--line); }
.speed .axis { stroke: var(--rule); }
.speed .tick-text { fill: var(--quiet); font-size: 11px; }
.speed path { fill: none; stroke-width: 2; }
.speed-left { stroke: var(--ink); stroke-dasharray: 5 3; }
.speed-reached { stroke: var(--act); }
.speed .speed-text { font-weight: 600; }
.speed .speed-text-reached { fill: var(--act); }
.events { margin-top: 1rem; font-size: 0.875rem; max-width: 60rem; }
.events li { display: grid; grid-template-columns: 10rem 7rem minmax(0, 1fr); gap: 0 1rem;
  padding: 0.3rem 0; border-top: 1px solid var(--line); }
.events time, .events .after { color: var(--quiet); }
.events .strong { font-weight: 600; }

#graph-frame .tools { row-gap: 0.4rem; }
.graph-box { position: relative; border: 1px solid var(--line); }
#graph { display: block; width: 100%; height: min(70vh, 40rem); touch-action: pan-y;
  cursor: grab; }
#graph:active { cursor: grabbing; }
#graph:focus-visible { outline-offset: -2px; }
.graph-tip { position: absolute; z-index: 5; pointer-events: none; max-width: 15.5rem;
  background: var(--ink); color: var(--paper); font-size: 0.75rem; line-height: 1.35;
  padding: 0.3rem 0.5rem; border-radius: 3px; overflow-wrap: anywhere; }
.graph-hint { position: absolute; inset: auto 0 0 0; text-align: center; font-size: 0.8125rem;
  padding: 0.35rem; background: var(--wash); pointer-events: none; }
.graph-legend ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.1rem; margin-top: 0.5rem;
  font-size: 0.8125rem; }
.graph-legend li { display: inline-flex; align-items: center; gap: 0.3rem; }
.ring { display: inline-block; width: 0.85rem; height: 0.85rem; border-radius: 50%;
  border: 1.5px solid var(--quiet); }
.ring.freezable { border: 2.5px solid var(--act); }
#graph-frame.full { position: fixed; inset: 0; z-index: 40; background: var(--paper);
  padding: 0.6rem;
  display: flex; flex-direction: column; }
#graph-frame.full .graph-box { flex: 1; min-height: 0; }
#graph-frame.full #graph { height: 100%; touch-action: none; }
.graph-full { overflow: hidden; }

.panel { position: fixed; z-index: 50; inset: 0 0 0 auto; width: min(27rem, 100vw);
  overflow-y: auto;
  background: var(--raised); border-left: 1px solid var(--rule); padding: 1rem 1.25rem 2rem;
  font-size: 0.8125rem; overscroll-behavior: contain; }
#panel-close { position: sticky; float: right; top: 0; z-index: 1; background: var(--raised); }
.panel h2 { font-size: 1.0625rem; outline: none; }
.panel h3 { font-size: 0.875rem; margin: 1.1rem 0 0.3rem; }
.panel-title { display: flex; gap: 0.5rem; align-items: center; }
.panel-id { margin: 0.3rem 0; }
.panel .pairs { grid-template-columns: 7rem minmax(0, 1fr); gap: 0 0.75rem;
  font-size: 0.8125rem; }
.panel .pairs dt { font-weight: 400; color: var(--quiet); }
.panel p, .panel li { line-height: 1.4; }
.panel .fold > summary { padding: 0.15rem 0; }
.panel .resting.act { border-left-color: var(--act); }
.panel .resting { border-left: 3px solid var(--rule); font-size: 0.8125rem;
  padding-left: 0.75rem; margin-top: 1rem; }
.panel .resting h3 { margin-top: 0; }
.panel-actors li, .panel-list li { padding: 0.2rem 0; }
.panel .gap { font-weight: 600; margin-top: 1rem; }
.transaction { border-top: 1px solid var(--line); padding: 0.55rem 0 0.35rem; }
.transaction .fold > summary { padding: 0.15rem 0; }
button.copy { font-size: 0.75rem; min-height: 1.4rem; padding: 0 0.4rem; }

@media screen and (max-width: 40rem) {
  #graph { height: 70vh; }
  .panel .pairs { display: grid; }
  .panel .pairs dd { border-top: 1px solid var(--line); padding-top: 0.3rem; }
  .flow, .speed { min-width: 60rem; }
  .panel { inset: auto 0 0 0; width: 100%; max-height: 82vh; border-left: 0;
    border-top: 2px solid var(--rule); }
  .events li { grid-template-columns: 1fr auto; }
  .events li > span:last-child { grid-column: 1 / -1; }
}
`;
