import { InputError, LimitError } from '../../base/errors.ts';
import type { ListFile } from './list.ts';

const LIMITS = { bytes: 4 * 1024 * 1024 * 1024, line: 16 * 1024 * 1024 } as const;

/**
 * The values of a file of JSON, one a line, as a stream.
 * @throws InputError with the line that is no JSON or no UTF-8, or was cut short; LimitError
 */
export async function* readJsonLines(
  file: ListFile,
): AsyncGenerator<{ readonly line: number; readonly value: unknown }> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  let rest = '';
  let length = 0;
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch {
      throw new InputError(`${file.name}:${line}`, 'text in UTF-8', 'bytes that are not');
    }
  };
  for await (const chunk of file.bytes()) {
    length += chunk.length;
    if (length > LIMITS.bytes) {
      throw new LimitError('list size', `${file.name} is larger than ${LIMITS.bytes} bytes`);
    }
    const lines = (rest + decode(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LIMITS.line) {
      const what = `is longer than ${LIMITS.line} characters`;
      throw new LimitError('line of a list', `${file.name}:${line + lines.length} ${what}`);
    }
    for (const text of lines) {
      if (text.trim() !== '') yield { line, value: parse(file.name, line, text) };
      line += 1;
    }
  }
  rest += decode();
  if (rest.trim() !== '') yield { line, value: parse(file.name, line, rest) };
}

function parse(name: string, line: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const hint = 'if it is the last line, the download was cut short: fetch it again';
    throw new InputError(`${name}:${line}`, 'JSON, one value a line', text, hint);
  }
}
