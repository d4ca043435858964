import type { State } from '../tags.ts';
import type { Grade } from '../taxonomy.ts';
import type { SanctionsList } from './list.ts';
import type { ListedParty } from './party.ts';

/** What a list says of one address: all that a tag needs, before the address is read. */
export interface WalletStatement {
  /** As published: the text is evidence, and how it is keyed is decided elsewhere. */
  readonly published: string;
  /** The list's own symbol, which is no chain; empty where it has none. */
  readonly symbol: string;
  /** The party's first name, or null. */
  readonly entity: string | null;
  readonly list: string;
  readonly version: string;
  /** The list's id of the party. */
  readonly id: string;
  readonly programs: readonly string[];
  readonly state: State;
  /** G2: an authority has said so (taxonomy, axis G). */
  readonly grade: Grade;
  readonly licence: string;
}

/** The statements about a party's wallets, as one version of its list makes them. */
export function walletsOf(
  party: ListedParty,
  list: SanctionsList,
  version: string,
): readonly WalletStatement[] {
  const { from, to, programs, id } = party;
  const reference = party.url ?? (programs.length > 0 ? `${id} (${programs.join(', ')})` : id);
  const state: State = { state: list.state, by: list.title, from, to, reference, confirmed: true };
  return party.wallets.map(({ published, symbol }) => ({
    published,
    symbol,
    entity: party.names[0]?.text ?? null,
    list: list.id,
    version,
    id,
    programs,
    state,
    grade: 'G2',
    licence: list.licence,
  }));
}
