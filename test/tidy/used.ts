// Nothing is kept that nothing uses.

import path from 'node:path';
import { type Check, isTest, type Project } from './tree.ts';

/** Where the program begins; every other file of src/ is reached from one of these. */
function isEntry(file: string): boolean {
  if (file === 'src/cli/main.ts' || file === 'hue.config.ts') return true;
  return path.posix.dirname(file) === 'bench' || path.posix.dirname(file) === 'web';
}

/** Where the tests begin; some are named in an argument, to be a process of their own. */
function isTestEntry(file: string): boolean {
  const processes = ['test/worker.ts', 'test/hue-host.ts'];
  return isTest(file) || file.endsWith('.mjs') || processes.includes(file);
}

function reach(project: Project, isStart: (file: string) => boolean): Set<string> {
  const reached = new Set<string>();
  const open = [...project.sources.keys()].filter(isStart);
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const { target } of project.sources.get(file)?.imports ?? []) open.push(target);
  }
  return reached;
}

/** The program, its pages and benchmarks reach every file of theirs; the tests, of test/. */
export const noDeadFiles: Check = (project) => {
  const program = reach(project, isEntry);
  const tests = reach(project, isTestEntry);
  const findings: string[] = [];
  for (const file of project.sources.keys()) {
    if (isTest(file) || file.endsWith('.bench.ts')) continue;
    if (/^(src|web|bench)\//.test(file) && !program.has(file)) {
      const starts = 'neither src/cli/main.ts, web/main.tsx nor a benchmark';
      findings.push(`${file}:1 is dead: ${starts} reaches it`);
    }
    if (file.startsWith('test/') && !tests.has(file)) {
      findings.push(`${file}:1 is dead: no test reaches it`);
    }
  }
  return findings;
};

/** Whatever a file of src/, web/ or test/ exports, another file imports. */
export const noUnusedExports: Check = (project) => {
  const used = new Set<string>();
  for (const source of project.sources.values()) {
    for (const { target, names } of source.imports) {
      if (target === source.path) continue;
      for (const name of names) used.add(`${target} ${name}`);
    }
  }
  const findings: string[] = [];
  for (const source of project.sources.values()) {
    if (!/^(src|web|test|bench)\//.test(source.path) || isEntry(source.path)) continue;
    if (used.has(`${source.path} *`) || source.path === 'test/reporter.ts') continue;
    for (const { name, line } of source.exports) {
      if (used.has(`${source.path} ${name}`)) continue;
      findings.push(`${source.path}:${line} exports ${name}, which no other file imports`);
    }
  }
  return findings;
};
