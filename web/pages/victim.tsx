import { useEffect, useState } from 'preact/hooks';
import { newKey, read } from '../api/client.ts';
import { useResource } from '../api/resource.ts';
import { session } from '../api/session.ts';
import { listen } from '../api/stream.ts';
import type { HowStolen, VictimState } from '../api/victim.ts';
import { Choice, Form, Text } from '../parts/form.tsx';
import { Copy, Time } from '../parts/pieces.tsx';
import { Loaded } from '../parts/states.tsx';
import { Mark } from '../shell/icons.tsx';
import { go } from '../shell/route.ts';
import { inert } from '../text/inert.ts';
import { VictimAnswerParts } from './victim-answer.tsx';

/** For somebody whose own money was stolen: no account, no words of the trade. */
export function VictimPage({ token }: { token: string }) {
  useEffect(() => {
    document.title = 'My crypto was stolen · Hue & Cry';
  }, []);
  return (
    <main class="victim" id="main">
      <div class="door-mark">
        <Mark />
        <span>Hue &amp; Cry</span>
      </div>
      {session.value?.victim === false ? (
        <>
          <h1>This page is switched off here</h1>
          <p>Whoever runs this desk serves its own people only.</p>
        </>
      ) : token ? (
        <Followed token={token} />
      ) : (
        <Start />
      )}
    </main>
  );
}

const WHERE_IT_STANDS =
  'In your wallet: open the payment that you did not make, and copy its “transaction ID”.';

const HOW: readonly (readonly [HowStolen, string])[] = [
  ['unknown', 'I do not know'],
  ['approval', 'I confirmed something on a website or in my wallet'],
  ['secret', 'Somebody has my recovery words or my password'],
  ['malware', 'Something I opened or installed did it'],
  ['fraud', 'I sent it myself, because somebody deceived me'],
];

function Start() {
  const [once] = useState(newKey);
  const start = async ({ text, how }: { readonly [name: string]: string }) => {
    const { token } = await read<{ token: string }>('/v1/victim', {
      method: 'POST',
      body: { text, how },
      once,
    });
    go(`/victim/${token}`);
  };
  return (
    <>
      <h1>Was your crypto stolen?</h1>
      <p class="lead">
        Tell us the transaction in which it left your wallet. We follow it, show you where it is
        now, and say what to do first. It is free, and we will never ask for your recovery words, a
        password or money.
      </p>
      <Form action="Follow my money" submit={start}>
        <Text
          label="The transaction, or the address it was sent to"
          name="text"
          required
          most={200}
          hint={WHERE_IT_STANDS}
        />
        <Choice label="How was it taken?" name="how" options={HOW} />
      </Form>
      <section class="notice stack tight">
        <h2>Nobody can “recover” it for a fee</h2>
        <p>
          People will write to you and promise to get your money back. They want a fee, a “tax”, or
          your recovery words. It is the second theft. Whoever really can freeze money asks nothing
          for it.
        </p>
      </section>
    </>
  );
}

function Followed({ token }: { token: string }) {
  const path = `/v1/victim/${encodeURIComponent(token)}`;
  const state = useResource<VictimState>(path);
  useEffect(() => {
    const reload = () => void state.reload();
    const onState = (line: string) => {
      if (line === 'live') reload();
    };
    return listen(`${path}/events`, { onEvent: reload, onState });
  }, [path]);
  return (
    <Loaded resource={state} what="what was found" lines={8}>
      {(data) => (
        <>
          <header class="stack tight">
            <h1>What happened to your money</h1>
            <p class="quiet wrap-any">You asked about {inert(data.typed, 200)}</p>
          </header>
          <Status state={data} />
          <VictimAnswerParts state={data} />
          <Keep path={path} state={data} />
        </>
      )}
    </Loaded>
  );
}

function Status({ state }: { state: VictimState }) {
  switch (state.status) {
    case 'waiting':
      return (
        <p class="progress" role="status">
          <b class="pulse">You are in the queue.</b> It starts within minutes; you may leave this
          page and come back.
        </p>
      );
    case 'looking':
      return (
        <p class="progress" role="status">
          <b class="pulse">We are following it.</b> What you see below grows while we do.
        </p>
      );
    case 'failed':
      return (
        <p class="trouble" role="alert">
          <strong>We could not follow it.</strong>
          Do not wait for us: do what stands here, and report it to the police and to your exchange
          now.
        </p>
      );
    case 'found':
      return null;
  }
}

function Keep({ path, state }: { path: string; state: VictimState }) {
  return (
    <section class="stack tight no-print">
      <h2>Keep this</h2>
      <p>
        Only you know the address of this page, until <Time at={state.expiresAt} short /> UTC.{' '}
        <Copy text={location.href} what="the address" />
      </p>
      {state.isWhole && state.answer && (
        <>
          <p>
            <a class="button primary" href={`${path}/pack`} download>
              Download the pack for the police
            </a>
          </p>
          <p class="quiet">
            Give the pack to the police with your report: they can check every figure in it without
            trusting us.
          </p>
        </>
      )}
    </section>
  );
}
