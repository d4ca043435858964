// A file system in memory: there nothing waits for a disk, and a database is made quickly.

import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const MEMORY = '/dev/shm';
/** Short: sockets of browsers and databases lie below it, in paths of 107 characters at most. */
const PREFIX = 'hue-';
/** What tests of all processes write at a time, by far. */
const ROOM = 4 * 2 ** 30;

/** @returns {boolean} */
function isRoomy() {
  if (!existsSync(MEMORY)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize > ROOM;
}

/** @param {string} name */
function isLeftBehind(name) {
  const [, pid] = name.match(/^hue-(\d+)-/) ?? [];
  if (pid === undefined) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** A folder for all that tests write, in memory where there is room, until `remove` is called. */
export function folderInMemory() {
  if (!isRoomy()) return { folder: os.tmpdir(), remove: () => {} };
  const left = readdirSync(MEMORY).filter(isLeftBehind);
  for (const name of left) rmSync(path.join(MEMORY, name), { recursive: true, force: true });
  const folder = mkdtempSync(path.join(MEMORY, `${PREFIX}${process.pid}-`));
  // what root starts as another user goes through it
  chmodSync(folder, 0o711);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
