// The order of the house: which folder may know of which, and what a plug-in brings with it.

import path from 'node:path';
import { type Check, isTest, type Project, type Source } from './tree.ts';

/** The folders of src/. A file imports only from its own and from those before it. */
export const ROOMS: readonly string[] = [
  'base',
  'ledger',
  'attribution',
  'trace',
  'screen',
  'casework',
  'share',
  'guard',
  'store',
  'server',
  'cli',
];

/** The folders in which a thing more is one file, its test, and one line in `index.ts`. */
export const PLUG_IN_ROOMS: readonly string[] = [
  'src/attribution/forms',
  'src/attribution/lists',
  'src/trace/policies',
  'src/trace/crossings',
  'src/trace/mixes',
  'src/casework/exports',
  'src/guard/checks',
];

/** Names that invite anything in. */
const JUNK_DRAWERS = /^(utils?|helpers?|managers?|services?|common|misc|lib|shared)$/;

function roomOf(file: string): string {
  return file.split('/')[1] ?? '';
}

function* filesIn(project: Project, folder: string): Generator<Source> {
  for (const source of project.sources.values()) {
    if (source.path.startsWith(`${folder}/`)) yield source;
  }
}

/** Every file of src/ stands in a room, and no file or folder has a name that says nothing. */
export const standsInARoom: Check = (project) => {
  const findings: string[] = [];
  for (const { path: file } of filesIn(project, 'src')) {
    const parts = file.split('/');
    if (parts.length < 3 || !ROOMS.includes(roomOf(file))) {
      findings.push(`${file}:1 stands in no room; the rooms of src/ are ${ROOMS.join(', ')}`);
    }
    for (const part of parts.slice(1)) {
      const [name = ''] = part.split('.');
      if (JUNK_DRAWERS.test(name))
        findings.push(`${file}:1 is called "${name}": say what it holds`);
    }
  }
  return findings;
};

function forbidden(source: Source, target: string): string | undefined {
  const top = target.split('/')[0];
  if (top === 'test' && isTest(source.path)) return undefined;
  // facts that the package ships beside the code
  if (target === 'package.json' || top === 'examples') return undefined;
  if (top !== 'src') return `src/ imports nothing from ${top === '..' ? 'outside' : `${top}/`}`;
  const from = ROOMS.indexOf(roomOf(source.path));
  const to = ROOMS.indexOf(roomOf(target));
  if (to <= from) return undefined;
  return `${roomOf(source.path)}/ stands above ${roomOf(target)}/ and must not know of it`;
}

/** Imports, of types too, go up the list of rooms, never down it. */
export const importsGoUp: Check = (project) => {
  const findings: string[] = [];
  for (const source of filesIn(project, 'src')) {
    for (const { target, line } of source.imports) {
      const reason = forbidden(source, target);
      if (reason) findings.push(`${source.path}:${line} imports ${target}: ${reason}`);
    }
  }
  return findings;
};

/**
 * The pages know the types of src/ and nothing else of it: what a browser runs is all in web/.
 */
export const pagesTakeTypesOnly: Check = (project) => {
  const findings: string[] = [];
  for (const source of filesIn(project, 'web')) {
    if (isTest(source.path)) continue;
    for (const { target, line, typeOnly } of source.imports) {
      if (target.startsWith('web/') || (target.startsWith('src/') && typeOnly)) continue;
      findings.push(`${source.path}:${line} imports ${target}: pages take types from src/ only`);
    }
  }
  return findings;
};

/** Only plug-in rooms have an `index.ts`, and each of them has one. */
export const indexesOnlyForPlugIns: Check = (project) => {
  const findings: string[] = [];
  for (const { path: file } of project.sources.values()) {
    if (!/^index\.(ts|tsx|mjs)$/.test(path.posix.basename(file))) continue;
    if (!file.startsWith('src/') || PLUG_IN_ROOMS.includes(path.posix.dirname(file))) continue;
    findings.push(`${file}:1 is a barrel: import from the file itself`);
  }
  for (const room of PLUG_IN_ROOMS) {
    const [first] = filesIn(project, room);
    if (first === undefined || project.sources.has(`${room}/index.ts`)) continue;
    findings.push(`${first.path}:1 stands in a plug-in room without an index.ts`);
  }
  return findings;
};

/** Each file that a plug-in room's index lists has a test beside it. */
export const plugInsHaveTests: Check = (project) => {
  const findings: string[] = [];
  for (const room of PLUG_IN_ROOMS) {
    const index = project.sources.get(`${room}/index.ts`);
    for (const { target, typeOnly } of index?.imports ?? []) {
      if (typeOnly || !target.startsWith(`${room}/`)) continue;
      if (project.sources.has(target.replace(/\.ts$/, '.test.ts'))) continue;
      findings.push(`${target}:1 is a plug-in without a test beside it`);
    }
  }
  return findings;
};
