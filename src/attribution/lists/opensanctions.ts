import { ftmReader } from './ftm.ts';
import type { SanctionsList } from './list.ts';

/**
 * OpenSanctions' collection of sanctions lists. Its data are CC BY-NC 4.0, business use needs its
 * licence: off unless the operator switches it on.
 */
export const openSanctions: SanctionsList = {
  id: 'opensanctions',
  title: 'OpenSanctions, collection "sanctions"',
  state: 'sanctioned',
  readers: [ftmReader((topics) => topics.includes('sanction'))],
  urls: ['https://data.opensanctions.org/datasets/latest/sanctions/entities.ftm.json'],
  hosts: [],
  on: false,
  licence: 'CC BY-NC 4.0',
  staleDays: 7,
};
