// Contracts of the tests, in assembler. Calls of tokens are those of ERC-20; the others take bare
// words without a selector.

import { assemble } from './assembler.ts';

const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
const DEPOSIT = '0xe1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c';
const WITHDRAWAL = '0x7fcf532c15f0a6db0bd6d0e038bea71d30d808c7d98cb3bf7268a95bf5081b65';

/** Where the token with a fee sends its hundredth. */
export const FEE_SINK = `0x${'fee'.padStart(40, '0')}`;

// [amount, to, from] with `from` on top; the balance of a holder stands in the slot of its address
const DEBIT = 'DUP3 DUP2 SLOAD LT @fail JUMPI DUP3 DUP2 SLOAD SUB DUP2 SSTORE';
const MOVE = `${DEBIT}
  DUP3 DUP3 SLOAD ADD DUP3 SSTORE
  DUP3 0 MSTORE DUP2 DUP2 ${TRANSFER} 32 0 LOG3`;
const MOVE_WITH_FEE = `${DEBIT}
  100 DUP4 DIV DUP1 DUP5 SUB
  DUP1 DUP5 SLOAD ADD DUP5 SSTORE
  DUP1 0 MSTORE DUP4 DUP4 ${TRANSFER} 32 0 LOG3
  POP
  DUP1 ${FEE_SINK} SLOAD ADD ${FEE_SINK} SSTORE
  DUP1 0 MSTORE ${FEE_SINK} DUP3 ${TRANSFER} 32 0 LOG3`;

/**
 * An ERC-20 token in which anybody may move anybody's balance; whoever calls `mint(uint256)` (by
 * selector a0712d68) gets so much.
 */
export function tokenCode(symbol: string, { hasFee = false, bytes32 = false } = {}): string {
  const text = `0x${Buffer.from(symbol).toString('hex').padEnd(64, '0')}`;
  const answer = bytes32
    ? `${text} 0 MSTORE 32 0 RETURN`
    : `32 0 MSTORE ${symbol.length} 32 MSTORE ${text} 64 MSTORE 96 0 RETURN`;
  return assemble(`
    0 CALLDATALOAD 224 SHR
    DUP1 0xa9059cbb EQ @transfer JUMPI
    DUP1 0x23b872dd EQ @transferFrom JUMPI
    DUP1 0xa0712d68 EQ @mint JUMPI
    DUP1 0x313ce567 EQ @decimals JUMPI
    DUP1 0x95d89b41 EQ @symbol JUMPI
    fail: 0 0 REVERT
    transfer: 36 CALLDATALOAD 4 CALLDATALOAD CALLER @move JUMP
    transferFrom: 68 CALLDATALOAD 36 CALLDATALOAD 4 CALLDATALOAD @move JUMP
    move: ${hasFee ? MOVE_WITH_FEE : MOVE} 1 0 MSTORE 32 0 RETURN
    mint: 4 CALLDATALOAD CALLER SLOAD ADD CALLER SSTORE
      4 CALLDATALOAD 0 MSTORE CALLER 0 ${TRANSFER} 32 0 LOG3 STOP
    decimals: 6 0 MSTORE 32 0 RETURN
    symbol: ${answer}`);
}

/** WETH9: wraps what is sent to it; `withdraw(uint256)`. Moves without allowance. */
export function wrapperCode(): string {
  return assemble(`
    CALLDATASIZE ISZERO @deposit JUMPI
    0 CALLDATALOAD 224 SHR
    DUP1 0xd0e30db0 EQ @deposit JUMPI
    DUP1 0xa9059cbb EQ @transfer JUMPI
    DUP1 0x23b872dd EQ @transferFrom JUMPI
    DUP1 0x2e1a7d4d EQ @withdraw JUMPI
    fail: 0 0 REVERT
    deposit: CALLVALUE CALLER SLOAD ADD CALLER SSTORE
      CALLVALUE 0 MSTORE CALLER ${DEPOSIT} 32 0 LOG2 STOP
    withdraw: 4 CALLDATALOAD CALLER SLOAD LT @fail JUMPI
      4 CALLDATALOAD CALLER SLOAD SUB CALLER SSTORE
      4 CALLDATALOAD 0 MSTORE CALLER ${WITHDRAWAL} 32 0 LOG2
      0 0 0 0 4 CALLDATALOAD CALLER GAS CALL ISZERO @fail JUMPI STOP
    transfer: 36 CALLDATALOAD 4 CALLDATALOAD CALLER @move JUMP
    transferFrom: 68 CALLDATALOAD 36 CALLDATALOAD 4 CALLDATALOAD @move JUMP
    move: ${MOVE} 1 0 MSTORE 32 0 RETURN`);
}

/** Takes so many of a token from whoever calls, the word it is called with. */
const TAKE = (token: string): string => `
  0x23b872dd 224 SHL 0 MSTORE CALLER 4 MSTORE ADDRESS 36 MSTORE 0 CALLDATALOAD 68 MSTORE
  0 0 100 0 0 ${token} GAS CALL ISZERO @fail JUMPI`;

/** Takes a token and gives twice as much of another. */
export function tokenPoolCode(taken: string, given: string): string {
  return assemble(`
    ${TAKE(taken)}
    0xa9059cbb 224 SHL 0 MSTORE CALLER 4 MSTORE 2 0 CALLDATALOAD MUL 36 MSTORE
    0 0 68 0 0 ${given} GAS CALL ISZERO @fail JUMPI STOP
    fail: 0 0 REVERT`);
}

/** Takes a token and gives as much ether as there were tokens, times 10^9. */
export function etherPoolCode(taken: string): string {
  return assemble(`
    CALLDATASIZE ISZERO @end JUMPI
    ${TAKE(taken)}
    0 0 0 0 1000000000 0 CALLDATALOAD MUL CALLER GAS CALL ISZERO @fail JUMPI
    end: STOP
    fail: 0 0 REVERT`);
}

/** Gives half of what it is paid to each of the two words it is called with; heeds no failure. */
export function splitterCode(): string {
  const half = '2 CALLVALUE DIV';
  return assemble(`
    0 0 0 0 ${half} 0 CALLDATALOAD GAS CALL POP
    0 0 0 0 ${half} 32 CALLDATALOAD GAS CALL POP STOP`);
}

/** Passes what it is paid on to a holder, by way of a splitter. */
export function nestedCode(splitter: string, first: string, second: string): string {
  return assemble(`
    ${first} 0 MSTORE ${second} 32 MSTORE
    0 0 64 0 CALLVALUE ${splitter} GAS CALL POP STOP`);
}

/** Pays out what it is paid and then undoes everything. */
export function reverterCode(to: string): string {
  return assemble(`0 0 0 0 CALLVALUE ${to} GAS CALL POP 0 0 REVERT`);
}

/** Gives all it has to a holder and is gone. */
export function lastWillCode(heir: string): string {
  return assemble(`${heir} SELFDESTRUCT`);
}

/** Data of a call: a selector (or nothing) and words. */
export function callData(selector: string, ...words: readonly (string | bigint)[]): string {
  const hex = words.map((word) => BigInt(word).toString(16).padStart(64, '0'));
  return `0x${selector}${hex.join('')}`;
}
