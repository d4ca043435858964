// One idea a file, and a function that can be seen at once.

import { type Check, isTest, lineAt, nameOf, nodesIn, type Source, walk } from './tree.ts';

const MOST_LINES = 320;
const MOST_LINES_IN_TEST = 600;
const MOST_LINES_IN_FUNCTION = 70;
const MOST_COLUMNS = 100;
/** A word that cannot be broken, such as a URL or a hash, may stand over the margin. */
const LONG_WORD = /\S{40,}/;

function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/** Files stay short. */
export const filesAreShort: Check = (project) => {
  const findings: string[] = [];
  for (const { path, text } of project.sources.values()) {
    const lines = lineCount(text);
    const most = isTest(path) ? MOST_LINES_IN_TEST : MOST_LINES;
    if (lines > most)
      findings.push(`${path}:${most} goes on to ${lines} lines; ${most} are enough`);
  }
  return findings;
};

function longFunctions(source: Source): string[] {
  const findings: string[] = [];
  walk(source.program, (node, parent) => {
    if (!/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type))
      return;
    // The callback of `describe` is a heading, not a function.
    if (parent?.type === 'CallExpression' && nameOf(parent.callee) === 'describe') return;
    const line = lineAt(source.text, node.start);
    const lines = lineAt(source.text, node.end) - line + 1;
    if (lines <= MOST_LINES_IN_FUNCTION) return;
    const [id] = [...nodesIn(node.id), ...nodesIn(parent?.id), ...nodesIn(parent?.key)];
    const name = nameOf(id) || 'a function';
    findings.push(
      `${source.path}:${line} ${name} has ${lines} lines; ${MOST_LINES_IN_FUNCTION} are enough`,
    );
  });
  return findings;
}

/** Functions stay short. */
export const functionsAreShort: Check = (project) => {
  return [...project.sources.values()].flatMap(longFunctions);
};

/** Lines end within the margin: the formatter breaks code, but neither strings nor comments. */
export const linesAreNarrow: Check = (project) => {
  const findings: string[] = [];
  for (const { path, text } of project.sources.values()) {
    for (const [index, line] of text.split('\n').entries()) {
      const columns = [...line].length;
      if (columns <= MOST_COLUMNS || LONG_WORD.test(line)) continue;
      findings.push(`${path}:${index + 1} has ${columns} columns; ${MOST_COLUMNS} are the margin`);
    }
  }
  return findings;
};
