/** On paper: dark on white, every section whole, nothing that can only be clicked. */
export const PAPER = `
@page { size: A4; margin: 14mm 12mm 16mm;
  @bottom-right { content: counter(page) " / " counter(pages); font: 8px sans-serif; }
  @bottom-left { content: "Hue & Cry"; font: 8px sans-serif; } }
@media print {
  :root:root:root { --paper: #ffffff; --ink: #000000; --quiet: #4a4741; --line: #cfcac0;
    --rule: #000000; --raised: #ffffff; --act: #8f2c0e; --act-wash: #ffffff; }
  html { font-size: 11.5px; }
  body { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .bar { position: static; }
  .strip-parts { overflow: visible; white-space: normal; }
  .rail, .panel, .tools, .skip, .more button, .policy-switch, #theme, .actor-where button,
  .copy, #graph-hint, #graph-tip { display: none !important; }
  .frame { display: block; max-width: none; padding: 0; }
  .bar-line, .strip, .policy-note { padding-left: 0; padding-right: 0; max-width: none; }
  section { margin-top: 1.75rem; }
  h2, h3, .section-head, .lead { break-inside: avoid; }
  h2, h3, .section-head, .lead, .tally { break-after: avoid; }
  tr, .actors > li, .figure, .events li, figure, .policy-table { break-inside: avoid; }
  thead { display: table-header-group; break-inside: avoid; }
  .table-box, .flow-box { overflow: visible; }
  .places, .policy-table table { min-width: 0; }
  td, td.figures { overflow-wrap: anywhere; }
  th { white-space: normal; }
  .certificate table { font-size: 8.5px; }
  .places code.id, .places button.open.id { font-size: 7.5px; }
  .flow, .speed { min-width: 0; }
  .actors > li { grid-template-columns: 1.25rem 9rem minmax(0, 1fr) 9rem; }
  .graph-box { break-inside: avoid; }
  #graph { height: auto; max-width: 100%; }
  button.open, button.sort { text-decoration: none; color: inherit; }
  a { text-decoration: none; }
}
`;
