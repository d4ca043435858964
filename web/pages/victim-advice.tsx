import { inert } from '../text/inert.ts';
import type { Actor } from './trace/view.ts';

/** What to do now, in the order in which it helps. */
export function NextHour({ actors }: { actors: readonly Actor[] }) {
  const names = [...new Set(actors.map(({ action }) => inert(action.actor, 40)))].slice(0, 4);
  return (
    <section class="stack tight">
      <h2>In the next hour</h2>
      <ol class="steps">
        <li>
          <b>Save what is left.</b> On another device that you trust, make a new wallet with a new
          seed phrase, and move everything there. A stolen seed phrase stays stolen.
        </li>
        <li>
          <b>Take back permissions.</b> If you signed something for a site, revoke its approvals in
          your wallet; do it from the new device.
        </li>
        <li>
          <b>Write to whoever can stop it.</b>{' '}
          {names.length > 0
            ? `Now: ${names.join(', ')}.`
            : 'If your money reached an exchange, to that exchange.'}{' '}
          Use the form on their own site; give the transaction, your address and the number of your
          police report.
        </li>
        <li>
          <b>Report it to the police today.</b> Exchanges and issuers act on a report; without one
          they often may not.
        </li>
        <li>
          <b>Keep everything.</b> Messages, addresses of sites, e-mails, times. Delete nothing, not
          even the malware: turn the device off instead.
        </li>
        <li>
          <b>Change passwords</b> of your e-mail and of exchanges, from the new device, and turn on
          two-factor sign-in by an app, not by SMS.
        </li>
      </ol>
    </section>
  );
}

/** Those who were robbed once are sought out by those who rob them again. */
export function NoRecovery() {
  return (
    <section class="notice">
      <h2>Nobody can “recover” it for a fee</h2>
      <p>
        People will write to you and promise to get your money back: as hackers, lawyers, an
        exchange, or the police. They want a fee, a “tax”, or your seed phrase. It is the second
        theft. Nobody can undo a transaction, and whoever really can freeze money asks nothing for
        it.
      </p>
    </section>
  );
}
