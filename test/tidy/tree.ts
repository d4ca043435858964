// The checks' view of a project: its files, the TypeScript among them parsed, and who imports whom.
// Everything is made from a map of path to text, so that a test can hand in three lines of its own.

import fs from 'node:fs';
import path from 'node:path';
import { parseSync } from 'oxc-parser';

/** A node of the syntax tree (ESTree with TypeScript's nodes), as far as the checks look at it. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** What one file takes from another; `*` means all of it. */
interface Import {
  /** The path of the file in the project. */
  readonly target: string;
  readonly names: readonly string[];
  readonly line: number;
  /** Whether it is erased before the program runs. */
  readonly typeOnly: boolean;
}

export interface Source {
  readonly path: string;
  readonly text: string;
  readonly program: Node;
  readonly comments: readonly { readonly text: string; readonly line: number }[];
  readonly imports: readonly Import[];
  readonly exports: readonly { readonly name: string; readonly line: number }[];
}

export interface Project {
  /** Every file that people write, by its path from the root with `/`. */
  readonly texts: ReadonlyMap<string, string>;
  /** Those in TypeScript. */
  readonly sources: ReadonlyMap<string, Source>;
  /** What does not parse. */
  readonly errors: readonly string[];
}

/** Gives one line for each thing that breaks a rule: `path:line what`. */
export type Check = (project: Project) => string[];

export function isTest(file: string): boolean {
  return file.endsWith('.test.ts');
}

/** The number of the line on which `offset` stands, from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    line += 1;
  }
  return line;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** The nodes in a field that holds a node, a list of nodes, or nothing. */
export function nodesIn(value: unknown): Node[] {
  return Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [];
}

/** Calls `visit` for `node` and everything below it, parents first. */
export function walk(
  node: Node,
  visit: (node: Node, parent: Node | undefined) => void,
  parent?: Node,
): void {
  visit(node, parent);
  for (const key in node) {
    const value = node[key];
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) walk(item, visit, node);
    } else if (isNode(value)) {
      walk(value, visit, node);
    }
  }
}

/** The name of an identifier or a string key; empty for computed ones. */
export function nameOf(value: unknown): string {
  if (!isNode(value)) return '';
  if (value.type === 'Identifier' || value.type === 'PrivateIdentifier') return String(value.name);
  return value.type === 'Literal' && typeof value.value === 'string' ? value.value : '';
}

function literal(value: unknown): string | undefined {
  return isNode(value) && typeof value.value === 'string' ? value.value : undefined;
}

/** The names that a declared pattern binds: `a`, `{ a, b: c }`, `[a]`. */
function boundNames(pattern: unknown): string[] {
  if (!isNode(pattern)) return [];
  if (pattern.type === 'Identifier') return [nameOf(pattern)];
  const parts = [pattern.properties, pattern.elements, pattern.value, pattern.left];
  return [...parts.flatMap(nodesIn), ...nodesIn(pattern.argument)].flatMap(boundNames);
}

function exportedNames(node: Node): string[] {
  if (node.type === 'ExportDefaultDeclaration') return ['default'];
  if (node.type !== 'ExportNamedDeclaration') return [];
  const specified = nodesIn(node.specifiers).map((specifier) => nameOf(specifier.exported));
  const [declaration] = nodesIn(node.declaration);
  if (declaration === undefined) return specified;
  if (declaration.type === 'VariableDeclaration') {
    return nodesIn(declaration.declarations).flatMap((one) => boundNames(one.id));
  }
  return [nameOf(declaration.id)];
}

/** What a file takes through `import * as name`: the members that it names, or all (`*`). */
function membersOf(name: string, program: Node): string[] {
  const members = new Set<string>();
  walk(program, (node, parent) => {
    if (nameOf(node) !== name || parent?.type === 'ImportNamespaceSpecifier') return;
    if (parent?.type === 'MemberExpression' && parent.object === node && !parent.computed) {
      members.add(nameOf(parent.property));
    } else if (parent?.type === 'TSQualifiedName' && parent.left === node) {
      members.add(nameOf(parent.right));
    } else {
      members.add('*');
    }
  });
  return [...members];
}

function importedNames(node: Node, program: Node): string[] {
  return nodesIn(node.specifiers).flatMap((specifier) => {
    switch (specifier.type) {
      case 'ImportSpecifier':
        return [nameOf(specifier.imported)];
      case 'ExportSpecifier':
        return [nameOf(specifier.local)];
      case 'ImportDefaultSpecifier':
        return ['default'];
      default:
        return membersOf(nameOf(specifier.local), program);
    }
  });
}

function isTypeOnly(node: Node): boolean {
  if (node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers = nodesIn(node.specifiers);
  return specifiers.length > 0 && specifiers.every((one) => one.importKind === 'type');
}

/** `new URL('./worker.ts', import.meta.url)`: how a file names another that it will start. */
function urlOfFile(node: Node): string | undefined {
  if (node.type !== 'NewExpression' || nameOf(node.callee) !== 'URL') return undefined;
  const [file, base] = nodesIn(node.arguments);
  return base?.type === 'MemberExpression' ? literal(file) : undefined;
}

function importOf(
  node: Node,
  program: Node,
): { specifier: string; names: string[]; typeOnly: boolean } | null {
  const url = urlOfFile(node);
  if (url !== undefined) return { specifier: url, names: ['*'], typeOnly: false };
  const specifier = literal(node.source);
  if (specifier === undefined) return null;
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
      return { specifier, names: importedNames(node, program), typeOnly: isTypeOnly(node) };
    case 'TSImportType':
      return { specifier, names: ['*'], typeOnly: true };
    case 'ExportAllDeclaration':
    case 'ImportExpression':
      return { specifier, names: ['*'], typeOnly: false };
    default:
      return null;
  }
}

function parse(file: string, text: string): { source: Source; errors: string[] } {
  const result = parseSync(file, text);
  const program = result.program as unknown as Node;
  const imports: Import[] = [];
  const exports: { name: string; line: number }[] = [];
  walk(program, (node) => {
    const line = () => lineAt(text, node.start);
    const found = importOf(node, program);
    if (found?.specifier.startsWith('.')) {
      const target = path.posix.join(path.posix.dirname(file), found.specifier);
      imports.push({ target, names: found.names, typeOnly: found.typeOnly, line: line() });
    }
    for (const name of exportedNames(node)) exports.push({ name, line: line() });
  });
  const comments = result.comments.map((comment) => ({
    text: comment.value,
    line: lineAt(text, comment.start),
  }));
  const errors = result.errors.map((error) => `${file} does not parse: ${error.message}`);
  return { source: { path: file, text, program, comments, imports, exports }, errors };
}

/** The project that consists of `files`: text by path. */
export function projectOf(files: Readonly<Record<string, string>>): Project {
  const sources = new Map<string, Source>();
  const errors: string[] = [];
  for (const [file, text] of Object.entries(files)) {
    if (!/\.(ts|tsx|mjs)$/.test(file)) continue;
    const parsed = parse(file, text);
    sources.set(file, parsed.source);
    errors.push(...parsed.errors);
  }
  return { texts: new Map(Object.entries(files)), sources, errors };
}

/** The folders in which people write, besides the root itself. */
const FOLDERS = ['src', 'test', 'bench', 'web', 'docs', 'examples', '.ci'];
const WRITTEN = /(\.(ts|tsx|mjs|md|sql|sh|yml|yaml|html|css)|^package(-lock)?\.json|^[^.]+|run)$/;
/** Larger files are data. */
const MOST_BYTES = 1_000_000;

/** Reads the project in the folder `root`. */
export function readProject(root: string): Project {
  const files: Record<string, string> = {};
  const add = (file: string): void => {
    const size = fs.statSync(path.join(root, file)).size;
    if (!WRITTEN.test(path.posix.basename(file)) || size > MOST_BYTES) return;
    files[file] = fs.readFileSync(path.join(root, file), 'utf8');
  };
  const addFolder = (folder: string): void => {
    for (const entry of fs.readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const file = path.posix.join(folder, entry.name);
      if (entry.isDirectory() && !/^(node_modules|dist|data)$/.test(entry.name)) addFolder(file);
      else if (entry.isFile()) add(file);
    }
  };
  for (const entry of fs.readdirSync(root, { withFileTypes: true })) {
    if (entry.isFile()) add(entry.name);
    else if (entry.isDirectory() && FOLDERS.includes(entry.name)) addFolder(entry.name);
  }
  return projectOf(files);
}
