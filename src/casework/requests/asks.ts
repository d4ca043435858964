import type { Destination, TraceResult } from '../../trace/result.ts';
import { freezability } from '../issuers.ts';
import type { Power } from '../powers.ts';

// What each kind of party is asked, and on what grounds (freezing reference §1, §3, §4.1). What is
// published about whether it acts is for the desk alone.

type Action = Destination['freeze'][number];
type Asset = TraceResult['assets'][number];

/** Minutes in which each step is due (product reference J2). */
export const DUE_MINUTES = { sent: 5, acknowledged: 15, acted: 60 } as const;

const KEEP_ACCOUNT =
  'Keep the records of the accounts that were credited: who they are, log-ins, addresses ' +
  'paid to, other deposits. They are for the authority that will ask for them.';
const QUIET = 'As far as the law lets you, do not tell the account’s owner of this request.';

/** A map, since a result may name any power. */
const ASKS = new Map<string, readonly string[]>(
  Object.entries<readonly string[]>({
    'issuer freeze': [
      'Freeze each address below in the contract that is named beside it.',
      'The holder can see a step that is pending: let as little time as you can lie between ' +
        'it and the freeze, and say nothing before that.',
      'Keep what you know of mints and redemptions by these addresses.',
    ],
    'exchange hold': [
      'Withhold the credit, or the withdrawal, of what the transactions below brought, up to the ' +
        'amounts stated.',
      KEEP_ACCOUNT,
      QUIET,
    ],
    'operator hold': [
      'Hold what the transactions below brought, up to the amounts stated, or stop its payout. ' +
        'Where it was paid out already: tell us the transaction.',
      KEEP_ACCOUNT,
      QUIET,
    ],
    'bridge pause': [
      'Hold the transfers that the transactions below began, if your contracts or signers can, ' +
        'and pause them no longer and no wider than that needs.',
      'Tell us where each of them goes: ledger, address, message id, transaction.',
    ],
    'node halt vote': [
      'Put it before the validators whether signing or trading is to be halted for what the ' +
        'transactions below brought.',
      'Tell us where it went: ledger, address, transaction.',
    ],
    council: [
      'Put it before the council whether its emergency powers are to hold the value at the ' +
        'addresses below.',
    ],
    'relayer or interface only': [
      'Serve none of the addresses below, and none that pays on what they sent.',
      'Tell us where what you served went: ledger, address, transaction.',
    ],
  } satisfies Partial<Record<Power, readonly string[]>>),
);

/** What a party is asked to do about the places that follow. */
export function asksOf(power: string): readonly string[] {
  const own = ASKS.get(power) ?? [
    'Hold what rests at the addresses below, up to the amounts stated.',
  ];
  const { acknowledged, acted } = DUE_MINUTES;
  return [
    ...own,
    `Say that you have this within ${acknowledged} minutes, and within ${acted} minutes what you ` +
      'did: how much of which asset is held, and until when. Money of this kind moves in minutes.',
    'Where it has gone already: tell us so, and by which transaction.',
  ];
}

/** On what grounds: what the party can do technically, as was verified, and what allows it to. */
export function groundsOf({ power, basis }: Action, assets: readonly Asset[]): readonly string[] {
  if (power !== 'issuer freeze') return [`What allows it: ${basis}.`];
  const contracts = assets.flatMap((asset) => {
    const known = freezability(asset);
    if (known?.kind !== 'issuer') return [];
    const reads = known.code.reads.map(({ signature }) => signature).join(' or ');
    return [
      `In the contract of ${known.symbol}, ${asset.contract ?? asset.id}, you can: ` +
        `${known.code.powers.join(', ')}. ${reads} shows whether it was done.`,
    ];
  });
  return [...contracts, 'What allows it: your terms of service, or an order of an authority.'];
}
