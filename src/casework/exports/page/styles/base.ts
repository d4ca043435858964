/** Type, the bar on top, the rail of sections, buttons and forms. */
export const BASE = `
*, *::before, *::after { box-sizing: border-box; }
html { font-size: 16px; -webkit-text-size-adjust: 100%;
  scroll-padding-top: calc(var(--bar) + 0.75rem); }
body { margin: 0; background: var(--paper); color: var(--ink); font: 0.9375rem/1.5 var(--sans);
  font-variant-numeric: tabular-nums lining-nums; text-rendering: optimizeLegibility; }
h1, h2, h3, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
ul, ol { list-style: none; }
a { color: inherit; text-underline-offset: 0.15em; text-decoration-thickness: 1px; }
code, .id { font-family: var(--mono); font-size: 0.78em; overflow-wrap: anywhere; }
bdi { unicode-bidi: isolate; overflow-wrap: anywhere; }
abbr { text-decoration: none; }
abbr[title] { text-decoration: underline dotted; text-underline-offset: 0.2em; cursor: help; }
.quiet, .unknown { color: var(--quiet); }
.unknown { font-style: italic; }
.unseen, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; margin: -1px;
  overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; z-index: 30; background: var(--paper); padding: 0.5rem 1rem; }
.no-script .script-only, body:not(.no-script) .no-script-only, [hidden] {
  display: none !important; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 2px; }

button, select, input { font: inherit; color: inherit; }
button { background: none; border: 1px solid var(--line); border-radius: 4px; cursor: pointer;
  padding: 0.15rem 0.6rem; min-height: 1.9rem; line-height: 1.3; }
button:hover { border-color: var(--ink); }
button[aria-pressed="true"] { background: var(--ink); color: var(--paper);
  border-color: var(--ink); }
select, input[type="search"] { background: var(--raised); border: 1px solid var(--line);
  border-radius: 4px; padding: 0.15rem 0.5rem; min-height: 1.9rem; max-width: 100%; }
button.open { border: 0; padding: 0; min-height: 0; text-align: left; font-weight: 600;
  text-decoration: underline; text-decoration-color: var(--line); text-underline-offset: 0.2em;
  text-decoration-thickness: 1px; }
button.open:hover { text-decoration-color: currentcolor; }
button.open.id { font-weight: 400; font-size: 0.88em; }
.no-script button.open { text-decoration: none; cursor: default; }

.bar { position: sticky; top: 0; z-index: 20; background: var(--paper);
  border-bottom: 1px solid var(--rule); }
.bar-line { display: flex; align-items: center; gap: 1rem; max-width: 88rem; margin: 0 auto;
  padding: 0.45rem 1.5rem 0.35rem; }
.brand { font-weight: 700; letter-spacing: -0.01em; text-decoration: none; white-space: nowrap; }
.bar-title { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis;
  white-space: nowrap;
  color: var(--quiet); }
.policy-switch { white-space: nowrap; font-size: 0.8125rem; }
.strip { max-width: 88rem; margin: 0 auto; padding: 0 1.5rem 0.45rem; font-size: 0.8125rem;
  color: var(--quiet); line-height: 1.35; }
.strip strong { color: var(--ink); }
.policy-note { max-width: 88rem; margin: 0 auto; padding: 0.25rem 1.5rem; font-size: 0.8125rem;
  font-weight: 600; background: var(--act-wash); color: var(--act); }

.frame { max-width: 88rem; margin: 0 auto; padding: 0 1.5rem 4rem; display: grid;
  grid-template-columns: 10.5rem minmax(0, 1fr); gap: 2.5rem; }
.rail { position: sticky; top: calc(var(--bar) + 1.25rem); align-self: start;
  font-size: 0.8125rem;
  padding-top: 1.9rem; }
.rail ol { counter-reset: n -1; border-left: 1px solid var(--line); }
.rail li { counter-increment: n; line-height: 1.3; }
.rail a { display: block; padding: 0.28rem 0 0.28rem 2.2rem; text-indent: -1.35rem;
  text-decoration: none;
  color: var(--quiet); margin-left: -1px; border-left: 2px solid transparent; }
.rail li:first-child a { padding-left: 0.85rem; text-indent: 0; }
.rail li:not(:first-child) a::before { content: counter(n); display: inline-block;
  min-width: 1.35rem; text-indent: 0; }
.rail a:hover, .rail a[aria-current] { color: var(--ink); }
.rail a[aria-current] { border-left-color: var(--ink); font-weight: 600; }

section { padding-top: 1rem; margin-top: 3rem; border-top: 2px solid var(--rule); }
.section-head { margin-bottom: 1rem; }
h2 { font-size: 1.3125rem; line-height: 1.25; font-weight: 700; letter-spacing: -0.012em; }
h2 .number { color: var(--quiet); font-weight: 400; margin-right: 0.35rem; }
h3 { font-size: 0.9375rem; font-weight: 700; margin: 1.6rem 0 0.4rem; }
.lead { color: var(--quiet); max-width: 46rem; margin-top: 0.25rem; }
.statements { max-width: 52rem; }
.statements li { padding: 0.3rem 0 0.3rem 1.1rem; position: relative; }
.statements li::before { content: "–"; position: absolute; left: 0; color: var(--quiet); }
.checks { counter-reset: n; max-width: 52rem; }
.checks li { counter-increment: n; padding: 0.35rem 0 0.35rem 1.8rem; position: relative; }
.checks li::before { content: counter(n); position: absolute; left: 0; color: var(--quiet); }
.pairs { display: grid; grid-template-columns: minmax(9rem, 14rem) minmax(0, 1fr); gap: 0 1.5rem;
  font-size: 0.875rem; max-width: 60rem; }
.pairs dt { font-weight: 600; padding: 0.3rem 0; border-top: 1px solid var(--line); }
.pairs dd { padding: 0.3rem 0; border-top: 1px solid var(--line); }
.foot { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line);
  color: var(--quiet); font-size: 0.8125rem; }
.fold > summary { cursor: pointer; padding: 0.5rem 0; color: var(--quiet); font-size: 0.8125rem; }
.fold > summary:hover { color: var(--ink); }

@media screen and (max-width: 70rem) {
  .frame { display: block; padding: 0 1.25rem 3rem; }
  .rail { position: static; padding: 0.75rem 0 0; }
  .rail ol { display: flex; flex-wrap: wrap; gap: 0 1rem; border: 0; }
  .rail a, .rail a[aria-current], .rail li:first-child a {
    padding: 0.2rem 0; border: 0; font-weight: 400;
    text-indent: 0; }
  .rail li:not(:first-child) a::before { min-width: 0; margin-right: 0.3rem; }
  .bar-line, .strip, .policy-note { padding-left: 1.25rem; padding-right: 1.25rem; }
}
@media screen and (max-width: 40rem) {
  :root { --bar: 6.2rem; }
  .frame { padding: 0 1rem 3rem; }
  .bar-line { padding: 0.4rem 1rem 0.3rem; gap: 0.6rem; justify-content: space-between; }
  .bar-title, .policy-switch span, .strip-rule { display: none; }
  .policy-switch select { max-width: 9.5rem; }
  .strip { padding: 0 1rem 0.4rem; font-size: 0.75rem; }
  .policy-note { padding: 0.25rem 1rem; }
  .rail { display: none; }
  .pairs { display: block; }
  .pairs dd { border: 0; padding-top: 0; }
  section { margin-top: 2.25rem; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;
