import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/browser';
import { startRegistration } from '@simplewebauthn/browser';
import { ask, read } from '../api/client.ts';
import { useResource } from '../api/resource.ts';
import { Ago } from '../parts/pieces.tsx';
import { Loaded } from '../parts/states.tsx';
import { attempt } from '../parts/toast.tsx';
import { inert } from '../text/inert.ts';
import { passkeyProblem } from './signin.tsx';

interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly usedAt: string | null;
}

/**
 * Makes a passkey with this browser, for whoever is signed in or has an invitation.
 * @throws Problem in words, whatever the browser said
 */
export async function makePasskey(who: object, passkeyName: string): Promise<void> {
  const { challengeId, options } = await read<{
    challengeId: string;
    options: PublicKeyCredentialCreationOptionsJSON;
  }>('/v1/passkeys/register/options', { method: 'POST', body: who });
  const response = await startRegistration({ optionsJSON: options }).catch((error: unknown) => {
    throw passkeyProblem(error);
  });
  const body = { challengeId, response, passkeyName };
  await ask('/v1/passkeys/register/verify', { method: 'POST', body });
}

/** The reader's own passkeys: a second one is for the day on which the first is lost. */
export function Passkeys() {
  const passkeys = useResource<{ items: readonly Passkey[] }>('/v1/passkeys');
  const add = () =>
    attempt(async () => {
      await makePasskey({}, `added ${new Date().toISOString().slice(0, 10)}`);
      await passkeys.reload();
    }, 'You can sign in with it from now on.');
  const remove = (id: string) =>
    attempt(async () => {
      await ask(`/v1/passkeys/${encodeURIComponent(id)}`, { method: 'DELETE' });
      await passkeys.reload();
    }, 'It signs nobody in any more.');
  return (
    <section class="stack tight" aria-labelledby="passkeys-title">
      <div class="section-title row far">
        <h2 id="passkeys-title">Your passkeys</h2>
        <button type="button" onClick={() => void add()}>
          Add a passkey
        </button>
      </div>
      <Loaded resource={passkeys} what="passkeys" lines={2}>
        {({ items }) => (
          <ul class="plain-rows">
            {items.map(({ id, name, createdAt, usedAt }) => (
              <li key={id} class="row far">
                <span>
                  <b>{inert(name, 80)}</b>{' '}
                  <span class="small quiet">
                    made <Ago at={createdAt} />
                    {usedAt && (
                      <>
                        , last used <Ago at={usedAt} />
                      </>
                    )}
                  </span>
                </span>
                {items.length > 1 && (
                  <button type="button" onClick={() => void remove(id)}>
                    Remove
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}
