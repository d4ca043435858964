import type { TraceResult } from '../../src/trace/result.ts';

/** What somebody who wants to harm the reader would write into a label, a symbol or a file name. */
const HOSTILE = [
  '<script>document.title="owned"</script>',
  '</script><script>document.title="owned"</script>',
  '<!--<script>',
  '"><img src=x onerror=\'document.title="owned"\'>',
  "'; document.title='owned'; '",
  'javascript:document.title="owned"',
  'https://phish.example/claim?now',
  'safe \u202Egnp.exe\u202C name',
  'zero\u200Bwidth\u2066isolate\u2069',
  'line\u2028and\u2029paragraph',
  '\u001b]0;owned\u0007\u001b[2J\u001b[31mred',
  'nul\u0000 and bell\u0007 and lone \ud800 surrogate',
  '{{constructor.constructor("document.title=1")()}} \u0024{document.title="owned"}',
  '=HYPERLINK("https://phish.example","click")',
  `very long ${'name '.repeat(3000)}`,
  '&lt;b&gt; &amp; &#x3c;',
  '\ufeff=cmd|calc',
  '__proto__',
] as const;

/** Puts hostile texts into every field of a result that can hold one. */
export function hostile(result: TraceResult): TraceResult {
  let next = 0;
  const text = () => HOSTILE[next++ % HOSTILE.length] as string;
  const name = (old: TraceResult['holders'][number]['name']) =>
    old && {
      ...old,
      label: text(),
      entity: text(),
      source: text(),
      sourceDate: text(),
      inference: text(),
      others: [text(), text()],
    };
  const action = () => ({
    actor: text(),
    strength: 'can' as const,
    power: text(),
    how: text(),
    basis: text(),
    reality: text(),
  });
  const { case: about, summary, coverage } = result;
  return {
    ...result,
    case: { ...about, id: text(), title: text(), question: text(), reportedAt: text() },
    inputs: result.inputs.map((input) => ({
      ...input,
      name: text(),
      layout: text(),
      role: text(),
    })),
    assets: result.assets.map((asset) => ({ ...asset, symbol: text() })),
    thefts: result.thefts.map((theft) => ({ ...theft, title: text() })),
    summary: { ...summary, headline: text(), sentences: HOSTILE.slice() },
    holders: result.holders.map((holder) => ({ ...holder, name: name(holder.name) })),
    destinations: result.destinations.map((place) => ({
      ...place,
      name: name(place.name),
      why: text(),
      rule: text(),
      freeze: place.freeze.map(action),
    })),
    findings: HOSTILE.map((statement) => ({
      kind: text(),
      statement,
      basis: 'unverified' as const,
      grade: 'G8' as const,
      tx: null,
      holder: result.holders[1]?.id ?? null,
      amount: null,
      asset: null,
      source: text(),
    })),
    noise: result.noise.map((row) => ({ ...row, reason: text() })),
    coverage: {
      ...coverage,
      statements: HOSTILE.slice(),
      cuts: coverage.cuts.map((cut) => ({ ...cut, reason: text() })),
      gaps: coverage.gaps.map((gap) => ({ ...gap, reason: text(), effect: text() })),
    },
    warnings: result.warnings.map((warning) => ({ ...warning, found: text(), file: text() })),
  };
}
