import type { DecisionRules } from './decide.ts';

const GRAVE = ['stolen_funds', 'dprk_attributed', 'ransomware', 'csam', 'terror_financing'];
/** At the time that counts: whether the listing has ended since is another matter. */
const LISTED = ['sanctioned', 'formerly_sanctioned'];
const STOPPED = ['seized', 'court_order', 'issuer_frozen', 'pending_freeze'];
const MIXERS = ['mixer.pool', 'mixer.custodial', 'mixer.coinjoin', 'privacy.shielded'];

/**
 * Where to begin: every house has rules of its own. A mixer alone blocks nothing, since it has
 * honest users; a claim of a low grade alone blocks nothing either.
 */
export const DEFAULT_RULES: DecisionRules = {
  name: 'hueandcry default 1',
  rules: [
    {
      id: 'stale-list',
      action: 'review',
      reason: 'A list is missing or older than its limit: nothing can be cleared.',
      when: { where: 'answer', says: 'stale' },
    },
    {
      id: 'checksum',
      action: 'review',
      reason: 'The checksum of the address is wrong: it may be another address.',
      when: { where: 'answer', says: 'checksum' },
    },
    {
      id: 'listed',
      action: 'block',
      reason: 'The address itself is on a sanctions list, and the listing is in force.',
      when: { where: 'self', categories: LISTED, designation: ['during'], grade: 'G2' },
    },
    {
      id: 'said-listed',
      action: 'review',
      reason: 'Somebody says that the address is under sanctions. Look at the list itself.',
      when: { where: 'self', categories: LISTED, designation: ['during'] },
    },
    {
      id: 'once-listed',
      action: 'review',
      reason: 'The address was on a sanctions list, or will be from a later day.',
      when: { where: 'self', categories: LISTED, designation: ['before', 'after'] },
    },
    {
      id: 'seized-or-frozen',
      action: 'hold',
      reason: 'An issuer, a court or an authority has stopped this address.',
      when: { where: 'self', categories: STOPPED, grade: 'G6' },
    },
    {
      id: 'said-stopped',
      action: 'review',
      reason: 'Somebody says that the address is frozen or seized. Read that from the chain.',
      when: { where: 'self', categories: STOPPED },
    },
    {
      id: 'grave-conduct',
      action: 'hold',
      reason:
        'The address itself is named for theft, ransom or worse, on evidence that can be checked.',
      when: { where: 'self', categories: GRAVE, grade: 'G6' },
    },
    {
      id: 'conduct',
      action: 'review',
      reason: 'The address itself is named for misconduct.',
      when: { where: 'self', severity: 'HIGH' },
    },
    {
      id: 'claimed-conduct',
      action: 'review',
      reason: 'Somebody calls the address that of a thief, an extortionist or worse.',
      when: { where: 'self', categories: GRAVE },
    },
    {
      id: 'from-listed',
      action: 'block',
      reason: 'Paid by an address that was under sanctions when it paid.',
      when: {
        ...{ where: 'in', categories: LISTED, designation: ['during'], grade: 'G2' },
        within: 'direct',
      },
    },
    {
      id: 'from-said-listed',
      action: 'hold',
      reason: 'Paid by an address that is said to have been under sanctions when it paid.',
      when: { where: 'in', categories: LISTED, designation: ['during'], within: 'direct' },
    },
    {
      id: 'from-listed-near',
      action: 'hold',
      reason: 'Money of an address under sanctions came here over a few hops.',
      when: {
        ...{ where: 'in', categories: LISTED, designation: ['during'] },
        ...{ within: 'near', usd: 10 },
      },
    },
    {
      id: 'from-listed-later',
      action: 'review',
      reason: 'Money of an address that was put under sanctions after it had paid came here.',
      when: { where: 'in', categories: LISTED, designation: ['before'], within: 'near' },
    },
    {
      id: 'from-theft',
      action: 'hold',
      reason: 'Stolen, extorted or worse money came here within a few hops.',
      when: { where: 'in', categories: GRAVE, grade: 'G6', within: 'near', usd: 100 },
    },
    {
      id: 'from-claimed-theft',
      action: 'review',
      reason: 'Money of an address that somebody calls a thief came here within a few hops.',
      when: { where: 'in', categories: GRAVE, within: 'near', usd: 100 },
    },
    {
      id: 'from-grave-far',
      action: 'review',
      reason: 'A notable part of what came here leads back, over many hops, to grave conduct.',
      when: { where: 'in', severity: 'SEVERE', within: 'far', share: 1, usd: 1000 },
    },
    {
      id: 'from-mixer',
      action: 'review',
      reason: 'A large part of what came here passed a mixer. Mixers have honest users: ask.',
      when: { where: 'in', categories: MIXERS, within: 'near', share: 10, usd: 1000 },
    },
    {
      id: 'to-listed',
      action: 'hold',
      reason: 'Money went from here to an address that was under sanctions.',
      when: { where: 'out', categories: LISTED, designation: ['during'], within: 'near' },
    },
    {
      id: 'name-sure',
      action: 'hold',
      reason: 'The name is very close to a listed one: a person must look.',
      when: { where: 'name', score: 0.9 },
    },
    {
      id: 'name-likely',
      action: 'review',
      reason: 'The name is like a listed one: a candidate, not a finding.',
      when: { where: 'name', score: 0.7 },
    },
  ],
};
