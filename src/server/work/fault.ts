// Errors on their way between threads and into the store: what they say, and of which kind they
// are, without their stacks.

import { z } from 'zod';
import {
  InputError,
  LimitError,
  SourceError,
  type Wanted,
  WantingError,
} from '../../base/errors.ts';
import { atDesk } from '../at-desk.ts';

const text = z.string();

const wantedSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('source'), chain: text }),
  z.object({
    kind: z.literal('choice'),
    option: z.enum(['chain', 'victim']),
    choices: z.array(z.object({ said: text, text })).readonly(),
  }),
]) satisfies z.ZodType<Wanted>;

/** An error as data. */
const faultSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('input'),
    ...{ label: text, expected: text, found: text, hint: text },
    wanted: wantedSchema.nullable(),
  }),
  z.object({ kind: z.literal('source'), source: text, message: text, retry: z.boolean() }),
  z.object({ kind: z.literal('limit'), limit: text, message: text }),
  z.object({ kind: z.literal('cancelled'), message: text }),
  z.object({ kind: z.literal('program'), message: text }),
]);
export type Fault = z.infer<typeof faultSchema>;

export function faultOf(error: unknown): Fault {
  if (error instanceof InputError) {
    const { label, expected, found, hint } = error;
    const wanted = error instanceof WantingError ? error.wanted : null;
    return { kind: 'input', label, expected, found, hint, wanted };
  }
  if (error instanceof SourceError) {
    const message = error.message.slice(`${error.source}: `.length);
    return { kind: 'source', source: error.source, message, retry: error.retry };
  }
  if (error instanceof LimitError) {
    const message = error.message.slice(`${error.limit}: `.length);
    return { kind: 'limit', limit: error.limit, message };
  }
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  return { kind: name === 'AbortError' ? 'cancelled' : 'program', message };
}

/** The error that a fault was made of. */
export function errorOf(fault: Fault): Error {
  switch (fault.kind) {
    case 'input':
      return fault.wanted ? new SaidWanting(fault, fault.wanted) : new SaidError(fault);
    case 'source':
      return new SourceError(fault.source, fault.message, fault.retry);
    case 'limit':
      return new LimitError(fault.limit, fault.message);
    case 'cancelled':
      return new DOMException(fault.message, 'AbortError');
    case 'program':
      return new Error(fault.message);
  }
}

/** An input error of another thread: what was found is shown there already, and not twice. */
class SaidError extends InputError {
  override readonly found: string;

  constructor({ label, expected, found, hint }: Fault & { readonly kind: 'input' }) {
    super(label, expected, '', hint);
    this.message = `${label}: expected ${expected}, found ${found}`;
    this.found = found;
  }
}

/** The same of what is wanting. */
class SaidWanting extends WantingError {
  override readonly found: string;

  constructor(fault: Fault & { readonly kind: 'input' }, wanted: Wanted) {
    super(wanted, fault.label, fault.expected, '', fault.hint);
    this.message = `${fault.label}: expected ${fault.expected}, found ${fault.found}`;
    this.found = fault.found;
  }
}

/** In a sentence, for whoever asked. A fault of the program tells nothing of itself. */
export function faultText(fault: Fault): string {
  if (fault.kind === 'program') return 'The program failed; its log says more.';
  if (fault.kind === 'cancelled') return 'It was cancelled.';
  const { message } = errorOf(fault);
  const hint = fault.kind === 'input' && fault.hint !== '' ? `. ${fault.hint}` : '';
  return atDesk(`${message}${hint}`);
}
