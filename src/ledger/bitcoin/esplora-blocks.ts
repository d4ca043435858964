import type { Source } from '../source.ts';
import type { BlockSource } from './block-source.ts';
import { EsploraApi } from './esplora-api.ts';

/** Ten headers come with an answer, and public explorers give few answers a second. */
const MOST_HEADERS = 120;

/** What Esplora's interface gives for proofs. */
export function esploraBlocks(source: Source, signal?: AbortSignal): BlockSource {
  const api = new EsploraApi(source);
  return {
    mostHeaders: MOST_HEADERS,
    tip: () => api.tipHeight(signal),
    hash: (height) => api.blockHash(height, signal),
    ids: (hash) => api.blockIds(hash, signal),
    headers: (from, to) => api.headers(from, to, signal),
    async transactions(wanted) {
      const found = await Promise.all(wanted.map(({ id }) => api.transaction(id, signal)));
      return found.map((tx) => tx?.raw ?? null);
    },
  };
}
