/// <reference lib="dom" />
import { toJson } from '../../../../base/json.ts';
import type { PolicyId } from '../../../../trace/policies/policy.ts';
import { actorsOf } from '../../actors.ts';
import { renderArrivalsCsv, renderDestinationsCsv } from '../../csv.ts';
import { exactText, unitsUnder, type View } from '../../view.ts';

/** What the page can save without a network: the same bytes that the program writes. */
export function save(view: View, what: string): void {
  const { result } = view;
  const name = result.case.id.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 80) || 'trace';
  if (what === 'json') download(`${name}.json`, 'application/json', toJson(result));
  if (what === 'csv') download(`${name}.csv`, 'text/csv', renderDestinationsCsv(result));
  if (what === 'arrivals') download(`${name}.arrivals.csv`, 'text/csv', renderArrivalsCsv(result));
}

function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** What one actor's desk needs, as text: addresses, amounts, full hashes, block numbers. */
export function deskList(view: View, policy: PolicyId, rank: number): string {
  const actor = actorsOf(view, policy).ranked[rank];
  if (!actor) return '';
  const lines = [
    `${view.result.case.title} (case ${view.result.case.id}, ${view.result.case.chain})`,
    `To: ${actor.action.actor}. Asked: ${actor.action.power}.`,
    '',
  ];
  for (const place of actor.places) {
    const units = unitsUnder(place.amounts, policy);
    lines.push(`${place.holder}  ${exactText(view, place.asset, units)}  ${place.asset}`);
    for (const hop of view.result.hops) {
      if (hop.to !== place.holder || hop.asset !== place.asset) continue;
      const block = hop.block === null ? 'block unknown' : `block ${hop.block}`;
      lines.push(`    ${hop.tx}  ${block}  ${hop.time} UTC  from ${hop.from}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Copies text; says on the button whether it worked. */
export async function copy(button: HTMLElement, text: string): Promise<void> {
  const before = button.textContent ?? '';
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    done = copyOldWay(text);
  }
  button.textContent = done ? 'Copied' : 'Could not copy';
  setTimeout(() => {
    button.textContent = before;
  }, 1500);
}

/** For pages that are opened where the clipboard's own interface is closed, such as plain HTTP. */
function copyOldWay(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.setAttribute('readonly', '');
  area.className = 'unseen';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
