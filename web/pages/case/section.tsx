import type { ComponentChildren } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { ask, read } from '../../api/client.ts';
import { type Resource, useResource } from '../../api/resource.ts';
import { mayAs } from '../../api/session.ts';
import type { Case, Paged } from '../../api/shapes.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Form } from '../../parts/form.tsx';
import { Loaded } from '../../parts/states.tsx';
import { attempt } from '../../parts/toast.tsx';

interface SectionProps<T> {
  readonly title: string;
  readonly file: Case;
  readonly path: string;
  readonly topics: readonly string[];
  /** More of the address that is asked. */
  readonly query?: string;
  /** What chooses among them. */
  readonly filter?: ComponentChildren;
  /** Said where there are none. */
  readonly none: string;
  readonly children: (items: readonly T[], list: Resource<Paged<T>>) => ComponentChildren;
  /** What is asked for another one, and the words on its button. */
  readonly adding?: { readonly words: string; readonly fields: ComponentChildren };
  /** Called once it was asked for. */
  readonly added?: () => void;
  /** The body of the request from what was filled in. */
  readonly bodyOf?: (values: { readonly [name: string]: string }) => unknown;
}

/** A list that belongs to a case, and the way to add to it. */
export function Section<T>(props: SectionProps<T>) {
  const { title, file, path, topics, none, children, adding } = props;
  const { query = '', filter, bodyOf = (values) => values } = props;
  const at = `${path}?limit=200&${query}`;
  const list = useResource<Paged<T>>(at, topics);
  const [isAdding, setAdding] = useState(false);
  const id = useId();
  const may = adding !== undefined && file.status === 'open' && mayAs('analyst');
  return (
    <section class="stack tight" aria-labelledby={id}>
      <div class="section-title row far">
        <h2 id={id}>{title}</h2>
        <div class="row">
          {filter}
          {may && (
            <button type="button" onClick={() => setAdding(true)}>
              {adding.words}
            </button>
          )}
        </div>
      </div>
      <Loaded resource={list} what={title} lines={3}>
        {(first) => (
          <Pages<T> first={first} at={at}>
            {(items) => (items.length === 0 ? <p class="quiet">{none}</p> : children(items, list))}
          </Pages>
        )}
      </Loaded>
      {isAdding && adding && (
        <Dialog title={adding.words} onClose={() => setAdding(false)}>
          <Form
            action={adding.words}
            submit={async (values) => {
              await ask(path, { method: 'POST', body: bodyOf(values) });
              setAdding(false);
              props.added?.();
              await list.reload();
            }}
            onCancel={() => setAdding(false)}
          >
            {adding.fields}
          </Form>
        </Dialog>
      )}
    </section>
  );
}

interface PagesProps<T> {
  readonly first: Paged<T>;
  readonly at: string;
  readonly children: (items: readonly T[]) => ComponentChildren;
}

/** The first page, and those after it as they are asked for. */
function Pages<T>({ first, at, children }: PagesProps<T>) {
  const [more, setMore] = useState<Paged<T> | null>(null);
  // what was read after an earlier first page may no longer follow on this one
  useEffect(() => setMore(null), [first]);
  const next = more ? more.next : first.next;
  const items = more ? [...first.items, ...more.items] : first.items;
  const show = () =>
    attempt(async () => {
      const page = await read<Paged<T>>(`${at}&cursor=${encodeURIComponent(next ?? '')}`);
      setMore({ items: [...(more?.items ?? []), ...page.items], next: page.next });
    });
  return (
    <>
      {children(items)}
      {next && (
        <p class="row">
          <button type="button" onClick={() => void show()}>
            Show the next 200
          </button>
          <span class="quiet">The first {items.length} are shown, there are more.</span>
        </p>
      )}
    </>
  );
}

/** What was filled in as a date and time of UTC, or null. */
export function momentOf(text: string | undefined): string | null {
  return text ? new Date(`${text}Z`).toISOString() : null;
}
