import { BoundField, type Cell, Meanings, newCell, textIn } from './fields.ts';
import type { Layout } from './mapping.ts';
import type { Row } from './rows.ts';
import { type Assets, placesOf } from './tokens.ts';
import { plain, type WarningCode } from './warnings.ts';

/** Something is wrong with the asset of a row; if it is not fatal, `asset` is used. */
interface TokenFault {
  readonly isFatal: boolean;
  readonly asset: number;
  readonly code: WarningCode;
  readonly field: string;
  readonly expected: string;
  readonly found: string;
}

const SYMBOL_MAX = 64;
const UNREAD = -1;
const NO_CONTRACT = -2;
const NOT_SAID = -1;
const WRONG = -2;

/** Reads the asset of a row: each contract is looked up once for a file. */
export class TokenReader {
  readonly #assets: Assets;
  readonly #layout: Layout;
  readonly #contract: BoundField;
  readonly #symbol: BoundField;
  readonly #decimals: BoundField;
  readonly #item: BoundField;
  readonly #standard: BoundField;
  /** The one asset of the file, if it has no column for it, or `UNREAD`. */
  readonly #only: number;
  readonly #cell: Cell = newCell();
  readonly #other: Cell = newCell();
  readonly #contracts = new Meanings<{ asset: number }>(() => ({ asset: UNREAD }));
  readonly #places = new Meanings((text) => (text === '' ? NOT_SAID : placesOrWrong(text)));

  constructor(assets: Assets, layout: Layout, header: readonly string[]) {
    this.#assets = assets;
    this.#layout = layout;
    this.#contract = new BoundField(layout.contract, header);
    this.#symbol = new BoundField(layout.symbol, header);
    this.#decimals = new BoundField(layout.decimals, header);
    this.#item = new BoundField(layout.item, header);
    this.#standard = new BoundField('Type', header);
    const usd = layout.unit === 'usd' ? assets.usd() : UNREAD;
    this.#only = usd >= 0 || this.#contract.isGiven ? usd : assets.native;
  }

  read(row: Row): number | TokenFault {
    if (this.#only >= 0) return this.#only;
    this.#contract.locate(row, this.#cell);
    const known = this.#contracts.of(this.#cell);
    if (this.#layout.item) return this.#readItem(row);
    if (known.asset === UNREAD) known.asset = this.#learn(row);
    if (known.asset === NO_CONTRACT) return this.#noContract();
    return this.#decimals.isGiven ? this.#checkPlaces(row, known.asset) : known.asset;
  }

  #noContract(): TokenFault {
    const expected = 'the address of a token contract';
    const found = textIn(this.#cell);
    return { isFatal: true, asset: UNREAD, code: 'address', field: 'contract', expected, found };
  }

  #learn(row: Row): number {
    const text = textIn(this.#cell);
    const contract = this.#assets.contract(text);
    if (contract === null) return this.#assets.native;
    if (contract === false) return NO_CONTRACT;
    const places = this.#claimedPlaces(row);
    this.#symbol.locate(row, this.#other);
    const around = text.includes(contract) ? text.replace(contract, '').replace(/[()]/g, '') : '';
    return this.#assets.token(contract, {
      symbol: plain(textIn(this.#other) || around.trim()).slice(0, SYMBOL_MAX),
      decimals: places < 0 ? null : places,
      isScaled: this.#layout.unit === 'decimal',
    });
  }

  #claimedPlaces(row: Row): number {
    if (!this.#decimals.isGiven) return NOT_SAID;
    this.#decimals.locate(row, this.#other);
    return this.#places.of(this.#other);
  }

  /** A claim that contradicts what is known of the asset is reported, and the amount stands. */
  #checkPlaces(row: Row, asset: number): number | TokenFault {
    const places = this.#claimedPlaces(row);
    if (places === NOT_SAID) return asset;
    const { decimals, symbol } = this.#assets.asset(asset);
    if (places === decimals) return asset;
    const found = textIn(this.#other);
    const expected = `${decimals} decimals of ${symbol}`;
    return { isFatal: false, asset, code: 'decimals', field: 'decimals', expected, found };
  }

  #readItem(row: Row): number | TokenFault {
    const contract = this.#assets.contract(textIn(this.#cell));
    if (!contract) return this.#noContract();
    this.#symbol.locate(row, this.#other);
    const symbol = plain(textIn(this.#other)).slice(0, SYMBOL_MAX);
    this.#item.locate(row, this.#other);
    const item = textIn(this.#other);
    if (/^\d{1,78}$/.test(item)) {
      this.#standard.locate(row, this.#other);
      const standard = textIn(this.#other).includes('1155') ? 'erc1155' : 'erc721';
      return this.#assets.nft(standard, contract, item, symbol);
    }
    const expected = 'the number of a token';
    return {
      isFatal: true,
      asset: UNREAD,
      code: 'amount',
      field: 'item',
      expected,
      found: item,
    };
  }
}

function placesOrWrong(text: string): number {
  const places = placesOf(text);
  return places < 0 ? WRONG : places;
}
