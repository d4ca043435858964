// A small assembler, so that contracts of the tests need no compiler: words of a text are opcodes,
// numbers (pushed in as few bytes as they need), `name:` for a place, and `@name` for the place's
// number.

const OPCODES: Readonly<Record<string, number>> = {
  ...{ STOP: 0x00, ADD: 0x01, MUL: 0x02, SUB: 0x03, DIV: 0x04, LT: 0x10, EQ: 0x14 },
  ...{ ISZERO: 0x15, SHL: 0x1b, SHR: 0x1c, ADDRESS: 0x30, CALLER: 0x33, CALLVALUE: 0x34 },
  ...{ CALLDATALOAD: 0x35, CALLDATASIZE: 0x36, CODECOPY: 0x39, SELFBALANCE: 0x47, POP: 0x50 },
  ...{ MSTORE: 0x52, SLOAD: 0x54, SSTORE: 0x55, JUMP: 0x56, JUMPI: 0x57, GAS: 0x5a },
  ...{ JUMPDEST: 0x5b, LOG2: 0xa2, LOG3: 0xa3, CALL: 0xf1, RETURN: 0xf3, REVERT: 0xfd },
  ...{ SELFDESTRUCT: 0xff },
  ...Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`DUP${i + 1}`, 0x80 + i])),
  ...Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`SWAP${i + 1}`, 0x90 + i])),
};

/** Byte code as hex without `0x`. */
export function assemble(source: string): string {
  const words = source.split(/\s+/).filter((word) => word !== '');
  const places = new Map<string, number>();
  let code = '';
  const holes: [at: number, name: string][] = [];
  for (const word of words) {
    const opcode = OPCODES[word];
    if (opcode !== undefined) code += byte(opcode);
    else if (word.endsWith(':')) {
      places.set(word.slice(0, -1), code.length / 2);
      code += byte(OPCODES.JUMPDEST ?? 0);
    } else if (word.startsWith('@')) {
      holes.push([code.length + 2, word.slice(1)]);
      code += '610000';
    } else code += push(BigInt(word));
  }
  for (const [at, name] of holes) {
    const place = places.get(name);
    if (place === undefined) throw new Error(`no place called ${name}`);
    code = code.slice(0, at) + place.toString(16).padStart(4, '0') + code.slice(at + 4);
  }
  return code;
}

function push(value: bigint): string {
  const digits = value.toString(16);
  const hex = digits.length % 2 === 0 ? digits : `0${digits}`;
  return byte(0x5f + hex.length / 2) + hex;
}

function byte(value: number): string {
  return value.toString(16).padStart(2, '0');
}
