import { hash } from 'node:crypto';
import type { TraceResult } from '../../trace/result.ts';
import type { Cover } from '../redaction/contents.ts';
import { inert } from './inert.ts';
import { bundle } from './page/bundle.ts';
import type {} from './page/client/main.ts';
import { body } from './page/layout.ts';
import { limited } from './page/limit.ts';
import { escapeHtml, toHtml } from './page/markup.ts';
import { type Json, pack } from './page/pack.ts';
import { STYLES } from './page/styles.ts';
import { viewOf } from './view.ts';

const ENTRY = new URL(
  `./page/client/main.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`,
  import.meta.url,
);
let script: string | null = null;

/**
 * The whole trace as one HTML page that needs no network and makes no request: it can be sent by
 * mail, kept as evidence, read on paper. The same result gives the same bytes.
 *
 * Everything in it that comes from the data is text. The policy allows only the page's own script
 * and style, by digest; in browsers that know trusted types, the script cannot write markup at all.
 * @param cover of a pack: for whom it is, what was left out, and the case around the trace
 */
export function renderPage(result: TraceResult, cover: Cover | null = null): string {
  script ??= bundle(ENTRY);
  const { result: shown, note } = limited(result);
  const view = viewOf(shown);
  const policy = [
    "default-src 'none'",
    `script-src ${digest(script)}`,
    `style-src ${digest(STYLES)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(inert(result.case.title, 120))} · Hue &amp; Cry</title>
<link rel="icon" href="data:,">
<style>${STYLES}</style>
</head>
<body class="no-script">
${body(view, note, cover).map(toHtml).join('\n')}
<script type="application/json" id="data">${embed(shown)}</script>
<script>${script}</script>
</body>
</html>
`;
}

function digest(text: string): string {
  return `'sha256-${hash('sha256', text, 'base64')}'`;
}

/** JSON that cannot end its script element, nor steer who reads the page's source. */
function embed(result: TraceResult): string {
  const json = JSON.stringify(pack(result as unknown as Json));
  return json.replace(/[<>&\u007f-\u009f\u2028\u2029\p{Cf}]/gu, (character) => {
    const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
  });
}
