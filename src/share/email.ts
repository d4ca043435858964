import { createTransport } from 'nodemailer';
import { z } from 'zod';
import { InputError, SourceError } from '../base/errors.ts';
import { type Notice, subjectOf, textOf } from './notice.ts';

/** Where e-mail is handed in (RFC 6409, RFC 8314). */
export interface MailSettings {
  readonly host: string;
  readonly port: number;
  /** `tls` from the first byte, `starttls` demanded before anything is said, or `none`. */
  readonly security: 'tls' | 'starttls' | 'none';
  readonly user: string | null;
  readonly password: string | null;
  readonly from: string;
}

const PORTS = { tls: 465, starttls: 587, none: 25 } as const;
const envSchema = z.object({
  HUE_SMTP_HOST: z.string().min(1).max(253).optional(),
  HUE_SMTP_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  HUE_SMTP_SECURITY: z.enum(['tls', 'starttls', 'none']).default('starttls'),
  HUE_SMTP_USER: z.string().max(320).optional(),
  HUE_SMTP_PASSWORD: z.string().max(1000).optional(),
  HUE_SMTP_FROM: z.string().min(3).max(320).optional(),
});

/**
 * The settings that environment variables `HUE_SMTP_…` make, or null where no host is named.
 * @throws InputError naming the variable, and never its value
 */
export function mailSettings(
  env: Readonly<Record<string, string | undefined>>,
): MailSettings | null {
  const read = envSchema.safeParse(env);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new InputError(String(issue?.path[0]), issue?.message ?? 'a setting', 'another value');
  }
  const { HUE_SMTP_HOST: host, HUE_SMTP_FROM: from, HUE_SMTP_SECURITY: security } = read.data;
  const { HUE_SMTP_USER: user = null, HUE_SMTP_PASSWORD: password = null } = read.data;
  if (host === undefined) return null;
  if (from === undefined) throw new InputError('HUE_SMTP_FROM', 'an address to send from', 'none');
  if (security === 'none' && password !== null) {
    const hint = 'set HUE_SMTP_SECURITY to starttls or tls';
    throw new InputError('HUE_SMTP_PASSWORD', 'none where nothing is encrypted', 'one', hint);
  }
  const port = read.data.HUE_SMTP_PORT ?? PORTS[security];
  return { host, port, security, user, password, from };
}

const TIME_MS = 20_000;

/**
 * Hands a notice in once.
 * @param id the same each time that this notice is sent: it becomes the Message-ID
 * @param ca certificates to trust in place of the system's
 * @throws SourceError, with `retry` where another time may do better
 */
export async function sendEmail(
  settings: MailSettings,
  to: string,
  notice: Notice,
  { id, ca }: { readonly id: string; readonly ca?: string },
): Promise<void> {
  const { host, port, security, user, password, from } = settings;
  const transport = createTransport({
    ...{ host, port, secure: security === 'tls', requireTLS: security === 'starttls' },
    ignoreTLS: security === 'none',
    ...(user === null ? {} : { auth: { user, pass: password ?? '' } }),
    tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
    ...{ connectionTimeout: TIME_MS, greetingTimeout: TIME_MS, socketTimeout: TIME_MS },
    ...{ disableFileAccess: true, disableUrlAccess: true, logger: false },
  });
  const domain = /@([\w.-]+)>?$/.exec(from)?.[1] ?? 'hueandcry.invalid';
  try {
    await transport.sendMail({
      from,
      to: { name: '', address: to },
      subject: subjectOf(notice),
      text: textOf(notice),
      messageId: `<${id}@${domain}>`,
      // no answer of a machine is wanted (RFC 3834)
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  } catch (error) {
    throw mailFault(host, error);
  } finally {
    transport.close();
  }
}

/** What a server said is not repeated: it may hold the address, or more. */
function mailFault(host: string, error: unknown): SourceError {
  const told = error instanceof Error ? (error as { code?: unknown; responseCode?: unknown }) : {};
  const code = /^[A-Z_]{2,40}$/.exec(String(told.code))?.[0] ?? '';
  const status = /^[2-5]\d\d$/.exec(String(told.responseCode))?.[0] ?? '';
  // a wrong password may be put right, a mailbox that is not there may not
  const isFinal = (status.startsWith('5') && code !== 'EAUTH') || code === 'ETLS';
  const why = [code, status].filter(Boolean).join(' ');
  return new SourceError(`mail server ${host}`, `did not take the message (${why})`, !isFinal);
}
