import type { Feature } from './compare.ts';
import type { NameMatch } from './nameIndex.ts';

/** Features named in a sentence, the weightiest first. */
const MOST = 5;
/** A contribution smaller than this is not worth a reader's time. */
const LEAST = 0.005;

const HOW: Readonly<Record<string, string>> = {
  equal: 'is',
  similar: 'is like',
  sound: 'sounds like',
  'given-name': 'is a form of',
  initial: 'may stand for',
  joined: 'is',
  'first-letters': 'and the first letters are one:',
};

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

function phrase(feature: Feature): string {
  const { query, listed, how, contribution } = feature;
  const points = ` (${signed(contribution)})`;
  switch (feature.feature) {
    case 'words':
      return `"${query}" ${HOW[how] ?? how} "${listed}"${points}`;
    case 'conflict':
      return `"${query}" stands against "${listed}"${points}`;
    case 'unmatched': {
      const side = query === null ? `the list adds "${listed}"` : `nothing for "${query}"`;
      const both = query !== null && listed !== null ? `"${query}" beside "${listed}"` : side;
      return `${both}${points}`;
    }
    case 'born':
    case 'country':
    case 'document':
    case 'kind':
    case 'signs':
      return `${how}: ${query} and ${listed}${points}`;
    case 'short':
    case 'order':
    case 'father':
    case 'form':
    case 'alias':
    case 'bounds':
    case 'ofac':
      return how + points;
  }
}

/** Why a party matched or did not, in one sentence; the figures are parts of the score. */
export function sentenceOf(match: NameMatch): string {
  const { party, name, queried, score, threshold } = match;
  const listed = name?.text ?? party.names[0]?.text ?? 'a party without a name';
  const verdict = match.match ? 'reaches' : 'does not reach';
  const figures = `${score.toFixed(2)} ${verdict} the threshold of ${threshold.toFixed(2)}`;
  const features = match.features
    .filter((feature) => Math.abs(feature.contribution) >= LEAST)
    .toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, MOST);
  const why = features.length > 0 ? features.map(phrase).join('; ') : 'no word agrees';
  const subject = queried === '' ? 'The query' : `"${queried}"`;
  return `${subject} and "${listed}" (${party.list} ${party.id}): ${figures}: ${why}.`;
}
