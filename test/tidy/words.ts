// What is written in the files: nothing left for later, and nothing about where they were written.

import type { Check } from './tree.ts';

/** Spelt in halves, so that this file does not find itself. */
const LEFT_FOR_LATER = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'].join('|')})\\b`);

/** Places on one computer and marks of one workplace. */
const TRACES: readonly RegExp[] = [
  /(?<![\w.~*-])\/(root|work|home\/\w+|Users\/\w+)\/\w/,
  /\bregistry\.[a-z0-9-]+\.[a-z]{2,}/i,
  /\bco-authored-by:/i,
  /\b(written|generated|assisted) (by|with) (an? )?(ai|llm|assistant|chatbot)\b/i,
];

function* lines(text: string, first = 1): Generator<readonly [number, string]> {
  for (const [index, line] of text.split('\n').entries()) yield [first + index, line];
}

/** Nothing on main is left for later. */
export const nothingLeftForLater: Check = (project) => {
  const findings: string[] = [];
  const report = (file: string, line: number, text: string): void => {
    const word = LEFT_FOR_LATER.exec(text)?.[0];
    if (word) findings.push(`${file}:${line} says ${word}: do it, or leave it out`);
  };
  for (const { path, comments } of project.sources.values()) {
    for (const comment of comments) {
      for (const [line, text] of lines(comment.text, comment.line)) report(path, line, text);
    }
  }
  for (const [file, content] of project.texts) {
    if (project.sources.has(file) || file === 'package-lock.json') continue;
    for (const [line, text] of lines(content)) report(file, line, text);
  }
  return findings;
};

/** The files say nothing about the computers and accounts on which they were written. */
export const speaksOfItselfOnly: Check = (project) => {
  const findings: string[] = [];
  for (const [file, content] of project.texts) {
    if (file === 'LICENSE') continue;
    for (const [line, text] of lines(content)) {
      const found = TRACES.map((trace) => trace.exec(text)?.[0]).find(Boolean);
      if (found) findings.push(`${file}:${line} names a place of its making: ${found}`);
    }
  }
  return findings;
};
