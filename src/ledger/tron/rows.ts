import type { Origin, Transfer } from '../port.ts';
import { tronHolder } from './address.ts';
import { internalOf, outcomeOf, transfersOf } from './decode.ts';
import { assemble, fault, type Part, type Reading } from './parts.ts';
import type { AccountRow, InternalRow, TokenRow } from './shapes.ts';

/** Rows of TronGrid's account lists as transfers, as far as a row says. */

/** What the transaction itself pays, and its fee; not its logs and internal transfers. */
export function ownTransfers(row: AccountRow, origin: Origin, reading: Reading): Transfer[] {
  const time = Math.floor(row.block_timestamp / 1000);
  const outcome = { input: origin.input, row: origin.line };
  const place = { block: row.blockNumber, time, txIndex: null, origin, outcome };
  return transfersOf(row, outcomeOf(row), place, reading);
}

export function internalTransfers(row: InternalRow, origin: Origin, reading: Reading): Transfer[] {
  const { note, rejected, call_value: values } = row.data;
  const internal = {
    caller_address: row.from_address,
    transferTo_address: row.to_address,
    callValueInfo: Object.entries(values).map(([token, callValue]) =>
      token === '_' ? { callValue } : { callValue, tokenId: token },
    ),
    note,
    rejected,
  };
  return placed(internalOf(internal, reading), row.tx_id, row.block_timestamp, origin, reading);
}

export function tokenTransfers(row: TokenRow, origin: Origin, reading: Reading): Transfer[] {
  // an allowance moves nothing
  if (row.type === 'Approval') return [];
  const [contract, from, to] = [row.token_info.address, row.from, row.to].map(tronHolder);
  const parts: Part[] =
    row.type !== 'Transfer'
      ? fault('kind', 'type', 'Transfer or Approval', row.type)
      : !contract || !from || !to
        ? fault('address', 'token, from and to', 'Tron addresses', `${row.from} ${row.to}`)
        : [
            {
              kind: 'token',
              from,
              to,
              amount: BigInt(row.value),
              asset: reading.book.token(contract, reading.claim(contract)),
              rejected: false,
            },
          ];
  return placed(parts, row.transaction_id, row.block_timestamp, origin, reading);
}

/** These rows give neither the block nor the position in the transaction. */
function placed(
  parts: readonly Part[],
  tx: string,
  milliseconds: number,
  origin: Origin,
  reading: Reading,
): Transfer[] {
  const time = Math.floor(milliseconds / 1000);
  const place = { block: null, time, txIndex: null, origin };
  return assemble(parts, tx, false, place, reading).map((one) => ({ ...one, index: null }));
}
