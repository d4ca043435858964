import { existsSync, readFileSync } from 'node:fs';
import { getCompileCacheDir, stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../../../base/digest.ts';
import { InputError } from '../../../base/errors.ts';
import { writeWhole } from '../../../base/files.ts';

/**
 * The page's script: the modules that an entry file needs, one after another, each in a function of
 * its own, as one classic script. Only the forms that these modules use are understood: named
 * imports of relative files, and `export` before a function, const or class. In a checkout the
 * modules are TypeScript, whose types Node strips; in the published package they are JavaScript.
 */
export function bundle(entry: URL): string {
  const modules = new Map<string, string>();
  add(entry, modules);
  return `'use strict';\n${[...modules.values()].join('')}`;
}

const IMPORT = /^import\s*\{([^}]*)\}\s*from\s*'(\.[^']+)';?[ \t]*$/gm;
const EXPORT = /^export (?=(?:async )?(?:function\*?|const|class) +([A-Za-z_$][\w$]*))/gm;

/** Adds the modules that `file` imports, then `file`; returns the name of its exports. */
function add(file: URL, modules: Map<string, string>): string {
  const key = file.href;
  const known = [...modules.keys()].indexOf(key);
  if (known >= 0) return `module${known}`;
  const names: string[] = [];
  const body = javascript(file)
    .replace(IMPORT, (_line, list: string, path: string) => {
      const wanted = list
        .split(',')
        .map((item) => item.trim().replace(/\s+as\s+/, ': '))
        .filter(Boolean);
      if (wanted.length === 0) return '';
      return `const { ${wanted.join(', ')} } = ${add(new URL(path, file), modules)};`;
    })
    .replace(EXPORT, (_word, name: string) => {
      names.push(name);
      return '';
    })
    .replace(/^export \{\};?[ \t]*$/gm, '');
  const left = /^(?:import|export)\b.*$/m.exec(body);
  if (left) throw new Error(`internal error: ${key} has ${JSON.stringify(left[0])}`);
  const name = `module${modules.size}`;
  const tidy = body.replace(/[ \t]+$/gm, '').replace(/\n{2,}/g, '\n');
  modules.set(
    key,
    `const ${name} = (() => {\n${tidy.trim()}\nreturn { ${names.join(', ')} };\n})();\n`,
  );
  return name;
}

function javascript(file: URL): string {
  const source = readFileSync(fileURLToPath(file), 'utf8');
  return file.pathname.endsWith('.ts') ? withoutTypes(source) : source;
}

/**
 * Stripping takes as long as loading the program does, so its result is kept beside the modules
 * that Node keeps compiled for its next start, in a folder of this version of Node.
 */
function withoutTypes(source: string): string {
  const folder = getCompileCacheDir();
  if (folder === undefined) return stripped(source);
  const kept = join(folder, `${sha256(source)}.js`);
  if (existsSync(kept)) return readFileSync(kept, 'utf8');
  const text = stripped(source);
  try {
    writeWhole(kept, text);
  } catch (error) {
    // as Node does: where nothing can be kept, nothing is
    if (!(error instanceof InputError)) throw error;
  }
  return text;
}

/** Without the warning that Node prints while the function is new. */
function stripped(source: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}
