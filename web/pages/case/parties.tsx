import type { Member, Paged, Theft, Victim, WaitingMember } from '../../api/shapes.ts';
import { Choice, Text } from '../../parts/form.tsx';
import { PersonChoice, PersonName } from '../../parts/person.tsx';
import { Ago, Id, Tag, Time } from '../../parts/pieces.tsx';
import { inert } from '../../text/inert.ts';
import type { CaseProps } from './case.tsx';
import { momentOf, Section } from './section.tsx';

/** Who was robbed, of what, and who works on it. */
export function Parties(props: CaseProps) {
  return (
    <div class="columns">
      <Victims {...props} />
      <Thefts {...props} />
      <Members {...props} />
    </div>
  );
}

function Victims({ file, path, topics }: CaseProps) {
  return (
    <Section<Victim>
      title="Victims"
      file={file}
      path={`${path}/victims`}
      topics={topics}
      none="No victim is named yet."
      adding={{
        words: 'Add a victim',
        fields: (
          <>
            <Text label="Name" name="name" required />
            <Text label="How to reach them" name="contact" />
            <Text label="Note" name="note" lines={3} most={4000} />
          </>
        ),
      }}
    >
      {(items) => (
        <ul class="plain-rows">
          {items.map((one) => (
            <li key={one.id}>
              <b>{inert(one.name, 120)}</b>{' '}
              <span class="quiet small">{inert(one.contact, 160)}</span>
              {one.note && <p class="small">{inert(one.note, 600)}</p>}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

export function Thefts({ file, path, topics }: CaseProps) {
  return (
    <Section<Theft>
      title="Thefts"
      file={file}
      path={`${path}/thefts`}
      topics={topics}
      none="No transaction of the theft stands here yet."
      bodyOf={({ occurredAt, ...rest }) => ({ ...rest, occurredAt: momentOf(occurredAt) })}
      adding={{
        words: 'Add a theft',
        fields: (
          <>
            <Text label="Chain" name="chain" required hint="ethereum, bitcoin, tron, …" />
            <Text label="Transaction" name="transaction" required most={130} />
            <Text label="When (UTC)" name="occurredAt" type="datetime-local" />
            <Text label="Note" name="note" lines={2} most={4000} />
          </>
        ),
      }}
    >
      {(items) => (
        <ul class="plain-rows">
          {items.map((one) => (
            <li key={one.id}>
              <Id id={one.transaction} short={`${one.transaction.slice(0, 18)}…`} />{' '}
              <span class="quiet small">
                {inert(one.chain, 40)}
                {one.occurredAt && (
                  <>
                    , <Time at={one.occurredAt} /> UTC
                  </>
                )}
              </span>
              {one.note && <p class="small">{inert(one.note, 600)}</p>}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

const MEMBER_ROLES: readonly (readonly [Member['role'], string])[] = [
  ['editor', 'editor: adds and changes'],
  ['reader', 'reader: sees everything'],
  ['lead', 'lead: also adds members'],
];

/** Members, and of a case marked red who is to be one. */
interface MembersRead extends Paged<Member> {
  readonly waiting: readonly WaitingMember[];
}

function Members({ file, path, topics }: CaseProps) {
  return (
    <Section<Member>
      title="Members"
      file={file}
      path={`${path}/members`}
      topics={topics}
      none="Nobody belongs to this case."
      adding={{
        words: 'Add a member',
        fields: (
          <>
            <PersonChoice label="Who" name="personId" />
            <Choice label="As" name="role" options={MEMBER_ROLES} />
            {file.tlp === 'red' && (
              <p class="hint">The case is TLP:RED: they come in when an approver agrees.</p>
            )}
          </>
        ),
      }}
    >
      {(items, list) => (
        <ul class="plain-rows">
          {items.map((one) => (
            <li key={one.personId} class="row far">
              <b>{inert(one.name, 80)}</b>
              <Tag>{one.role}</Tag>
            </li>
          ))}
          {(list.state.value.data as MembersRead | null)?.waiting.map((one) => (
            <li key={one.approvalId} class="row far">
              <span>
                <PersonName id={one.personId} />, {one.role}{' '}
                <span class="quiet small">
                  asked by <PersonName id={one.requestedBy} /> <Ago at={one.requestedAt} />
                </span>
              </span>
              <Tag tone="warn">waits for approval</Tag>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
