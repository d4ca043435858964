import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import { ask, read } from '../api/client.ts';
import { type Resource, useResource } from '../api/resource.ts';
import { person as me } from '../api/session.ts';
import type { Invitation, Paged, Person, Role } from '../api/shapes.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Choice, Form, Text } from '../parts/form.tsx';
import { Copy, Tag, Time } from '../parts/pieces.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { attempt } from '../parts/toast.tsx';
import { inert } from '../text/inert.ts';
import { ROLE_WORDS, ROLES } from '../text/words.ts';

/** Who may sit at the desk, and as what. */
export function PeoplePage() {
  const people = useResource<Paged<Person>>('/v1/people?limit=200', ['people']);
  const invitations = useResource<Paged<Invitation>>('/v1/invitations?limit=200');
  const [isInviting, setInviting] = useState(false);
  return (
    <div class="page">
      <header class="page-head">
        <h1>People</h1>
        <button type="button" class="primary" onClick={() => setInviting(true)}>
          Invite somebody
        </button>
      </header>
      <Loaded resource={people} what="people">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Nobody is here" />
          ) : (
            <div class="table-wrap">
              <table class="cards">
                <thead>
                  <tr>
                    <th>Name</th>
                    <th>Address</th>
                    <th>Role</th>
                    <th>
                      <span class="hidden-text">What can be done</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((one) => (
                    <Row key={one.id} person={one} reload={people.reload} />
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Loaded>
      <Invitations invitations={invitations} />
      <Roles />
      {isInviting && (
        <Invite
          onClose={() => {
            setInviting(false);
            void invitations.reload();
          }}
        />
      )}
    </div>
  );
}

function Row({ person, reload }: { person: Person; reload: () => Promise<void> }) {
  const change = (body: { role?: Role; disabled?: boolean }) =>
    attempt(async () => {
      const { etag } = await ask<Person>(`/v1/people/${person.id}`);
      await ask(`/v1/people/${person.id}`, { method: 'PATCH', match: etag, body });
      await reload();
    });
  const isMe = me.value?.id === person.id;
  return (
    <tr>
      <td data-label="Name">
        <b>{inert(person.name, 80)}</b> {isMe && <span class="quiet">(you)</span>}
      </td>
      <td class="wrap-any" data-label="Address">
        {inert(person.email ?? '', 120)}
      </td>
      <td data-label="Role">
        {isMe || person.disabled ? (
          person.role
        ) : (
          <select
            aria-label={`Role of ${inert(person.name, 80)}`}
            value={person.role}
            onChange={(event) => void change({ role: event.currentTarget.value as Role })}
          >
            {ROLES.map((role) => (
              <option key={role} value={role} selected={role === person.role}>
                {role}
              </option>
            ))}
          </select>
        )}
      </td>
      <td>
        {person.disabled && <Tag tone="warn">shut out</Tag>}{' '}
        {!isMe && (
          <button type="button" onClick={() => void change({ disabled: !person.disabled })}>
            {person.disabled ? 'Let in again' : 'Shut out'}
          </button>
        )}
      </td>
    </tr>
  );
}

function Invitations({ invitations }: { invitations: Resource<Paged<Invitation>> }) {
  const items = invitations.state.value.data?.items ?? [];
  if (items.length === 0) return null;
  const withdraw = (id: string) =>
    attempt(async () => {
      await ask(`/v1/invitations/${id}`, { method: 'DELETE' });
      await invitations.reload();
    }, 'The link no longer works.');
  return (
    <section class="stack tight">
      <div class="section-title">
        <h2>Links that nobody has used</h2>
      </div>
      <ul class="plain-rows">
        {items.map(({ id, email, role, expiresAt }) => (
          <li key={id} class="row far">
            <span>
              {email ? inert(email, 120) : 'anybody who has it'} <Tag>{role}</Tag>{' '}
              <span class="small quiet">
                until <Time at={expiresAt} short /> UTC
              </span>
            </span>
            <button type="button" onClick={() => void withdraw(id)}>
              Withdraw
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Roles() {
  return (
    <section class="stack tight">
      <div class="section-title">
        <h2>What each role may do</h2>
      </div>
      <dl class="facts">
        {ROLES.map((role) => (
          <Fragment key={role}>
            <dt>{role}</dt>
            <dd>{ROLE_WORDS[role]}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}

function Invite({ onClose }: { onClose: () => void }) {
  const [link, setLink] = useState<string | null>(null);
  const invite = async ({ email = '', role = '' }: { readonly [name: string]: string }) => {
    const made = await read<{ link: string }>('/v1/people', {
      method: 'POST',
      body: { email: email || null, role },
    });
    setLink(made.link);
  };
  return (
    <Dialog title="Invite somebody" onClose={onClose}>
      {link ? (
        <div class="stack tight">
          <p>Send this link over a way that you trust. It works once, and is shown only now.</p>
          <p class="secret mono wrap-any">{link}</p>
          <Copy text={link} what="the link" />
        </div>
      ) : (
        <Form action="Make the link" submit={invite} onCancel={onClose}>
          <Text
            label="Address"
            name="email"
            type="email"
            hint="Leave it empty if you do not know"
          />
          <Choice
            label="Role"
            name="role"
            value="analyst"
            options={ROLES.map((role) => [role, `${role}: ${ROLE_WORDS[role]}`] as const)}
          />
        </Form>
      )}
    </Dialog>
  );
}
