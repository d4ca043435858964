import { useState } from 'preact/hooks';
import { ask, newKey, read } from '../../api/client.ts';
import { useResource } from '../../api/resource.ts';
import { mayAs } from '../../api/session.ts';
import type { Case, Paged, Trace } from '../../api/shapes.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Choice, Form, Text } from '../../parts/form.tsx';
import { Loaded } from '../../parts/states.tsx';
import { go } from '../../shell/route.ts';
import { inert } from '../../text/inert.ts';

interface TakeProps {
  readonly trace: Trace;
  readonly onClose: () => void;
}

/** Takes a trace that was begun outside of any case into one: a new one, or one that is there. */
export function TakeDialog({ trace, onClose }: TakeProps) {
  const cases = useResource<Paged<Case>>('/v1/cases?limit=200', ['cases']);
  const [once] = useState(newKey);
  const take = async ({ caseId = '', title = '' }: { readonly [name: string]: string }) => {
    const id = caseId || (await opened(trace, title, once)).id;
    await ask(`/v1/cases/${id}/traces`, { method: 'POST', body: { traceId: trace.id } });
    go(`/cases/${id}`);
  };
  return (
    <Dialog title="Put the trace in a case" onClose={onClose}>
      <Loaded resource={cases} what="cases" lines={3}>
        {({ items }) => (
          <Form action="Put it there" submit={take} onCancel={onClose}>
            <Choice label="Case" name="caseId" options={choices(items)} />
            {mayAs('investigator') && (
              <Text label="Title of a new case" name="title" value={inert(trace.title, 200)} />
            )}
            <p class="small quiet">
              Members of the case see it from then on, and all that is done to it is written down.
            </p>
          </Form>
        )}
      </Loaded>
    </Dialog>
  );
}

function choices(cases: readonly Case[]): readonly (readonly [string, string])[] {
  const open = cases.filter(({ status }) => status === 'open');
  const fresh = mayAs('investigator') ? ([['', 'a new one']] as const) : [];
  return [...fresh, ...open.map(({ id, number, title }) => [id, `${number} ${title}`] as const)];
}

/** The same key again is the same case, should the trace not come into it at first. */
async function opened(trace: Trace, title: string, once: string): Promise<Case> {
  const summary = trace.headline ?? '';
  const body = { title: title || trace.title, summary, tlp: 'amber' };
  return await read<Case>('/v1/cases', { method: 'POST', body, once });
}
