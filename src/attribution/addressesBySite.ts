import { InputError, show } from '../base/errors.ts';
import { type Declaration, parseJson } from './addressList.ts';
import { tagOfListed } from './listed.ts';
import { createFaults, type Tag, type TagFile } from './tags.ts';

const MAX_ADDRESSES = 2_000_000;

/**
 * Reads addresses by the site that asked for money, `{"site": ["0x…"]}` (ScamSniffer,
 * polkadot-js). Keys that are no host name are names of culprits, and are read as labels.
 * @throws InputError where the text is no such object
 */
export function readAddressesBySite(file: string, text: string, declared: Declaration): TagFile {
  const found = parseJson(file, text);
  if (typeof found !== 'object' || found === null || Array.isArray(found)) {
    throw new InputError(file, 'an object of addresses by site', show(text));
  }
  const faults = createFaults(file);
  const tags: Tag[] = [];
  let rows = 0;
  for (const [index, [site, addresses]] of Object.entries(found).entries()) {
    const line = index + 1;
    if (!Array.isArray(addresses)) {
      rows += 1;
      faults.add('tag', line, show(site), 'a list of addresses', show(addresses));
      continue;
    }
    const isHost = /^[^\s/]+\.[^\s/.]{2,}(\/\S*)?$/.test(site);
    for (const address of addresses) {
      rows += 1;
      if (rows > MAX_ADDRESSES) throw new InputError(file, `at most ${MAX_ADDRESSES}`, 'more');
      const text = typeof address === 'string' ? address : '';
      const words = isHost ? [declared.category] : [];
      const entry = { file, line, address: text, label: site, words };
      const tag = tagOfListed(declared, entry, faults);
      if (tag) tags.push(tag);
    }
  }
  return { layout: 'addresses-by-site', rows, tags, warnings: faults.list() };
}
