import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sha256 } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import { findPrograms, linkLibraries, type Programs } from './programs.ts';

/** As whom the server runs; undefined where that is who we are. PostgreSQL refuses to be root. */
interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Where one embedded server keeps its data and its socket. */
export interface Place {
  readonly programs: Programs;
  readonly env: NodeJS.ProcessEnv;
  readonly account: Account | undefined;
  readonly home: string;
  readonly data: string;
  readonly sockets: string;
  readonly log: string;
}

/** The user and group that have no rights, on every Linux. */
const NOBODY: Account = { uid: 65_534, gid: 65_534 };

/** A socket's path is at most 107 bytes (sun_path of unix(7)). */
const LONGEST_SOCKET = 107;
const SOCKET = '.s.PGSQL.5432.lock';

function accountOf(home: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const { uid, gid } = lstatSync(home);
  return uid === 0 ? NOBODY : { uid, gid };
}

/** @throws InputError where a folder above `path` is closed to the account */
function assertReachable(label: string, path: string, account: Account | undefined): void {
  if (account === undefined) return;
  for (let at = path; ; at = dirname(at)) {
    const { uid, gid, mode } = lstatSync(at);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) {
      const who = `the user ${account.uid}, as whom PostgreSQL runs when root starts it,`;
      const hint = 'use a folder such as /var/lib/hue, start as another user, or set DATABASE_URL';
      throw new InputError(label, `a folder that ${who} can reach`, at, hint);
    }
    if (at === dirname(at)) return;
  }
}

/** A folder for the account alone. @throws InputError where somebody else made it */
function closedFolder(path: string, account: Account | undefined): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const { uid } = lstatSync(path);
  const owners = [process.getuid?.() ?? uid, account?.uid];
  if (!owners.includes(uid)) {
    throw new InputError('folder of the socket', 'one that is ours', `${path} of user ${uid}`);
  }
  if (account) chownSync(path, account.uid, account.gid);
  chmodSync(path, 0o700);
  return path;
}

function socketFolder(home: string, account: Account | undefined): string {
  const near = join(home, 'socket');
  const isShort = Buffer.byteLength(join(near, SOCKET)) <= LONGEST_SOCKET;
  const name = isShort ? near : join(tmpdir(), `hue-${sha256(home).slice(0, 16)}`);
  return closedFolder(name, account);
}

/**
 * Makes what a server in `folder` needs but its data.
 * @throws InputError where there is no embedded PostgreSQL, or it cannot reach the folder
 */
export function makePlace(folder: string): Place {
  const programs = findPrograms();
  mkdirSync(join(folder, 'postgres'), { recursive: true });
  const home = join(realpathSync(folder), 'postgres');
  const account = accountOf(home);
  if (account) {
    chownSync(home, account.uid, account.gid);
    // the folder is the program's own: the account may pass through it, not look into it
    chmodSync(dirname(home), lstatSync(dirname(home)).mode | 0o011);
  }
  assertReachable('data folder', home, account);
  assertReachable('package of PostgreSQL', dirname(realpathSync(programs.postgres)), account);
  return {
    programs,
    env: linkLibraries(programs, join(home, 'lib')),
    account,
    home,
    data: join(home, 'data'),
    sockets: socketFolder(home, account),
    log: join(home, 'log'),
  };
}

/** Whether the data have been made. */
export function hasData({ data }: Place): boolean {
  return existsSync(join(data, 'PG_VERSION'));
}
