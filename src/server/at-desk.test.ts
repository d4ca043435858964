import { doesNotMatch, equal } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { InputError } from '../base/errors.ts';
import { atDesk } from './at-desk.ts';
import { problemOf } from './problem.ts';
import { faultOf, faultText } from './work/fault.ts';

test('a message to somebody at the desk asks for no command', () => {
  const error = new InputError('--chain', 'all present', 'none', 'hue lists update');
  const said =
    '“chain”: expected all present, found "none". ' +
    'an administrator has them fetched on the first page of the desk';
  equal(problemOf(error).message, said);
  equal(faultText(faultOf(error)), said);
  equal(atDesk('an address -- or none'), 'an address -- or none');
});

test('no hint of a room that the desk uses names a command that is left as it is', () => {
  const src = join(import.meta.dirname, '..');
  for (const room of ['ledger', 'attribution', 'trace', 'screen', 'casework', 'share']) {
    for (const name of readdirSync(join(src, room), { recursive: true, encoding: 'utf8' })) {
      if (!/(?<!test)\.ts$/.test(name)) continue;
      const text = readFileSync(join(src, room, name), 'utf8');
      for (const [line] of text.matchAll(/^.*(?:hint = |Error\().*$/gm)) {
        doesNotMatch(atDesk(line), /\bhue [a-z]+ [a-z-]|(?<![\w-])--[a-z]/, `${room}/${name}`);
      }
    }
  }
});
