/** On paper: dark on white, every section whole, nothing that can only be clicked. */
export const PAPER = `
@page { margin: 14mm 12mm; }
@media print {
  :root, :root[data-theme="dark"] { color-scheme: light; --paper: #ffffff; --ink: #000000;
    --quiet: #4a4741; --line: #cfcac0; --rule: #000000; --wash: #f4f1ea; --raised: #ffffff;
    --act: #8f2c0e; --act-wash: #ffffff; --hatch: #8d877a; --flow: #8f959d;
    --p-at-service: #2f6690; --p-held: #8a8577; --p-swapped: #7a6aa8; --p-in-mix: #b8558c; }
  html { font-size: 11.5px; }
  body { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .bar { position: static; }
  .strip-parts { overflow: visible; white-space: normal; }
  .rail, .panel, .tools, .skip, .more button, .policy-switch, #theme, .actor-where button,
  .copy, #graph-hint, #graph-tip { display: none !important; }
  .frame { display: block; max-width: none; padding: 0; }
  .bar-line, .strip, .policy-note { padding-left: 0; padding-right: 0; max-width: none; }
  section { margin-top: 1.75rem; }
  h2, h3, .section-head { break-after: avoid; }
  tr, .actors > li, .figure, .events li, figure, .policy-table { break-inside: avoid; }
  thead { display: table-header-group; }
  .table-box, .flow-box { overflow: visible; }
  .places { min-width: 0; }
  .flow, .speed { min-width: 0; }
  .actors > li { grid-template-columns: 1.25rem 9rem minmax(0, 1fr) 9rem; }
  .graph-box { break-inside: avoid; }
  #graph { height: auto; max-width: 100%; }
  button.open, button.sort { text-decoration: none; color: inherit; }
  a { text-decoration: none; }
}
`;
