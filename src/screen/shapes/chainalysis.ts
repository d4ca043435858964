import { z } from 'zod';
import type { AddressReading } from '../../attribution/forms/key.ts';
import { InputError } from '../../base/errors.ts';
import { type Directory, isDesignation, type Listing } from '../directory.ts';

/**
 * Chainalysis' free sanctions API: `GET /api/v1/address/{address}`. An unmodified client reads it;
 * what it does not know stands in fields of its own.
 */
export const chainalysisAnswerSchema = z.strictObject({
  identifications: z.array(
    z.strictObject({
      category: z.literal('sanctions'),
      name: z.string(),
      description: z.string(),
      url: z.string(),
    }),
  ),
  /** Beyond the vendor's shape: list versions, and what the address was read as. */
  hueandcry: z.strictObject({
    canonical: z.string(),
    checksum: z.enum(['right', 'wrong', 'none']),
    lists: z.array(z.strictObject({ name: z.string(), version: z.string().nullable() })),
  }),
});
type ChainalysisAnswer = z.output<typeof chainalysisAnswerSchema>;

/**
 * An empty list means "not listed", so it is given only where every list is there and fresh.
 * @throws InputError for what is no address; and where a list is missing or stale, naming it
 */
export function chainalysisAnswer(
  reading: AddressReading,
  directory: Directory,
): ChainalysisAnswer {
  const [key] = reading.keys;
  if (!key) throw new InputError('address', 'an address of a known kind', reading.published);
  const { listings } = directory.find(reading);
  const current = listings.filter(isDesignation);
  if (current.length === 0) refuseStale(directory);
  return {
    identifications: current.map((listing) => ({
      category: 'sanctions',
      name: `SANCTIONS: ${listing.list} ${listing.id} ${listing.name}`,
      description: describe(listing),
      url: listing.url ?? '',
    })),
    hueandcry: {
      canonical: key.text,
      checksum: reading.checksum,
      lists: listsOf(directory),
    },
  };
}

function describe({ list, version, published, strength, programs }: Listing): string {
  const named = programs.join(', ') || 'none given';
  return `${list} ${version} lists ${published} (${strength}); programmes: ${named}`;
}

/** @throws InputError naming the list: "not listed" cannot be said without it */
export function refuseStale({ sources }: Directory): void {
  const lists = sources.filter(({ kind }) => kind === 'list');
  const stale = lists.find((one) => one.stale);
  if (lists.length > 0 && !stale) return;
  const found = stale ? `${stale.name}, ${stale.ageDays ?? 'no'} days old` : 'no list at all';
  throw new InputError('sanctions lists', 'all present and fresh', found, 'hue lists update');
}

function listsOf({ sources }: Directory): { name: string; version: string | null }[] {
  return sources
    .filter(({ kind }) => kind === 'list')
    .map(({ name, version }) => ({ name, version }));
}
