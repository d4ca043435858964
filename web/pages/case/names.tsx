import { useState } from 'preact/hooks';
import { ask } from '../../api/client.ts';
import { useResource } from '../../api/resource.ts';
import { mayAs } from '../../api/session.ts';
import type { Contested } from '../../api/shapes.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Form, Text } from '../../parts/form.tsx';
import { PersonName } from '../../parts/person.tsx';
import { Ago, Grade, Id, Tag } from '../../parts/pieces.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { say } from '../../parts/toast.tsx';
import { inert } from '../../text/inert.ts';
import type { CaseProps } from './case.tsx';

const MOST_OTHERS = 6;

/** The names about which sources disagree: labels are sometimes wrong. */
export function Names({ path, topics }: CaseProps) {
  const names = useResource<{ items: readonly Contested[] }>(`${path}/contested`, topics);
  const [chosen, setChosen] = useState<Contested | null>(null);
  return (
    <section class="stack tight">
      <div class="section-title">
        <h2>Contested names</h2>
        <span class="quiet">Sources disagree, or somebody contested it here</span>
      </div>
      <Loaded resource={names} what="names">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No name is contested">
              A name can still be wrong: open the evidence of a place in the trace to contest it.
            </Empty>
          ) : (
            <Table names={items} contest={setChosen} />
          )
        }
      </Loaded>
      {chosen && (
        <ContestDialog
          address={chosen.holder}
          onClose={() => {
            setChosen(null);
            void names.reload();
          }}
        />
      )}
    </section>
  );
}

interface TableProps {
  readonly names: readonly Contested[];
  readonly contest: (name: Contested) => void;
}

function Table({ names, contest }: TableProps) {
  return (
    <div class="table-wrap">
      <table class="cards">
        <thead>
          <tr>
            <th>Address</th>
            <th>Is said to be</th>
            <th>Grade</th>
            <th>Says who</th>
            <th>Others say</th>
            <th>Decided here</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name.traceId + name.holder}>
              <td data-label="Address">
                <Id
                  id={name.holder}
                  short={`${name.holder.slice(0, 10)}…${name.holder.slice(-4)}`}
                />
              </td>
              <td data-label="Is said to be">
                <b>{inert(name.entity ?? name.label, 60)}</b>{' '}
                <span class="small quiet">{name.basis}</span>
              </td>
              <td data-label="Grade">
                <Grade grade={name.grade} />
              </td>
              <td class="small" data-label="Says who">
                {inert(name.source, 80)}
              </td>
              <td class="wide small" data-label="Others say">
                {name.others.slice(0, MOST_OTHERS).map((other) => (
                  <p key={other}>{inert(other, 240)}</p>
                ))}
                {name.others.length > MOST_OTHERS && (
                  <p class="quiet">and {name.others.length - MOST_OTHERS} more</p>
                )}
              </td>
              <td>
                {name.decisions.map(({ action, by, at }) => (
                  <p key={at} class="small">
                    <Tag tone="warn">{action}</Tag> <PersonName id={by} /> <Ago at={at} />
                  </p>
                ))}
                {mayAs('investigator') && (
                  <button type="button" onClick={() => contest(name)}>
                    Contest…
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ContestProps {
  readonly address: string;
  readonly onClose: () => void;
}

/** Says that what is claimed of an address is wrong, and why: it stays, with that beside it. */
export function ContestDialog({ address, onClose }: ContestProps) {
  const submit = async ({ reason }: { readonly [name: string]: string }) => {
    await ask('/v1/tags/contest', { method: 'POST', body: { address, reason } });
    say('The name is contested: it shows so wherever it is used from now on.');
    onClose();
  };
  return (
    <Dialog title="Contest a name" onClose={onClose}>
      <Form action="Contest it" submit={submit} onCancel={onClose}>
        <p class="wrap-any">
          <code>{address}</code>
        </p>
        <Text
          label="Why that is wrong"
          name="reason"
          lines={4}
          most={2000}
          required
          hint="What is claimed stays, with your reason beside it, until its source withdraws it."
        />
      </Form>
    </Dialog>
  );
}
