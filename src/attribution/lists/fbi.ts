import { addressList } from './address-list.ts';
import { ftmReader } from './ftm.ts';
import type { SanctionsList } from './list.ts';

/**
 * Addresses that the FBI has asked others to block. A notice is no designation: whoever stands here
 * is flagged, and never sanctioned for that alone.
 */
export const fbi: SanctionsList = {
  id: 'fbi',
  title: 'FBI notices of addresses (Lazarus Group, Stake.com, Bybit)',
  state: 'flagged_by',
  readers: [ftmReader(() => true), addressList],
  urls: ['https://data.opensanctions.org/datasets/latest/us_fbi_lazarus_crypto/entities.ftm.json'],
  hosts: [],
  on: false,
  licence: 'CC BY-NC 4.0 as OpenSanctions publishes it; the notices are public domain',
  staleDays: 30,
};
