import type { z } from 'zod';
import { SourceError } from '../../base/errors.ts';
import type { Answer, AskOptions, Json, Judge, Source } from '../source.ts';
import { judgeTron } from './judge.ts';

/** A parsed answer, and its number among the run's evidence. */
export interface Told<T> {
  readonly value: T;
  readonly evidence: number;
}

/** How a question is put. */
export interface Asking {
  readonly signal?: AbortSignal | undefined;
  readonly judge?: Judge;
  /** False for answers too large to keep: whoever asks must see to it that it asks once. */
  readonly keep?: boolean;
}

/** Puts questions to a source once each, and parses the answers. */
export class Asks {
  readonly source: Source;
  readonly #told = new Map<string, Promise<Told<unknown>>>();

  constructor(source: Source) {
    this.source = source;
  }

  get<T>(path: string, schema: z.ZodType<T>, asking: Asking = {}): Promise<Told<T>> {
    return this.#ask(path, schema, asking, (options) => this.source.get(path, options));
  }

  post<T>(path: string, body: Json, schema: z.ZodType<T>, asking: Asking = {}): Promise<Told<T>> {
    const key = `${path} ${JSON.stringify(body)}`;
    return this.#ask(key, schema, asking, (options) => this.source.post(path, body, options));
  }

  call<T>(
    method: string,
    params: readonly Json[],
    schema: z.ZodType<T>,
    asking: Asking = {},
  ): Promise<Told<T>> {
    const key = `${method} ${JSON.stringify(params)}`;
    return this.#ask(key, schema, asking, (options) => this.source.call(method, params, options));
  }

  #ask<T>(
    key: string,
    schema: z.ZodType<T>,
    { signal, judge = judgeTron, keep = true }: Asking,
    put: (options: AskOptions) => Promise<Answer>,
  ): Promise<Told<T>> {
    const known = this.#told.get(key);
    // the same question is always read by the same schema
    if (known !== undefined) return known as Promise<Told<T>>;
    const told = put({ judge, signal }).then((answer) => this.#read(key, schema, answer));
    if (!keep) return told;
    this.#told.set(key, told);
    // a question that was cancelled may be put again
    told.catch(() => this.#told.delete(key));
    return told;
  }

  #read<T>(key: string, schema: z.ZodType<T>, { value, evidence }: Answer): Told<T> {
    const read = schema.safeParse(value);
    if (read.success) return { value: read.data, evidence };
    const [issue] = read.error.issues;
    const place = issue?.path.join('.') || 'the whole';
    const message = `an answer of another form than expected to ${key}: ${place}`;
    throw new SourceError(this.source.name, message, false);
  }
}
