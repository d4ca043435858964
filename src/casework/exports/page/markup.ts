/**
 * Markup as plain data, so that the same functions make the page in Node and change it in the
 * browser. Text is always text: there is no way to put markup into it. Tags and attributes come
 * from the program and are checked against short lists, so no data can become a script, a style, a
 * handler or a link to anywhere but this page.
 */
export type Markup = string | Tag;

export interface Tag {
  readonly tag: string;
  readonly attributes: Attributes;
  readonly children: readonly Markup[];
}

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
type Child = Markup | null | undefined | false | readonly Child[];

const TAGS = new Set(
  `a abbr article aside b bdi br button caption code col colgroup dd details div dl dt em fieldset
  figcaption figure footer form h1 h2 h3 header input label legend li main nav ol option p pre
  section select small span strong sub summary table tbody td th thead time tr ul canvas
  svg g path rect circle line polygon text tspan title defs pattern`.split(/\s+/),
);
const VOID = new Set(['br', 'col', 'input']);
const ATTRIBUTES = new Set(
  `class id title colspan rowspan scope role tabindex type value name checked selected hidden open
  for href lang dir datetime disabled placeholder autocomplete spellcheck min max step download
  viewBox width height x y x1 x2 y1 y2 dx dy r cx cy d points fill stroke stroke-width
  stroke-dasharray fill-opacity stroke-opacity opacity text-anchor dominant-baseline transform
  preserveAspectRatio focusable cols rows
  patternUnits start`.split(/\s+/),
);

/** A tag. Attributes that are undefined or false are left out; true stands without a value. */
export function h(tag: string, attributes: Attributes = {}, ...children: readonly Child[]): Tag {
  if (!TAGS.has(tag)) throw new Error(`internal error: tag ${tag}`);
  for (const [name, value] of Object.entries(attributes)) {
    if (!ATTRIBUTES.has(name) && !/^(aria|data)-[a-z-]+$/.test(name)) {
      throw new Error(`internal error: attribute ${name}`);
    }
    if (name === 'href' && !/^#[a-z0-9-]*$/.test(String(value))) {
      throw new Error('internal error: a link that leaves the page');
    }
  }
  return { tag, attributes, children: flat(children) };
}

function flat(children: readonly Child[]): Markup[] {
  const list: Markup[] = [];
  for (const child of children) {
    if (child === null || child === undefined || child === false || child === '') continue;
    if (Array.isArray(child)) list.push(...flat(child as readonly Child[]));
    else list.push(child as Markup);
  }
  return list;
}

/** Text as it may stand in HTML, in content and between double quotes. */
export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

/** HTML of markup. */
export function toHtml(markup: Markup): string {
  if (typeof markup === 'string') return escapeHtml(markup);
  const { tag, attributes, children } = markup;
  let html = `<${tag}`;
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    html += value === true ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`;
  }
  if (VOID.has(tag)) return `${html}>`;
  return `${html}>${children.map(toHtml).join('')}</${tag}>`;
}
