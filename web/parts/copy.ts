/**
 * Amounts are cut for reading, but whoever copies them gets every decimal: an element with
 * `data-exact` is copied as what stands there.
 */
export function copyExactly(): void {
  document.addEventListener('copy', (event) => {
    const text = exactText(document.getSelection());
    if (text === null) return;
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
  });
}

/** What is selected with amounts in full, or null where the plain copy is right. */
function exactText(selection: Selection | null): string | null {
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const around = range.commonAncestorContainer;
  const inside = (around instanceof Element ? around : around.parentElement)?.closest(
    '[data-exact]',
  );
  if (inside instanceof HTMLElement) return inside.dataset.exact ?? null;
  const part = range.cloneContents();
  if (part.querySelector('[data-exact]') === null) return null;
  return textOf(part)
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const LINES = new Set(['TR', 'P', 'DIV', 'LI', 'H1', 'H2', 'H3', 'DT', 'DD', 'SECTION', 'HEADER']);

function textOf(node: Node): string {
  if (node instanceof HTMLElement && node.dataset.exact !== undefined) return node.dataset.exact;
  if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
  const inner = [...node.childNodes].map(textOf).join('');
  if (node.nodeName === 'TD' || node.nodeName === 'TH') return `${inner.trim()}\t`;
  if (node.nodeName === 'TR') return `${inner.replace(/\t$/, '')}\n`;
  return LINES.has(node.nodeName) ? `${inner}\n` : inner;
}
