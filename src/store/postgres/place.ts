import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sha256 } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import { newId } from '../ids.ts';
import { findPrograms, linkLibraries, type Programs, programsIn } from './programs.ts';

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
export const SOCKET_LOCK = '.s.PGSQL.5432.lock';

function accountOf(home: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const { uid, gid } = lstatSync(home);
  return uid === 0 ? NOBODY : { uid, gid };
}

/** Whether the account gets to the path: each folder above it must let it through. */
function isReachable(path: string, account: Account | undefined): boolean {
  if (account === undefined) return true;
  for (let at = path; ; at = dirname(at)) {
    const { uid, gid, mode } = lstatSync(at);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (at === dirname(at)) return true;
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
  const isShort = Buffer.byteLength(join(near, SOCKET_LOCK)) <= LONGEST_SOCKET;
  const name = isShort ? near : join(tmpdir(), `hue-${sha256(home).slice(0, 16)}`);
  return closedFolder(name, account);
}

/**
 * Where the server's files lie: in the folder; or where root keeps it in its own home, which is
 * closed to all others, in a folder of `shelter` to which a link in the folder leads.
 */
function makeHome(folder: string, shelter: string): string {
  mkdirSync(folder, { recursive: true });
  const place = realpathSync(folder);
  const home = join(place, 'postgres');
  const isRoot = process.getuid?.() === 0;
  if (isRoot && !existsSync(home)) {
    // the folder is the program's own: the account may pass through it, not look into it
    chmodSync(place, lstatSync(place).mode | 0o011);
    if (!isReachable(place, NOBODY)) {
      const sheltered = join(shelter, sha256(place).slice(0, 16));
      mkdirSync(sheltered, { recursive: true, mode: 0o755 });
      symlinkSync(sheltered, home);
    }
  }
  mkdirSync(home, { recursive: true });
  return realpathSync(home);
}

/** The programs, or a copy of them where the account cannot reach those of the package. */
function reachablePrograms(home: string, account: Account | undefined): Programs {
  const programs = findPrograms();
  if (isReachable(realpathSync(dirname(programs.postgres)), account)) return programs;
  const manifest = readFileSync(join(programs.root, '..', 'package.json'));
  const copy = join(home, `programs-${sha256(manifest).slice(0, 16)}`);
  if (!existsSync(copy)) {
    const fresh = `${copy}-${newId()}`;
    cpSync(programs.root, join(fresh, 'native'), { recursive: true });
    renameSync(fresh, copy);
  }
  return programsIn(join(copy, 'native'));
}

/**
 * Makes what a server in `folder` needs but its data.
 * @throws InputError where there is no embedded PostgreSQL, or it cannot reach the folder
 */
export function makePlace(folder: string, shelter = '/var/lib/hueandcry'): Place {
  const home = makeHome(folder, shelter);
  const account = accountOf(home);
  if (account) chownSync(home, account.uid, account.gid);
  if (!isReachable(home, account)) {
    const who = `the user ${account?.uid}, as whom PostgreSQL runs when root starts it,`;
    const hint = 'use a folder such as /var/lib/hue, start as another user, or set DATABASE_URL';
    throw new InputError('data folder', `a folder that ${who} can reach`, home, hint);
  }
  const programs = reachablePrograms(home, account);
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
