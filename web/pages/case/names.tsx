import { useState } from 'preact/hooks';
import type { ResultHolder } from '../../../src/trace/result.ts';
import { ask } from '../../api/client.ts';
import { mayAs } from '../../api/session.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Form, Text } from '../../parts/form.tsx';
import { Grade, Id, Tag } from '../../parts/pieces.tsx';
import { Empty } from '../../parts/states.tsx';
import { say } from '../../parts/toast.tsx';
import { inert } from '../../text/inert.ts';
import { typeWords } from '../../text/words.ts';
import type { CaseProps } from './case.tsx';

const SHOWN = 200;

/** Who is said to be whom, the disputed first: labels are sometimes wrong. */
export function Names({ result }: CaseProps) {
  const [contested, setContested] = useState<ResultHolder | null>(null);
  const named = (result?.holders ?? [])
    .filter(({ name }) => name !== null)
    .toSorted((a, b) => (b.name?.others.length ?? 0) - (a.name?.others.length ?? 0));
  if (!result || named.length === 0) {
    return <Empty title="Nobody is named">A done trace names holders where a source does.</Empty>;
  }
  const disputed = named.filter(({ name }) => (name?.others.length ?? 0) > 0).length;
  return (
    <section class="stack tight">
      <div class="section-title">
        <h2>Names</h2>
        <span class="quiet">
          {disputed} of {named.length} have further or conflicting labels
        </span>
      </div>
      <div class="table-wrap">
        <table class="cards">
          <thead>
            <tr>
              <th>Address</th>
              <th>Is said to be</th>
              <th>Grade</th>
              <th>Says who</th>
              <th>Others say</th>
              <th>
                <span class="hidden-text">What can be done</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {named.slice(0, SHOWN).map((holder) => (
              <Row key={holder.id} holder={holder} contest={() => setContested(holder)} />
            ))}
          </tbody>
        </table>
      </div>
      {named.length > SHOWN && <p class="quiet">and {named.length - SHOWN} more in the trace</p>}
      {contested && (
        <Contest holder={contested} chain={result.case.chain} onClose={() => setContested(null)} />
      )}
    </section>
  );
}

function Row({ holder, contest }: { holder: ResultHolder; contest: () => void }) {
  const { name } = holder;
  if (!name) return null;
  return (
    <tr>
      <td data-label="Address">
        <Id id={holder.id} short={`${holder.id.slice(0, 10)}…${holder.id.slice(-4)}`} />
      </td>
      <td data-label="Is said to be">
        <b>{inert(name.entity ?? name.label, 60)}</b>{' '}
        <span class="small quiet">{typeWords(name.type)}</span>
      </td>
      <td data-label="Grade">
        <Grade grade={name.grade} />
      </td>
      <td class="small" data-label="Says who">
        {inert(name.source, 80)} {name.basis === 'unverified' && <Tag tone="warn">unverified</Tag>}
      </td>
      <td class="wide small">
        {name.others.length === 0 ? (
          <span class="quiet">nothing else</span>
        ) : (
          name.others
            .slice(0, 4)
            .map((other) => inert(other, 60))
            .join('; ')
        )}
        {name.others.length > 4 && ` and ${name.others.length - 4} more`}
      </td>
      <td>
        {mayAs('analyst') && (
          <button type="button" onClick={contest}>
            Contest…
          </button>
        )}
      </td>
    </tr>
  );
}

interface ContestProps {
  readonly holder: ResultHolder;
  readonly chain: string;
  readonly onClose: () => void;
}

function Contest({ holder, chain, onClose }: ContestProps) {
  const submit = async ({ reason }: { readonly [name: string]: string }) => {
    await ask('/v1/tags/contest', {
      method: 'POST',
      body: { chain, address: holder.id, label: holder.name?.label, reason },
    });
    say('The label is contested: it shows so wherever it is used from now on.');
    onClose();
  };
  return (
    <Dialog title="Contest a label" onClose={onClose}>
      <Form action="Contest it" submit={submit} onCancel={onClose}>
        <p class="wrap-any">
          <code>{holder.id}</code> is said to be <b>{inert(holder.name?.label ?? '', 120)}</b>.
        </p>
        <Text
          label="Why that is wrong"
          name="reason"
          lines={4}
          most={2000}
          required
          hint="The label stays, with your reason beside it, until its source withdraws it."
        />
      </Form>
    </Dialog>
  );
}
