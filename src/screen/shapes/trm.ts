import { z } from 'zod';
import type { AddressReading } from '../../attribution/forms/key.ts';
import { InputError } from '../../base/errors.ts';
import { type Directory, isDesignation } from '../directory.ts';
import { refuseStale } from './chainalysis.ts';

/** TRM's free sanctions API: `POST /public/v1/sanctions/screening`. */
export const trmRequestSchema = z
  .array(z.strictObject({ address: z.string().min(1).max(200), chain: z.string().optional() }))
  .min(1)
  .max(1000);

export const trmAnswerSchema = z.array(
  z.strictObject({ address: z.string(), isSanctioned: z.boolean() }),
);
type TrmAnswer = z.output<typeof trmAnswerSchema>;

/**
 * One answer for each address, in their order, each as the caller wrote it.
 * @throws InputError naming the place of what is no address; and where a list is missing or stale
 */
export function trmAnswer(readings: readonly AddressReading[], directory: Directory): TrmAnswer {
  return readings.map((reading, i) => {
    if (reading.keys.length === 0) {
      throw new InputError(`address ${i + 1}`, 'an address of a known kind', reading.published);
    }
    const isSanctioned = directory.find(reading).listings.some(isDesignation);
    if (!isSanctioned) refuseStale(directory);
    return { address: reading.published, isSanctioned };
  });
}
