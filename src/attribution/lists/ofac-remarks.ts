import { readPartyDate } from './dates.ts';
import { isDocument, lastPart, WALLET_PREFIX } from './ofac-xml.ts';
import type { PartyDate, PartyName, PartyWallet } from './party.ts';
import { wholeName } from './party-names.ts';

/** What OFAC's delimited files keep in free text only. */
interface Remarks {
  readonly wallets: readonly PartyWallet[];
  readonly born: readonly PartyDate[];
  readonly countries: readonly string[];
  readonly documents: readonly { readonly kind: string; readonly number: string }[];
  /** Names in quotes: weak aliases have no row in `alt.csv`. */
  readonly weak: readonly PartyName[];
}

const WALLET = new RegExp(`^${WALLET_PREFIX}([A-Z0-9]+) ([A-Za-z0-9:]+)\\.?$`);
const DOCUMENT = /^(.*?[A-Za-z.)#]) ((?=[^ ]*\d)[^ ]+)(?: \(([^()]*)\))?(?: .*)?$/;

/** Reads remarks that are whole: joined with their overflow before, or an address is cut in two. */
export function readRemarks(text: string): Remarks {
  const wallets: PartyWallet[] = [];
  const born: PartyDate[] = [];
  const countries: string[] = [];
  const documents: { kind: string; number: string }[] = [];
  const weak: PartyName[] = [];
  for (const part of text.split(/;\s+/)) {
    const item = part.replace(/^alt\. /, '').replace(/\.$/, '');
    const wallet = WALLET.exec(item);
    if (wallet) {
      wallets.push({ symbol: wallet[1] ?? '', published: wallet[2] ?? '' });
      continue;
    }
    const [, word = '', rest = ''] = /^(\S+) (.*)$/.exec(item) ?? [];
    if (word === 'DOB') born.push(...[readPartyDate(rest) ?? []].flat());
    else if (word === 'POB') countries.push(lastPart(rest));
    else if (word === 'nationality' || word === 'citizen') countries.push(rest);
    else if (word === 'a.k.a.') weak.push(wholeName(rest.replace(/^'|'$/g, ''), 'alias', false));
    else {
      const document = DOCUMENT.exec(item);
      if (!document || !isDocument(document[1] ?? '')) continue;
      documents.push({ kind: document[1] ?? '', number: document[2] ?? '' });
    }
  }
  return { wallets, born, countries, documents, weak };
}
