import { InputError } from '../../base/errors.ts';
import { createFaults } from '../tags.ts';
import { addressId } from './addresses-in.ts';
import { readText } from './delimited.ts';
import type { ListFile, ListReader } from './list.ts';
import { wholeList } from './list.ts';
import type { ListedParty, PartyWallet } from './party.ts';

const ADDRESS = /^[0-9A-Za-z:]{20,120}$/;
const PER_SYMBOL = /sanctioned_addresses_([A-Z0-9]{2,10})\.json$/;

/** Bare addresses: a JSON array, or one a line. What the file is of, its list must say. */
export const addressList: ListReader = {
  id: 'address-list',
  knows: (name, head) => {
    const first = head.replace(/^\ufeff/, '').trimStart();
    const isList = first.startsWith('[') || ADDRESS.test(first.split(/\r?\n/)[0]?.trim() ?? '');
    return isList && !PER_SYMBOL.test(name);
  },
  read: (files, list) => readAddresses(files, list, () => ''),
};

/** `sanctioned_addresses_XBT.json`: one array for each of a list's symbols. */
export const addressesBySymbol: ListReader = {
  id: 'addresses-by-symbol',
  knows: (name) => PER_SYMBOL.test(name),
  read: (files, list) =>
    readAddresses(files, list, (name) => {
      const symbol = PER_SYMBOL.exec(name)?.[1];
      if (symbol) return symbol;
      throw new InputError(name, 'a file sanctioned_addresses_SYMBOL.json', name);
    }),
};

/** One party for each address, with every symbol under which it stands. */
async function readAddresses(
  files: readonly ListFile[],
  list: string,
  symbolOf: (name: string) => string,
) {
  const faults = createFaults(files[0]?.name ?? list);
  const byAddress = new Map<string, PartyWallet[]>();
  for (const file of files) {
    const symbol = symbolOf(file.name);
    const addresses = textsOf(file.name, await readText(file, 'utf8'));
    for (const [index, published] of addresses.entries()) {
      if (typeof published !== 'string' || !ADDRESS.test(published)) {
        throw new InputError(`${file.name}:${index + 1}`, 'an address', published);
      }
      const id = addressId(published);
      const known = byAddress.get(id);
      if (!known) byAddress.set(id, [{ published, symbol }]);
      else if (!known.some((wallet) => wallet.symbol === symbol)) known.push({ published, symbol });
      else faults.add('identical', index + 1, 'address', 'each address once', published);
    }
  }
  const parties = [...byAddress].map(([id, wallets]) => partyOf(list, id, wallets));
  return wholeList(files[0]?.name ?? list, null, parties, faults.list());
}

function textsOf(name: string, text: string): readonly unknown[] {
  const bare = text.replace(/^\ufeff/, '').trim();
  if (!bare.startsWith('[')) {
    const lines = bare.split(/\r?\n/).map((line) => line.trim());
    return lines.filter((line) => line !== '' && !line.startsWith('#'));
  }
  let value: unknown;
  try {
    value = JSON.parse(bare);
  } catch (error) {
    throw new InputError(name, 'a JSON array', error instanceof Error ? error.message : error);
  }
  if (!Array.isArray(value)) throw new InputError(name, 'a JSON array', typeof value);
  return value;
}

function partyOf(list: string, id: string, wallets: readonly PartyWallet[]): ListedParty {
  return {
    list,
    id,
    kind: 'wallet',
    names: [],
    programs: [],
    born: [],
    countries: [],
    documents: [],
    wallets,
    from: null,
    to: null,
    remarks: null,
    url: null,
  };
}
