import { InputError } from '../../base/errors.ts';
import type { Day } from '../tags.ts';
import { addressId } from './addresses-in.ts';
import { countriesOf } from './countries.ts';
import { dateOf, readDay, readPartyDate } from './dates.ts';
import { ftmReader } from './ftm.ts';
import { type HeadedRow, readHeaded } from './headed.ts';
import { type ListReader, onlyFile, type SanctionsList, wholeList } from './list.ts';
import type { ListedParty, PartyKind } from './party.ts';
import { named, wholeName } from './party-names.ts';

const KINDS: Readonly<Record<string, PartyKind>> = {
  Person: 'person',
  LegalEntity: 'company',
  Wallet: 'wallet',
  Account: 'wallet',
};

/** Orders as OpenSanctions transcribes them (`seizures.csv`): one row for each wallet and order. */
const seizures: ListReader = {
  id: 'nbctf-seizures',
  knows: (_name, head) => /^\ufeff?schema,order_id,/.test(head),
  async read(files, list) {
    const file = onlyFile(files, list);
    const needed = ['schema', 'order_id', 'start_date', 'end_date', 'wallet_address'];
    const parties = new Map<string, ListedParty>();
    for (const row of await readHeaded(file, needed)) {
      if (!Object.hasOwn(KINDS, row.cell('schema'))) {
        const expected = Object.keys(KINDS).join(', ');
        throw new InputError(`${file.name}:${row.line}`, expected, row.cell('schema'));
      }
      const party = seizedParty(list, row);
      const known = parties.get(party.id);
      parties.set(party.id, known ? joined(known, party) : party);
    }
    return wholeList(file.name, null, [...parties.values()]);
  },
};

/** A holder is one party of an order with all wallets; a wallet without one stands for itself. */
function seizedParty(list: string, { cell }: HeadedRow): ListedParty {
  const [wallet, account, name] = [cell('wallet_address'), cell('account_id'), cell('name')];
  const papers = ['id_no', 'residency_no', 'passport_no'].flatMap((kind) =>
    cell(kind) === '' ? [] : { kind, number: cell(kind) },
  );
  const held = name || papers[0]?.number;
  const documents = account === '' ? papers : [...papers, accountOf(cell('platform'), account)];
  return {
    list,
    id: `${cell('order_id')} ${held ?? addressId(wallet || account)}`,
    kind: KINDS[cell('schema')] ?? 'other',
    names: named([wholeName(name, 'primary'), wholeName(cell('alias'), 'alias')]),
    programs: [cell('order_id')],
    born: [readPartyDate(cell('dob')) ?? []].flat(),
    countries: countriesOf(['id_country', 'residency_country', 'passport_country'].map(cell)),
    documents,
    wallets: wallet === '' ? [] : [{ published: wallet, symbol: cell('currency') }],
    from: readDay(cell('start_date')),
    to: readDay(cell('end_date')),
    remarks: null,
    url: cell('order_url') || null,
  };
}

function accountOf(platform: string, number: string) {
  return { kind: `account ${platform}`.trim(), number };
}

function joined(a: ListedParty, b: ListedParty): ListedParty {
  const known = new Set(a.documents.map(({ number }) => number));
  return {
    ...a,
    names: named([...a.names, ...b.names]),
    wallets: [...a.wallets, ...b.wallets],
    documents: [...a.documents, ...b.documents.filter(({ number }) => !known.has(number))],
  };
}

/**
 * Tron wallets by order (`tron_wallets.csv`), beside the inventory of the orders if it is given:
 * only that has their days. Notes say where a PDF misprints an address, and are kept.
 */
const wallets: ListReader = {
  id: 'nbctf-wallets',
  knows: (_name, head) => /^\ufeff?(num,wallet,|"?#"?,"?ASO)/.test(head),
  async read(files, list) {
    const inventory = files.find(({ name }) => /inventory/i.test(name));
    const file = onlyFile(
      files.filter((one) => one !== inventory),
      list,
    );
    const orders = inventory ? await readHeaded(inventory, ['ASO', 'Date Signed', 'Target']) : [];
    const byOrder = new Map(orders.map((row) => [row.cell('ASO'), row]));
    const parties = new Map<string, ListedParty>();
    for (const { line, cell } of await readHeaded(file, ['wallet', 'aso', 'note'])) {
      const [wallet, order] = [cell('wallet'), cell('aso')];
      if (!/^[0-9A-Za-z]{20,}$/.test(wallet)) {
        throw new InputError(`${file.name}:${line}`, 'a wallet', wallet);
      }
      const row = byOrder.get(order);
      const target = row?.cell('Target');
      const id = `ASO ${order} ${addressId(wallet)}`;
      parties.set(id, {
        list,
        id,
        kind: 'wallet',
        names: [],
        programs: [`ASO ${order}`],
        born: [],
        countries: [],
        documents: [],
        wallets: [{ published: wallet, symbol: 'TRX' }],
        from: signedDay(row?.cell('Date Signed') ?? ''),
        to: null,
        remarks: [target, cell('note')].filter(Boolean).join('; ') || null,
        url: null,
      });
    }
    return wholeList(file.name, null, [...parties.values()]);
  },
};

/**
 * The inventory mixes month-first and day-first dates: one that can be read both ways is not read,
 * for a wrong day of designation is worse than none.
 */
function signedDay(text: string): Day | null {
  const match = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text);
  if (!match) return null;
  const [, a, b, year] = match;
  const days = [dateOf(year, a, b), dateOf(year, b, a)].filter((day) => day?.length === 10);
  return new Set(days).size === 1 ? (days[0] ?? null) : null;
}

/** Orders of Israel's Minister of Defence: they seize property, and run out after two years. */
export const ilNbctf: SanctionsList = {
  id: 'il-nbctf',
  title: 'Israel NBCTF administrative seizure orders',
  state: 'seized',
  readers: [seizures, wallets, ftmReader(() => true)],
  urls: ['https://data.opensanctions.org/datasets/latest/il_mod_crypto/entities.ftm.json'],
  hosts: [],
  on: false,
  licence: 'CC BY-NC 4.0 as OpenSanctions publishes it',
  staleDays: 30,
};
