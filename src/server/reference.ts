// The reference page: the OpenAPI document for reading. One page without a script, whose style
// stands beside it, so that it passes its own content security policy.

import { html, raw } from 'hono/html';
import type { ApiDocument, Operation } from './openapi.ts';
import { problemKinds } from './problem.ts';

type Html = ReturnType<typeof html>;

export function referencePage(document: ApiDocument): Html {
  const groups = grouped(document);
  const names = [...groups.keys()];
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${document.info.title}: the interface</title>
        <link rel="stylesheet" href="/docs/reference.css" />
      </head>
      <body>
        <header>
          <h1>${document.info.title}: the interface</h1>
          <p>
            Version ${document.info.version}. Made from the
            <a href="/openapi.json">OpenAPI document</a>.
          </p>
          <nav aria-label="Groups">
            ${names.map((name) => html`<a href="#${slug(name)}">${name}</a> `)}
            <a href="#problems">problems</a>
          </nav>
        </header>
        <main>
          ${[...groups].map(([name, operations]) => groupOf(name, operations))}
          ${schemasOf(document)} ${problems()}
        </main>
      </body>
    </html>`;
}

interface Placed {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

function grouped({ paths }: ApiDocument): Map<string, Placed[]> {
  const groups = new Map<string, Placed[]>();
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const name = operation.tags?.[0] ?? 'other';
      const group = groups.get(name) ?? [];
      group.push({ path, method, operation });
      groups.set(name, group);
    }
  }
  return groups;
}

function slug(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

function groupOf(name: string, operations: readonly Placed[]): Html {
  return html`<section id="${slug(name)}">
    <h2>${name}</h2>
    ${operations.map(operationOf)}
  </section>`;
}

function operationOf({ path, method, operation }: Placed): Html {
  const { role, scope, member, person } = operation['x-rights'];
  const reads = method === 'get' ? 'read' : 'write';
  const needs = [
    role === 'public' ? 'open to all' : `role ${role}`,
    member ? `${member} of the case` : '',
    role === 'public' ? '' : person ? 'no key' : `scope ${scope ?? reads}`,
  ];
  const body = Object.entries(operation.requestBody?.content ?? {});
  return html`<details id="${slug(`${method} ${path}`)}">
    <summary>
      <code class="method">${method.toUpperCase()}</code> <code>${path}</code>
      <span>${operation.summary ?? ''}</span>
    </summary>
    <p>${operation.description ?? ''}</p>
    <p>Needs: ${needs.filter(Boolean).join(', ')}.</p>
    ${parametersOf(operation)}
    ${body.map(([media, { schema }]) => schemaOf(`Body, ${media}`, schema))}
    ${Object.entries(operation.responses).map(([status, answer]) => {
      const contents = Object.entries(answer.content ?? {});
      const title = `${status}: ${answer.description ?? ''}`;
      if (status === 'default' || contents.length === 0) return html`<p>${title}</p>`;
      return contents.map(([media, { schema }]) => schemaOf(`${title} (${media})`, schema));
    })}
  </details>`;
}

function parametersOf({ parameters = [] }: Operation): Html | '' {
  if (parameters.length === 0) return '';
  return html`<table>
    <caption>
      Parameters
    </caption>
    <thead>
      <tr>
        <th>Name</th>
        <th>In</th>
        <th>What</th>
      </tr>
    </thead>
    <tbody>
      ${parameters.map(
        (one) =>
          html`<tr>
            <td><code>${one.name}</code>${one.required ? '' : ' (optional)'}</td>
            <td>${one.in}</td>
            <td>${one.description ?? ''} <code>${JSON.stringify(one.schema ?? {})}</code></td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function schemaOf(title: string, schema: unknown): Html {
  return html`<details class="schema">
    <summary>${title}</summary>
    <pre>${JSON.stringify(schema ?? {}, null, 2)}</pre>
  </details>`;
}

function schemasOf({ components }: ApiDocument): Html {
  const schemas = Object.entries(components?.schemas ?? {});
  return html`<section id="schemas">
    <h2>Schemas</h2>
    ${schemas.map(([name, schema]) => schemaOf(name, schema))}
  </section>`;
}

function problems(): Html {
  return html`<section id="problems">
    <h2>Problems</h2>
    <p>Every error is a problem document (RFC 9457); its <code>type</code> ends so.</p>
    <ul>
      ${problemKinds().map(
        ({ kind, status, title }) =>
          html`<li id="problem-${kind}"><code>${kind}</code> (${status}): ${title}</li>`,
      )}
    </ul>
  </section>`;
}

export const REFERENCE_STYLE: string = raw(`
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
nav a { display: inline-block; padding: 0.25rem 0.5rem 0.25rem 0; }
details { border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
summary { padding: 0.5rem 0; cursor: pointer; overflow-wrap: anywhere; }
.method { display: inline-block; min-width: 4.5rem; font-weight: 600; }
.schema { border: 0; margin-left: 1rem; }
pre { overflow-x: auto; padding: 0.75rem; font-size: 0.85rem;
  background: color-mix(in srgb, currentColor 7%, transparent); }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0;
  overflow-wrap: anywhere; }
caption { text-align: left; font-weight: 600; }
`).toString();
