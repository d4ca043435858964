/** Tables: hairlines, figures to the right; on a phone each row is a block with its headings. */
export const TABLES = `
.table-box { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.8125rem; line-height: 1.4; }
th { text-align: left; font-weight: 600; vertical-align: bottom; color: var(--quiet);
  padding: 0.3rem 0.9rem 0.3rem 0; border-bottom: 1px solid var(--rule); white-space: nowrap; }
td { vertical-align: top; padding: 0.5rem 0.9rem 0.5rem 0; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
td:first-child { min-width: 5.5rem; }
td.figures, th.figures { text-align: right; }
tbody tr:hover { background: var(--wash); }
button.sort { text-align: inherit;
  border: 0; padding: 0; min-height: 0; font-weight: 600; white-space: nowrap; }
th[aria-sort="ascending"] button, th[aria-sort="descending"] button { color: var(--ink); }
.tally, .more { font-size: 0.8125rem; color: var(--quiet); margin: 0.4rem 0; }
.tally strong { color: var(--ink); }
.more button { margin-left: 0.4rem; }

.places { table-layout: fixed; min-width: 62rem; }
.places th:nth-child(1) { width: 27.5%; }
.places th:nth-child(2) { width: 12.5%; }
.places th:nth-child(3) { width: 12%; }
.places th:nth-child(4) { width: 17%; }
.places th:nth-child(5) { width: 10.5%; }
.places th:nth-child(6) { width: 8%; }
.places th:nth-child(7) { width: 12.5%; }
.places th, .places button.sort { white-space: normal; }
.places .where { display: flex; gap: 0.5rem; }
.places .where > div { min-width: 0; }
.places button.open.id { overflow-wrap: anywhere; font-size: 0.635rem; line-height: 1.5; }
.places .type { color: var(--quiet); }
.places code.id { color: var(--quiet); font-size: 0.635rem; }
.places .amount { font-weight: 600; }
.places td.freeze { line-height: 1.3; }
.places .nobody { color: var(--quiet); font-style: italic; }
.can-freeze td.freeze strong { color: var(--act); }
.band-bar { display: block; width: 100%; height: 8px; margin: 0.25rem 0 0.2rem; }
.band-axis { fill: var(--line); }
.band-fill { fill: var(--p-at-service); opacity: 0.55; }
.band-at { fill: var(--ink); }
.basis { white-space: nowrap; }
.basis-unverified { color: var(--act); }
.grade { font-weight: 600; }
.icon { flex: none; width: 24px; height: 24px; }
.icon text { font: 700 7.2px var(--sans); }
.tools { display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; align-items: center;
  margin-bottom: 0.5rem; font-size: 0.8125rem; }
.tools input[type="search"] { width: 17rem; }
.tools label { display: inline-flex; align-items: center; gap: 0.35rem; }
.tools .push { margin-left: auto; }

.policy-table { margin-bottom: 1.5rem; }
.policy-table table { table-layout: fixed; min-width: 44rem; }
.policy-table th:first-child { width: 40%; }
.policy-table th:last-child { width: 24%; }
.policy-table td:last-child { vertical-align: middle; }
.stack-bar { display: block; width: 100%; height: 12px; background: var(--wash); }
.locked { font-size: 0.75rem; border: 1px solid currentcolor; border-radius: 3px;
  padding: 0 0.3rem;
  margin-left: 0.35rem; }
.proved { color: var(--c-service); }

.narrow-only { display: none !important; }
@media screen and (max-width: 66rem) and (min-width: 48.01rem) {
  .places { min-width: 0; }
  .places thead { display: none; }
  .places tbody tr { display: grid; padding: 0.6rem 0; border-bottom: 1px solid var(--line);
    grid-template: "where amount freeze" "state band since" "state band how"
      / minmax(0, 1.55fr) minmax(0, 1fr) minmax(0, 1.1fr); gap: 0.25rem 1.25rem; }
  .places td { border: 0; padding: 0; min-width: 0; }
  .places .where-cell { grid-area: where; }
  .places td.figures { grid-area: amount; }
  .places td.band { grid-area: band; }
  .places td.state { grid-area: state; padding-left: 2rem; }
  .places td.since { grid-area: since; }
  .places td.how { grid-area: how; }
  .places td.freeze { grid-area: freeze; }
  .places td.since br, .places td.how br { display: none; }
  .places td.since .quiet { margin-left: 0.4rem; }
}
@media screen and (max-width: 66rem) { label.narrow-only { display: inline-flex !important; } }
@media screen and (max-width: 48rem) {
  .table-box { overflow: visible; }
  table, tbody, tr, td { display: block; width: auto; }
  thead { display: none; }
  .places { min-width: 0; }
  tr { border-bottom: 1px solid var(--rule); padding: 0.6rem 0; }
  td, td.figures { border: 0; padding: 0.12rem 0 0.12rem 6.5rem; text-align: left;
    position: relative; }
  td::before { content: attr(data-label); position: absolute; left: 0; width: 6rem;
    color: var(--quiet); font-size: 0.75rem; line-height: 1.5; }
  td:empty { display: none; }
  .places td.where-cell { padding: 0 0 0.25rem; }
  .places td.where-cell::before, .policy-table td:last-child::before { content: none; }
  .places td:not(.where-cell) br { display: none; }
  .places td .quiet, .places td .usd { margin-left: 0.4rem; color: var(--quiet); }
  .places td.state strong::after { content: " · "; font-weight: 400; }
  .policy-table table { min-width: 0; }
  .policy-table td:last-child { padding-left: 0; }
  .band-bar { max-width: 12rem; }
  .tools .push { margin-left: 0; }
  .tools input[type="search"] { width: 100%; }
}
`;
