// What the documents name exists: files, links, headings, commands, flags, settings, rooms.

import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { Command } from 'commander';
import { caseSchema } from '../src/casework/case.ts';
import { settingsOf } from '../src/casework/settings.ts';
import { clusterCommand } from '../src/cli/cluster.ts';
import { exportCommand } from '../src/cli/export.ts';
import { importCommand } from '../src/cli/import.ts';
import { listsCommand } from '../src/cli/lists.ts';
import { openCommand } from '../src/cli/open.ts';
import { packCommand } from '../src/cli/pack.ts';
import { proveCommand } from '../src/cli/prove.ts';
import { replayCommand } from '../src/cli/replay.ts';
import { schemaCommand } from '../src/cli/schema.ts';
import { screenCommand } from '../src/cli/screen.ts';
import { serveCommand } from '../src/cli/serve.ts';
import { startCommand } from '../src/cli/start.ts';
import { tagsCommand } from '../src/cli/tags.ts';
import { traceCommand } from '../src/cli/trace.ts';
import { verifyCommand } from '../src/cli/verify.ts';
import { workCommand } from '../src/cli/work.ts';
import { RECORD_BYTES } from '../src/trace/kernel/memory.ts';
import { policies } from '../src/trace/policies/index.ts';
import type { Lot, PolicyId } from '../src/trace/policies/policy.ts';
import { traceResultSchema } from '../src/trace/result.ts';
import { PLUG_IN_ROOMS, ROOMS } from './tidy/rooms.ts';

const ROOT = path.dirname(import.meta.dirname);
const DOCUMENTS = globSync(['*.md', 'docs/*.md', 'docs/desk/*.md', 'examples/*/*.md'], {
  cwd: ROOT,
}).sort();
/** Those that quote the command line, and are held to its flags. */
const MINE = [
  ...['README.md', 'ARCHITECTURE.md', 'docs/trace.md', 'docs/formats.md'],
  ...['docs/sources.md', 'docs/evidence.md', 'docs/screen.md', 'docs/tags.md', 'docs/lists.md'],
  ...['docs/clusters.md', 'docs/desk/install.md', 'docs/desk/store.md'],
];
const COMMANDS: readonly Command[] = [
  traceCommand(),
  startCommand(),
  schemaCommand(),
  replayCommand(),
  proveCommand(),
  verifyCommand(),
  packCommand(),
  openCommand(),
  screenCommand(),
  listsCommand(),
  tagsCommand(),
  clusterCommand(),
  serveCommand(),
  workCommand(),
  exportCommand(),
  importCommand(),
];

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/** Code between backquotes and in blocks, one entry for each line. */
function codeOf(text: string): string[] {
  const blocks = [...text.matchAll(/^ *```\w*\n([\s\S]*?)^ *```/gm)].map(([, code = '']) => code);
  const indented = [...text.matchAll(/^(?: {4}|\t)+(.+)$/gm)].map(([, code = '']) => code);
  const rest = text.replace(/^ *```[\s\S]*?^ *```/gm, '');
  const spans = [...rest.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  return [...blocks.flatMap((block) => block.split('\n')), ...indented, ...spans];
}

/** The anchor that a heading gets on the customary hosts of repositories. */
function anchorsOf(text: string): Set<string> {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

describe('links', () => {
  for (const file of DOCUMENTS) {
    test(file, () => {
      for (const [, link = ''] of read(file).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:/.test(link)) continue;
        const [target = '', anchor] = link.split('#');
        const found = target === '' ? file : path.join(path.dirname(file), target);
        assert.ok(existsSync(path.join(ROOT, found)), `${file} links to ${link}`);
        if (anchor === undefined) continue;
        assert.ok(anchorsOf(read(found)).has(anchor), `${file} links to ${link}: no such heading`);
      }
    });
  }
});

describe('paths', () => {
  const ROOTED = /^(?:src|test|bench|docs|examples)\/[\w./-]+$/;
  for (const file of DOCUMENTS) {
    test(file, () => {
      const named = codeOf(read(file)).flatMap((code) => code.split(/[\s:,()'"]+/));
      for (const name of named.map((word) => word.replace(/\.$/, ''))) {
        if (!ROOTED.test(name) || isPlanned(name)) continue;
        assert.ok(existsSync(path.join(ROOT, name)), `${file} names ${name}`);
      }
    });
  }

  /** The rules of the house speak of rooms that are not furnished yet. */
  function isPlanned(name: string): boolean {
    return [...PLUG_IN_ROOMS, ...ROOMS.map((room) => `src/${room}`)].includes(
      name.replace(/\/$/, ''),
    );
  }

  test('files that ARCHITECTURE.md names by their last part', () => {
    const files = globSync('{src,test,bench}/**/*.ts', { cwd: ROOT });
    const names = new Set(files.map((name) => path.basename(name)));
    const spans = codeOf(read('ARCHITECTURE.md')).filter((code) => /^[\w.-]+\.ts$/.test(code));
    for (const name of spans) assert.ok(names.has(name), `ARCHITECTURE.md names ${name}`);
  });
});

describe('commands', () => {
  const scripts = Object.keys(JSON.parse(read('package.json')).scripts);
  for (const file of DOCUMENTS) {
    test(`npm scripts in ${file}`, () => {
      for (const [, name = ''] of read(file).matchAll(/npm run ([a-z][\w:-]*)/g)) {
        assert.ok(scripts.includes(name), `${file} names npm run ${name}`);
      }
    });
  }

  for (const file of MINE) {
    test(`flags of hue in ${file}`, () => {
      for (const line of codeOf(read(file).replaceAll('\\\n', ' '))) {
        const call = /^(?:\$ )?(?:\.\/)?hue (\w+)(.*)$/.exec(line.trim());
        if (!call) continue;
        const [, verb = '', rest = ''] = call;
        const command = COMMANDS.find((candidate) => candidate.name() === verb);
        assert.ok(command, `${file} names hue ${verb}`);
        for (const [flag] of rest.split(/ && | \| /)[0]?.matchAll(/--[a-z][\w-]*/g) ?? []) {
          const all = [command, ...command.commands].flatMap(({ options }) => options);
          const known = all.some(({ long }) => long === flag);
          assert.ok(known, `${file}: hue ${verb} has no ${flag}`);
        }
      }
    });
  }

  test('docs/trace.md tells of every flag, with the value it takes, and of no other', () => {
    const [trace] = COMMANDS as [Command];
    const rows = [...read('docs/trace.md').matchAll(/^\| `(--[^`]+)` \|/gm)];
    const told = rows.map(([, flags = '']) => flags.replaceAll('\\|', '|')).sort();
    assert.deepEqual(told, trace.options.map(({ flags }) => flags).sort());
  });

  test('docs/trace.md tells the defaults that hold', () => {
    const { policy, limits } = settingsOf({});
    const known: Readonly<Record<string, unknown>> = { policy, ...limits };
    const rows = [...read('docs/trace.md').matchAll(/^\|.*\| `(\w+)` \| `([^`]+)` \| /gm)];
    const told = Object.fromEntries(rows.map(([, name = '', value = '']) => [name, value]));
    const defaults = Object.entries(known).filter(([, value]) => value !== null);
    assert.deepEqual(told, Object.fromEntries(defaults.map(([name, value]) => [name, `${value}`])));
  });
});

test('docs/trace.md explains every state of a place', () => {
  const { status } = traceResultSchema.shape.destinations.element.shape;
  const text = read('docs/trace.md').split('## Read the answer')[1] ?? '';
  for (const state of status.options) assert.match(text, new RegExp(`^\\| ${state} \\| `, 'm'));
});

test('docs/formats.md names every field of a case and every section of a result', () => {
  const text = read('docs/formats.md');
  const theft = caseSchema.shape.thefts.unwrap().element.shape;
  const fields = [
    ...Object.keys(caseSchema.shape),
    ...Object.keys(caseSchema.shape.ledger.shape).map((name) => `ledger.${name}`),
    ...Object.keys(theft).map((name) => (/^(id|title)$/.test(name) ? name : `thefts[].${name}`)),
    ...Object.keys(traceResultSchema.shape),
  ];
  for (const name of fields) assert.ok(text.includes(`\`${name}\``), `formats.md: ${name}`);
});

test('the table of policies in docs/trace.md is what the policies give', () => {
  const lot = (amount: bigint, label: number | null): Lot => ({ amount, label, history: -1 });
  const ledger = [lot(50n, 0), lot(100n, null), lot(10n, 0)];
  const rows = [...read('docs/trace.md').matchAll(/^\| (\w+) \| (\d+) \| (\d+) \| (\d+) \|$/gm)];
  const told = rows.map(([, id, all, a, b]) => [id, Number(all), Number(a), Number(b)]);
  const given = (Object.keys(policies) as PolicyId[]).map((id) => {
    const [a = 0, b = 0] = payments(id, ledger, [50n, 30n]);
    return [id, a + b, a, b];
  });
  assert.deepEqual(told, given);
});

/** Dirty units of each payment, one after another or together, as the policy wants it. */
function payments(id: PolicyId, ledger: readonly Lot[], amounts: readonly bigint[]): number[] {
  const rule = policies[id];
  const sum = (lots: readonly Lot[]): bigint => lots.reduce((all, { amount }) => all + amount, 0n);
  const dirty = (lots: readonly Lot[]): number => Number(sum(lots.filter((l) => l.label !== null)));
  if (rule.together) {
    const rest = sum(ledger) - amounts.reduce((a, b) => a + b, 0n);
    return rule
      .outflow(ledger, [...amounts, rest])
      .slice(0, -1)
      .map(dirty);
  }
  let lots = ledger;
  return amounts.map((amount) => {
    const [paid = [], stays = []] = rule.outflow(lots, [amount, sum(lots) - amount]);
    lots = stays;
    return dirty(paid);
  });
}

test('ARCHITECTURE.md tells the bytes of every record of the kernel', () => {
  const rows = [...read('ARCHITECTURE.md').matchAll(/^\| `(\w+)` \| (\d+)\b/gm)];
  const told = Object.fromEntries(rows.map(([, record = '', bytes]) => [record, Number(bytes)]));
  assert.deepEqual(told, RECORD_BYTES);
});

test('the rooms in ARCHITECTURE.md are those of the house, in their order', () => {
  const rows = [...read('ARCHITECTURE.md').matchAll(/^\| `([a-z]+)` \| \D/gm)];
  assert.deepEqual(
    rows.map(([, room]) => room),
    ROOMS,
  );
});
