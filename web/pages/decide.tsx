import { useState } from 'preact/hooks';
import { ask } from '../api/client.ts';
import { person } from '../api/session.ts';
import type { Alert, AlertState } from '../api/shapes.ts';
import { Choice, Form, Text } from '../parts/form.tsx';
import { attempt } from '../parts/toast.tsx';

export interface Change {
  readonly state?: AlertState;
  readonly assignee?: string | null;
  readonly reason?: string;
}

interface DecideProps {
  readonly alert: Alert;
  readonly change: (body: Change) => Promise<void>;
}

const HOUR = 3_600_000;
const MUTES: readonly (readonly [hours: string, words: string])[] = [
  ['0', 'this alert alone'],
  ['1', 'whatever this address moves, for an hour'],
  ['24', 'whatever this address moves, for a day'],
  ['168', 'whatever this address moves, for a week'],
  ['720', 'whatever this address moves, for 30 days'],
];

/** What becomes of an alert: taken, closed or muted with a reason, opened again. */
export function Decide({ alert, change }: DecideProps) {
  const [wanted, setWanted] = useState<'closed' | 'muted' | null>(null);
  const me = person.value?.id ?? null;
  if (wanted) {
    return <WithReason {...{ alert, change, wanted }} onEnd={() => setWanted(null)} />;
  }
  return (
    <div class="row no-print">
      {alert.state === 'open' && (
        <button
          type="button"
          class="primary"
          onClick={() => void attempt(() => change({ state: 'acknowledged', assignee: me }))}
        >
          Acknowledge, it is mine
        </button>
      )}
      {alert.state !== 'open' && (
        <button type="button" onClick={() => void attempt(() => change({ state: 'open' }))}>
          Open again
        </button>
      )}
      {alert.state !== 'open' && alert.assignee !== me && (
        <button type="button" onClick={() => void attempt(() => change({ assignee: me }))}>
          Take it
        </button>
      )}
      {alert.state !== 'closed' && (
        <button type="button" onClick={() => setWanted('closed')}>
          Close…
        </button>
      )}
      {alert.state !== 'muted' && (
        <button type="button" onClick={() => setWanted('muted')}>
          Mute…
        </button>
      )}
    </div>
  );
}

interface ReasonProps extends DecideProps {
  readonly wanted: 'closed' | 'muted';
  readonly onEnd: () => void;
}

function WithReason({ alert, change, wanted, onEnd }: ReasonProps) {
  const { watchId, body } = alert;
  const submit = async ({ reason = '', hours = '0' }: { readonly [name: string]: string }) => {
    if (watchId !== null && 'from' in body && hours !== '0') {
      const until = new Date(Date.now() + Number(hours) * HOUR).toISOString();
      const mute = { holder: body.from, reason, until };
      await ask(`/v1/watches/${watchId}/mutes`, { method: 'POST', body: mute });
    }
    await change({ state: wanted, reason });
    onEnd();
  };
  const isMute = wanted === 'muted';
  return (
    <Form action={isMute ? 'Mute it' : 'Close it'} submit={submit} onCancel={onEnd}>
      {isMute && watchId !== null && <Choice label="What is muted" name="hours" options={MUTES} />}
      <Text
        label="Why"
        name="reason"
        required
        lines={3}
        most={1000}
        hint={
          isMute && watchId !== null
            ? 'What is muted is still kept, under Muted, with this reason; nobody is told of it.'
            : 'It stands in the custody log.'
        }
      />
    </Form>
  );
}
