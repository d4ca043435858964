/** The head: the answer in one look. */
export const HEAD = `
.head { padding-top: 1.75rem; }
.left-out { margin-top: 1.25rem; padding: 0.5rem 0.75rem; border: 1px solid var(--act); }
.left-out ul { margin: 0.25rem 0; padding-left: 1.1rem; list-style: disc; }
.left-out .quiet { margin-top: 0.25rem; font-size: 0.85rem; }
.partial { margin-top: 1.25rem; padding: 0.5rem 0.75rem; border: 1px solid var(--act);
  color: var(--act); font-weight: 600; }
.case { font-size: 0.8125rem; color: var(--quiet); }
h1 { font-size: 1rem; font-weight: 600; margin-top: 0.1rem; }
.headline { font-size: clamp(1.45rem, 1.1rem + 1.7vw, 2.125rem); line-height: 1.18;
  font-weight: 700;
  letter-spacing: -0.022em; max-width: 54rem; margin: 0.35rem 0 1.4rem; text-wrap: balance; }
.figures-row { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr));
  border-top: 1px solid var(--rule); border-bottom: 1px solid var(--line); }
.figure { padding: 0.7rem 1.25rem 0.85rem 0; }
.figure + .figure { padding-left: 1.25rem; border-left: 1px solid var(--line); }
.figure dt { font-size: 0.8125rem; font-weight: 600; }
.figure .big { display: block; font-size: clamp(1.25rem, 0.9rem + 1.2vw, 1.75rem);
  line-height: 1.25;
  font-weight: 700; letter-spacing: -0.02em; overflow-wrap: anywhere; }
.figure .big.unknown { font-weight: 400; }
.figure .share { display: block; font-size: 0.875rem; }
.figure .note { display: block; font-size: 0.8125rem; color: var(--quiet); line-height: 1.35;
  margin-top: 0.15rem; }
.figure.act dt, .figure.act .big, .figure.act .share { color: var(--act); }

.split { margin-top: 1.25rem; }
.split figcaption { font-size: 0.8125rem; color: var(--quiet); margin-bottom: 0.35rem; }
.split-bar { display: block; width: 100%; }
.split-note { margin-top: 1.1rem; font-size: 0.8125rem; }
.split.small { display: grid; grid-template-columns: 11.5rem minmax(0, 1fr); gap: 0 1rem;
  margin-top: 0.55rem; }
.split.small figcaption { grid-row: span 2; color: var(--ink); font-weight: 600; }
.split.small .legend { margin-top: 0.15rem; }
.legend { display: flex; flex-wrap: wrap; gap: 0.15rem 1.75rem; margin-top: 0.35rem;
  font-size: 0.8125rem; }
.swatch { display: inline-block; width: 0.75rem; height: 0.75rem; margin-right: 0.45rem;
  vertical-align: -0.05rem; }
.act-note { color: var(--act); margin-left: 0.5rem; }
.act-note::before { content: "▂ "; }
.part-at-service { fill: var(--p-at-service); background: var(--p-at-service); }
.part-held { fill: var(--p-held); background: var(--p-held); }
.part-swapped { fill: var(--p-swapped); background: var(--p-swapped); }
.part-returned { fill: var(--p-returned, #4f8a5b); background: var(--p-returned, #4f8a5b); }
.part-in-mix { fill: var(--p-in-mix); background: var(--p-in-mix); }
.part-act { fill: var(--act); }
.part-not-covered { fill: url(#hatch);
  background: repeating-linear-gradient(45deg, var(--hatch) 0 2px, transparent 2px 5px); }
.part-not-followed { fill: url(#dots);
  background: repeating-linear-gradient(90deg, var(--hatch) 0 2px, transparent 2px 4px); }
.part-not-placed { fill: var(--wash); stroke: var(--hatch); stroke-width: 1;
  background: var(--wash); box-shadow: inset 0 0 0 1px var(--hatch); }
.sentences { margin-top: 1rem; max-width: 52rem; }
.sentences li { margin-top: 0.3rem; }
.question { margin-top: 0.6rem; max-width: 52rem; }

.actors > li { display: grid; grid-template-columns: 1.5rem 13rem minmax(0, 1fr) 13rem;
  gap: 0 1.25rem;
  padding: 0.85rem 0; border-top: 1px solid var(--line); }
.actors > li:first-child { border-top: 0; padding-top: 0; }
.rank { color: var(--quiet); }
.actor-sum strong { display: block; font-size: 1.125rem; letter-spacing: -0.01em;
  color: var(--act); }
.actor-sum strong.unknown { font-weight: 400; color: var(--quiet); font-size: 0.9375rem; }
.actor-sum .quiet { display: block; font-size: 0.8125rem; line-height: 1.35; }
.sum-fill { fill: var(--act); }
.strength-may .sum-fill { opacity: 0.45; }
.strength-may .actor-sum strong { color: var(--ink); }
.strength { color: var(--act); }
.strength-may .strength { color: var(--quiet); }
.sum-bar { display: block; width: 100%; height: 5px; margin: 0.15rem 0 0.3rem;
  background: var(--wash); }
.actor-what h3 { margin: 0; font-size: 1rem; }
.actor-what dl { display: grid; grid-template-columns: max-content minmax(0, 1fr);
  gap: 0.1rem 0.75rem;
  font-size: 0.8125rem; margin-top: 0.25rem; }
.actor-what dt { color: var(--quiet); }
.actor-where { font-size: 0.8125rem; }
.actor-where button { margin-top: 0.4rem; }
.nobody-line { padding: 0.75rem 0; border-top: 1px solid var(--line); }

@media screen and (max-width: 60rem) {
  .figures-row { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .figure:nth-child(odd) { padding-left: 0; border-left: 0; }
  .figure:nth-child(n + 3) { border-top: 1px solid var(--line); }
  .actors > li { grid-template-columns: 1.25rem 11rem minmax(0, 1fr); }
  .actor-where { grid-column: 3; margin-top: 0.4rem; }
}
@media screen and (max-width: 40rem) {
  .head { padding-top: 1rem; }
  .split.small { display: block; }
  .legend { display: block; }
  .legend li { padding: 0.15rem 0; }
  .actors > li { display: block; }
  .rank { float: left; width: 1.5rem; }
  .actor-what { margin-top: 0.35rem; }
  .actor-what dl { display: block; }
  .figure { padding-right: 0.75rem; }
  .figure + .figure:nth-child(even) { padding-left: 0.75rem; padding-right: 0; }
}
`;
