import { InputError } from '../base/errors.ts';
import { type Declaration, readAddressList } from './addressList.ts';
import { type CsvOptions, readLabelsCsv } from './csv.ts';
import { readExplorerLabels } from './explorerLabels.ts';
import type { Actor } from './labels.ts';
import { readTagPack } from './tagpack.ts';
import type { TagFile } from './tags.ts';

interface ReadOptions extends CsvOptions {
  /** Source and kind of a JSON file; other formats say it themselves. */
  readonly declared?: Declaration;
  /** Operator names by actor id, for TagPacks. */
  readonly actors?: ReadonlyMap<string, Actor>;
}

/**
 * Reads a file of tags by the ending of its name: `.csv`, `.yaml` or `.yml` (TagPack), `.json` (a
 * bare list, or labels of an explorer; both need a declaration).
 * @throws InputError where the file is none of these or cannot be read
 */
export function readTags(file: string, text: string, options: ReadOptions = {}): TagFile {
  if (/\.csv$/i.test(file)) return readLabelsCsv(file, text, options);
  if (/\.ya?ml$/i.test(file)) return readTagPack(file, text, options.actors);
  if (/\.json$/i.test(file)) {
    if (options.declared) {
      const labels = /^\s*\{/.test(text.slice(0, 1000));
      return (labels ? readExplorerLabels : readAddressList)(file, text, options.declared);
    }
    const hint = 'such a file says neither who made it nor of what';
    throw new InputError(file, 'a declared chain, source and category', 'none', hint);
  }
  throw new InputError(file, 'a file of tags: .csv, .yaml or .json', file);
}
