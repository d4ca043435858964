import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';
import { startAuthentication } from '@simplewebauthn/browser';
import { useState } from 'preact/hooks';
import { ask, Problem, read } from '../api/client.ts';
import { loadSession, session } from '../api/session.ts';
import { Trouble } from '../parts/states.tsx';
import { Mark } from '../shell/icons.tsx';
import { go, path, queryOf } from '../shell/route.ts';

const REFUSED = new Problem(
  401,
  'That did not sign you in',
  'Your organisation knows you, but this desk does not: ask for a link. Or it was cancelled.',
);

/** Who one is: by a passkey, or through the organisation. */
export function SignInPage() {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { oidc = null, victim = false } = session.value ?? {};
  const signIn = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await withPasskey();
      await loadSession();
      if (path.value === '/signin') go('/');
    } catch (error) {
      setProblem(passkeyProblem(error));
    } finally {
      setBusy(false);
    }
  };
  const isRefused = queryOf('failed') !== null;
  return (
    <main class="alone door" id="main">
      <div class="door-mark">
        <Mark />
        <span>Hue &amp; Cry</span>
      </div>
      <h1>Sign in</h1>
      {isRefused && <Trouble problem={REFUSED} />}
      <div class="stack tight">
        <button type="button" class="primary" disabled={isBusy} onClick={() => void signIn()}>
          {isBusy ? 'Waiting for your passkey…' : 'With a passkey'}
        </button>
        {oidc && (
          <a class="button" href={oidc.start}>
            Through {oidc.name}
          </a>
        )}
      </div>
      {problem && <Trouble problem={problem} />}
      <p class="small quiet">
        No account? Whoever runs this desk can send you a link. There are no passwords here.
      </p>
      {victim && (
        <p class="small">
          Was your own money stolen? <a href="/victim">You need no account.</a>
        </p>
      )}
    </main>
  );
}

async function withPasskey(): Promise<void> {
  const { challengeId, options } = await read<{
    challengeId: string;
    options: PublicKeyCredentialRequestOptionsJSON;
  }>('/v1/passkeys/login/options', { method: 'POST', body: {} });
  const response = await startAuthentication({ optionsJSON: options });
  await ask('/v1/passkeys/login/verify', { method: 'POST', body: { challengeId, response } });
}

/** What went wrong with a passkey, in words; browsers say little about it. */
export function passkeyProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'AbortError') {
    return new Problem(0, 'No passkey was used', 'It was cancelled, or took too long. Try again.');
  }
  if (name === 'InvalidStateError') {
    return new Problem(0, 'That passkey is known already', 'Sign in with it.');
  }
  return new Problem(0, 'The passkey failed', error instanceof Error ? error.message : '');
}
