// A time stamp authority (RFC 3161) of one's own: OpenSSL behind HTTP on the loopback.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needs } from './needs.ts';

/** For tests that need `openssl`. */
export function needsOpenssl(): false | string {
  return needs(spawnSync('openssl', ['version']).status === 0, 'openssl');
}

const CONFIG = `
[ tsa ]
default_tsa = own
[ own ]
serial = serial
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = yes
ess_cert_id_chain = no
signer_digest = sha256
`;

/** Runs OpenSSL in a folder and gives what it printed. */
export function openssl(folder: string, ...words: string[]): string {
  return execFileSync('openssl', words, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
}

/** An authority in a folder of its own, with `ca.pem` as its root. */
export interface Authority {
  readonly folder: string;
  /** The answer to a request, as DER. */
  readonly answer: (request: Uint8Array) => Uint8Array;
}

export function createAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'hue-authority-'));
  writeFileSync(join(folder, 'tsa.cnf'), CONFIG);
  writeFileSync(join(folder, 'serial'), '01\n');
  const ext = 'basicConstraints=CA:false\nextendedKeyUsage=critical,timeStamping\n';
  writeFileSync(join(folder, 'ext.cnf'), ext);
  const key = ['-newkey', 'rsa:2048', '-nodes'];
  openssl(
    folder,
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-subj',
    '/CN=Root',
    '-days',
    '3650',
  );
  openssl(
    folder,
    'req',
    '-new',
    ...key,
    '-keyout',
    'tsa.key',
    '-out',
    'tsa.csr',
    '-subj',
    '/CN=Authority',
  );
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'ext.cnf'];
  openssl(folder, 'x509', '-req', '-in', 'tsa.csr', ...signed, '-out', 'tsa.pem', '-days', '3650');
  return {
    folder,
    answer: (request) => {
      writeFileSync(join(folder, 'asked.tsq'), request);
      const keys = ['-signer', 'tsa.pem', '-inkey', 'tsa.key', '-chain', 'ca.pem'];
      openssl(
        folder,
        'ts',
        '-reply',
        '-config',
        'tsa.cnf',
        ...keys,
        '-queryfile',
        'asked.tsq',
        '-out',
        'said.tsr',
      );
      return readFileSync(join(folder, 'said.tsr'));
    },
  };
}

/** The authority at an address; `close` ends it and takes its folder away. */
export async function serveAuthority({
  folder,
  answer,
}: Authority): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const isQuery = request.headers['content-type'] === 'application/timestamp-query';
      response.writeHead(isQuery ? 200 : 415, { 'content-type': 'application/timestamp-reply' });
      response.end(isQuery ? answer(Buffer.concat(parts)) : '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/stamp`,
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
