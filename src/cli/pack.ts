import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { Command } from 'commander';
import { systemClock } from '../base/clock.ts';
import { InputError, SourceError } from '../base/errors.ts';
import { writeWhole } from '../base/files.ts';
import { askHttp } from '../base/http.ts';
import { systemNetwork } from '../base/network.ts';
import { type CheckedBundle, checkBundle } from '../casework/bundle/check.ts';
import { readBytes } from '../casework/bundle/loose.ts';
import { KNOWN } from '../casework/bundle/manifest.ts';
import { packTrace } from '../casework/bundle/pack.ts';
import { reportText } from '../casework/bundle/report.ts';
import type { PostStamp } from '../casework/bundle/timestamp.ts';
import { parseLookUps } from '../casework/known-lines.ts';
import { isTraceFolder, traceFolder } from '../casework/trace-folder.ts';
import { DOES_NOT_VERIFY } from './verify.ts';

interface Flags {
  readonly output: string;
  readonly sign?: string;
  readonly timestamp?: string;
}

const NONCE_BYTES = 8;
const STAMP_LIMITS = { time: 30_000, silence: 15_000, bytes: 2 ** 20 };

/** `hue pack`: a trace with its evidence and proofs as one file. */
export function packCommand(): Command {
  return new Command('pack')
    .description('makes a case bundle of a trace: one file that anybody can verify')
    .argument('<folder>', 'the folder that a live trace left')
    .requiredOption('-o, --output <file>', 'the bundle to write, such as case.hue')
    .option('--sign <key.pem>', 'sign with this private key of Ed25519 (PKCS #8, PEM)')
    .option('--timestamp <url>', 'have it stamped by this authority (RFC 3161)')
    .action((path: string, flags: Flags) => pack(path, flags));
}

async function pack(path: string, { output, sign, timestamp }: Flags): Promise<void> {
  if (!isTraceFolder(path)) {
    throw new InputError('folder', 'one in which hue trace has traced', path);
  }
  // what is signed and stamped once is not written over
  if (existsSync(output))
    throw new InputError(`output ${output}`, 'a name that is not taken', output);
  const label = `key ${sign}`;
  const bytes = await packTrace(traceFolder(path), {
    key: sign === undefined ? null : { pem: Buffer.from(readBytes(sign)).toString('utf8'), label },
    stamp: timestamp === undefined ? null : stampBy(timestamp),
  });
  const checked = checkBundle(bytes, basename(output));
  const report = reportText(checked, basename(output), process.stdout.columns ?? 80);
  if (checked.problems.length > 0) {
    process.stderr.write(`${report}Nothing was written.\n`);
    process.exitCode = DOES_NOT_VERIFY;
    return;
  }
  writeWhole(output, bytes);
  process.stdout.write(report);
  process.stderr.write(passedOn(checked));
}

/** What its licence does not allow for certain is said when it is handed on. */
function passedOn({ files, result }: CheckedBundle): string {
  const known = files.get(KNOWN);
  if (!known || !result) return '';
  const { found } = parseLookUps(Buffer.from(known).toString('utf8'), result.case.chain, KNOWN);
  const tags = [...found.values()].flatMap((one) => one.tags);
  const unsure = tags.filter(({ shareable }) => shareable !== true).length;
  if (unsure === 0) return '';
  return `Of ${tags.length} tags in ${KNOWN}, ${unsure} do not state that they may be passed on.\n`;
}

function stampBy(text: string) {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new InputError('--timestamp', 'the http or https address of an authority', text);
  }
  const authority = `time stamp authority ${url.host}`;
  return { authority, nonce: randomBytes(NONCE_BYTES), post: postTo(url, authority) };
}

function postTo(url: URL, source: string): PostStamp {
  return async (request) => {
    const question = {
      source,
      url,
      method: 'POST' as const,
      headers: { 'content-type': 'application/timestamp-query' },
      body: Uint8Array.from(request),
      limits: STAMP_LIMITS,
      // the operator names it in this very call
      private: true,
    };
    const { status, body } = await askHttp(question, systemNetwork, systemClock);
    if (status !== 200) throw new SourceError(source, `HTTP ${status}`, status >= 500);
    return body;
  };
}
