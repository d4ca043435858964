import { InputError, show } from '../base/errors.ts';
import { type Declaration, parseJson } from './addressList.ts';
import { tagOfListed } from './listed.ts';
import { createFaults, type Tag, type TagFile } from './tags.ts';

const MAX_ADDRESSES = 100_000;

/**
 * Reads one mining pool of bitcoin-data: `{"name", "addresses": […], "link"}`. Many have no
 * address: they are known by what they write into their blocks.
 * @throws InputError where the text is no such pool
 */
export function readMiningPool(file: string, text: string, declared: Declaration): TagFile {
  const pool = parseJson(file, text) as Readonly<Record<string, unknown>> | null;
  const { name, addresses, link } = pool ?? {};
  if (typeof name !== 'string' || !Array.isArray(addresses)) {
    throw new InputError(file, 'a pool with a name and addresses', show(text));
  }
  if (addresses.length > MAX_ADDRESSES) {
    throw new InputError(file, `at most ${MAX_ADDRESSES} addresses`, addresses.length);
  }
  const faults = createFaults(file);
  const url = typeof link === 'string' && link !== '' ? link : null;
  const tags = addresses.flatMap((address, index): Tag | Tag[] => {
    const entry = {
      file,
      line: index + 1,
      address: typeof address === 'string' ? address : '',
      label: name,
      words: ['miner'],
      own: { url },
    };
    return tagOfListed(declared, entry, faults) ?? [];
  });
  return { layout: 'mining-pool', rows: addresses.length, tags, warnings: faults.list() };
}
