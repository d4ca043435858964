import { useResource } from '../api/resource.ts';
import { loadSession, session } from '../api/session.ts';
import type { Invitation } from '../api/shapes.ts';
import { Form, Text } from '../parts/form.tsx';
import { Time } from '../parts/pieces.tsx';
import { Bones, Trouble } from '../parts/states.tsx';
import { Mark } from '../shell/icons.tsx';
import { go } from '../shell/route.ts';
import { ROLE_WORDS } from '../text/words.ts';
import { makePasskey } from './passkeys.tsx';

/** The other end of a one-time link: a name, an address, and a passkey. */
export function SetupPage({ token }: { token: string }) {
  const invitation = useResource<Invitation>(`/v1/invitations/${encodeURIComponent(token)}`);
  const { data, problem } = invitation.state.value;
  return (
    <main class="alone door" id="main">
      <div class="door-mark">
        <Mark />
        <span>Hue &amp; Cry</span>
      </div>
      {problem && problem.status === 404 ? (
        <>
          <h1>This link is no longer good</h1>
          <p>
            It was used, or it is too old. Whoever invited you can make another; on the first start,
            start the desk again and it prints a new one.
          </p>
        </>
      ) : problem ? (
        <Trouble problem={problem} again={() => void invitation.reload()} />
      ) : data ? (
        <Enter token={token} invitation={data} />
      ) : (
        <Bones what="the invitation" />
      )}
    </main>
  );
}

function Enter({ token, invitation }: { token: string; invitation: Invitation }) {
  const { role, email, expiresAt } = invitation;
  const { oidc = null } = session.value ?? {};
  const enter = async (values: { readonly [name: string]: string }) => {
    const who = { invitation: token, name: values.name, email: values.email };
    await makePasskey(who, values.device || 'first passkey');
    await loadSession();
    go('/');
  };
  return (
    <>
      <h1>{role === 'administrator' ? 'Set up the desk' : 'Join the desk'}</h1>
      <p>
        You will be <b>{role}</b>: {ROLE_WORDS[role]}.
      </p>
      <Form action="Make a passkey and go in" submit={enter}>
        <Text label="Your name" name="name" required hint="As it stands in the custody log" />
        <Text
          label="Your address"
          name="email"
          type="email"
          required
          {...(email ? { value: email } : {})}
        />
        <Text label="This device" name="device" hint="To know the passkey by, such as “laptop”" />
      </Form>
      {oidc && (
        <a class="button" href={`${oidc.start}?invitation=${encodeURIComponent(token)}`}>
          Or go in through {oidc.name}
        </a>
      )}
      <p class="small quiet">
        The link works once, until <Time at={expiresAt} short /> UTC.
      </p>
    </>
  );
}
