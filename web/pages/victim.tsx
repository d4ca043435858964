import { useEffect, useState } from 'preact/hooks';
import type { TraceResult } from '../../src/trace/result.ts';
import { newKey, read } from '../api/client.ts';
import { useResource } from '../api/resource.ts';
import { session } from '../api/session.ts';
import type { VictimTrace } from '../api/shapes.ts';
import { listen } from '../api/stream.ts';
import { Form, Text } from '../parts/form.tsx';
import { Copy } from '../parts/pieces.tsx';
import { Loaded } from '../parts/states.tsx';
import { Mark } from '../shell/icons.tsx';
import { go } from '../shell/route.ts';
import { count } from '../text/figures.ts';
import { inert } from '../text/inert.ts';
import { utc } from '../text/times.ts';
import { Cents } from './trace/amount.tsx';
import { Least, stolenSum } from './trace/head.tsx';
import { actorsOf, nameOf, type Place, placesOf, shortOf, sumOf, viewOf } from './trace/view.ts';
import { NextHour, NoRecovery } from './victim-advice.tsx';

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

function Start() {
  const [once] = useState(newKey);
  const start = async ({ text }: { readonly [name: string]: string }) => {
    const { token } = await read<{ token: string }>('/v1/victim', {
      method: 'POST',
      body: { text },
      once,
    });
    go(`/victim/${token}`);
  };
  return (
    <>
      <h1>Was your crypto stolen?</h1>
      <p class="lead">
        Tell us the transaction in which it left your wallet. We follow it and show you where it is
        now. It is free, and we will never ask for your seed phrase, a password or money.
      </p>
      <Form action="Follow my money" submit={start}>
        <Text
          label="The transaction, or the address it was sent to"
          name="text"
          required
          most={200}
          hint={WHERE_IT_STANDS}
        />
      </Form>
      <NextHour actors={[]} />
      <NoRecovery />
    </>
  );
}

function Followed({ token }: { token: string }) {
  const path = `/v1/victim/${encodeURIComponent(token)}`;
  const trace = useResource<VictimTrace>(path);
  useEffect(
    () =>
      listen(`${path}/events`, {
        onEvent: () => void trace.reload(),
      }),
    [path],
  );
  return (
    <Loaded resource={trace} what="what was found" lines={8}>
      {(data) => (
        <>
          <h1>What happened to your money</h1>
          <State trace={data} />
          {data.result && <Found result={data.result} />}
          <Keep token={token} isDone={data.status === 'done'} />
          {!data.result && <NextHour actors={[]} />}
          <NoRecovery />
        </>
      )}
    </Loaded>
  );
}

function State({ trace }: { trace: VictimTrace }) {
  switch (trace.status) {
    case 'queued':
      return (
        <p class="progress" role="status">
          <b class="pulse">You are in the queue.</b> It starts within minutes; you may leave this
          page and come back.
        </p>
      );
    case 'running':
    case 'partial':
      return (
        <p class="progress" role="status">
          <b class="pulse">We are following it.</b> What you see below grows while we do.
        </p>
      );
    case 'failed':
    case 'cancelled':
      return (
        <p class="trouble" role="alert">
          <strong>We could not follow it to the end.</strong>
          {inert(trace.error?.message ?? 'Do not wait for us: do what stands below now.', 400)}
        </p>
      );
    case 'done':
      return null;
  }
}

const PLAIN: { readonly [status in Place['of']['status']]: string } = {
  'at service': 'It reached a company that holds money for its customers',
  held: 'It lies at an address and has not moved on',
  'not covered': 'We can see it arrive here, and not what came after',
  'not followed': 'We stopped following it here',
  'swapped, proceeds outside': 'It was changed into something that we cannot see',
  'in mix': 'It went into a service that hides where money comes from',
  returned: 'It was given back',
};

function Found({ result }: { result: TraceResult }) {
  const view = viewOf(result, result.settings.policy);
  const places = placesOf(view);
  const { ranked } = actorsOf(places);
  const [first] = result.seeds;
  const can = places.filter(({ strength, units }) => strength === 'can' && units > 0n);
  return (
    <>
      <p class="lead">
        <Least sum={stolenSum(view)} /> was taken
        {first && <> on {utc(first.time, false)} (UTC)</>}.{' '}
        {can.length === 0 ? (
          'We know of nobody who can stop what we found.'
        ) : (
          <>
            <Least sum={sumOf(can)} /> of it lies where somebody can stop it, if the names that
            others gave these addresses are right.
          </>
        )}
      </p>
      <NextHour actors={ranked} />
      <section class="stack tight">
        <h2>Where it is now</h2>
        <ul class="plain-rows">
          {places.slice(0, 12).map((place) => (
            <li key={place.key}>
              <b>
                <Cents cents={place.cents} />
              </b>{' '}
              {PLAIN[place.of.status]}
              {': '}
              <span title={place.of.holder}>
                {nameOf(view, place.of.holder) ?? shortOf(view, place.of.holder)}
              </span>
            </li>
          ))}
        </ul>
        {places.length > 12 && (
          <p>and {count(places.length - 12, 'more place')}; all in the pack.</p>
        )}
        <p class="quiet">
          Names of companies come from lists that others keep and can be wrong. What we did not find
          may still be there.
        </p>
      </section>
    </>
  );
}

function Keep({ token, isDone }: { token: string; isDone: boolean }) {
  return (
    <section class="stack tight no-print">
      <h2>Keep this</h2>
      <p>
        This page has an address that only you know.{' '}
        <Copy text={location.href} what="the address" />
      </p>
      {isDone && (
        <p>
          <a class="button primary" href={`/v1/victim/${token}/pack`} download>
            Download the pack for the police
          </a>
        </p>
      )}
      <p class="quiet">
        Give the pack to the police with your report: they can check every figure in it without
        trusting us.
      </p>
    </section>
  );
}
