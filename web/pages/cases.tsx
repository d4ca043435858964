import { useState } from 'preact/hooks';
import { read } from '../api/client.ts';
import { useResource } from '../api/resource.ts';
import { mayAs } from '../api/session.ts';
import type { Case, Paged } from '../api/shapes.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Choice, Form, Text } from '../parts/form.tsx';
import { Tag, Time, TlpMark } from '../parts/pieces.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { go } from '../shell/route.ts';
import { inert } from '../text/inert.ts';

export const TLPS: readonly (readonly [Case['tlp'], string])[] = [
  ['amber', 'TLP:AMBER, inside the organisation and its clients'],
  ['amber+strict', 'TLP:AMBER+STRICT, inside the organisation'],
  ['red', 'TLP:RED, those present only'],
  ['green', 'TLP:GREEN, the community'],
  ['clear', 'TLP:CLEAR, anybody'],
];

/** The cases that the reader belongs to. */
export function CasesPage() {
  const cases = useResource<Paged<Case>>('/v1/cases?limit=200', ['cases']);
  const [isNew, setNew] = useState(false);
  const may = mayAs('investigator');
  return (
    <div class="page">
      <header class="page-head">
        <h1>Cases</h1>
        {may && (
          <button type="button" class="primary" onClick={() => setNew(true)}>
            Open a case
          </button>
        )}
      </header>
      <Loaded resource={cases} what="cases">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="You belong to no case">
              {may
                ? 'Open one: it keeps traces, notes, evidence and who did what.'
                : 'Somebody who leads a case can add you to it.'}
            </Empty>
          ) : (
            <Table cases={items} />
          )
        }
      </Loaded>
      {isNew && <NewCase onClose={() => setNew(false)} />}
    </div>
  );
}

function Table({ cases }: { cases: readonly Case[] }) {
  return (
    <div class="table-wrap">
      <table class="cards">
        <thead>
          <tr>
            <th class="num">No.</th>
            <th>Case</th>
            <th>State</th>
            <th>May be shared with</th>
            <th>Opened (UTC)</th>
          </tr>
        </thead>
        <tbody>
          {cases.map((one) => (
            <tr key={one.id}>
              <td class="num" data-label="No.">
                {one.number}
              </td>
              <td class="wide">
                <a href={`/cases/${one.id}`}>
                  <b>{inert(one.title, 160)}</b>
                </a>
                <p class="small quiet">{inert(one.summary, 240)}</p>
              </td>
              <td data-label="State">
                <Tag tone={one.status === 'open' ? 'good' : ''}>{one.status}</Tag>
              </td>
              <td data-label="May be shared with">
                <TlpMark tlp={one.tlp} />
              </td>
              <td data-label="Opened">
                <Time at={one.createdAt} short />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function NewCase({ onClose }: { onClose: () => void }) {
  const submit = async (values: { readonly [name: string]: string }) => {
    const { title, summary, tlp } = values;
    const made = await read<Case>('/v1/cases', {
      method: 'POST',
      body: { title, summary, tlp },
    });
    go(`/cases/${made.id}`);
  };
  return (
    <Dialog title="Open a case" onClose={onClose}>
      <Form action="Open it" submit={submit} onCancel={onClose}>
        <Text label="Title" name="title" required hint="What was stolen, from whom, when" />
        <Text label="Summary" name="summary" lines={3} most={4000} />
        <Choice label="May be shared with" name="tlp" options={TLPS} />
      </Form>
    </Dialog>
  );
}
