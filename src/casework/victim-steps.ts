// What to do in the next hour, by how the money was stolen, as responders' playbooks for malware
// and for drainers have it (product reference, J11). Nothing here asks for a key or a payment.

export const HOW_STOLEN = ['malware', 'approval', 'secret', 'fraud', 'unknown'] as const;
export type HowStolen = (typeof HOW_STOLEN)[number];

/** What the victim told, as a sentence. */
export const HOW: { readonly [how in HowStolen]: string } = {
  malware: 'You say that something you opened or installed did it.',
  approval: 'You say that you confirmed something on a website or in your wallet.',
  secret: 'You say that somebody has your recovery words or your password.',
  fraud: 'You say that you sent it yourself, because somebody deceived you.',
  unknown: 'You do not know how it was taken.',
};

interface Step {
  readonly when: 'now' | 'within the hour' | 'today';
  readonly what: string;
}

const FIRST: { readonly [how in HowStolen]: readonly string[] } = {
  malware: [
    'Take the computer off the network now: pull the cable, switch Wi-Fi off. Do not switch ' +
      'it off: the police may need what is in its memory.',
    'From another, clean device make a new wallet with new recovery words, and move there ' +
      'what is left. Never type the old words again.',
  ],
  approval: [
    'Take back what you allowed: in your wallet or on a well-known site for token approvals, ' +
      'revoke every approval that you do not recognise.',
    'If anything is left, move it to a new wallet with new recovery words: revoking may not ' +
      'cover everything that you confirmed.',
  ],
  secret: [
    'Whoever has your recovery words has every address made from them. From a clean device ' +
      'make a new wallet, and move there what is left.',
    'Do not top the old wallet up to pay fees: what arrives there is often taken within seconds.',
  ],
  fraud: [
    'Send nothing more: no fee, no tax, no deposit "to release" your money. Stop answering, ' +
      'and delete nothing.',
    'If you gave them remote access to your device, take it off the network and use another one.',
  ],
  unknown: [
    'From a clean device make a new wallet with new recovery words, and move there what is left.',
    'Use the old device for nothing until somebody has looked at it.',
  ],
};

/** The list, the most urgent first. */
export function stepsFor(how: HowStolen, hasActors: boolean): Step[] {
  const now = (what: string): Step => ({ when: 'now', what });
  const hour = (what: string): Step => ({ when: 'within the hour', what });
  const today = (what: string): Step => ({ when: 'today', what });
  return [
    ...FIRST[how].map(now),
    ...(hasActors
      ? [
          now(
            'Write to the companies named here through the help pages on their own sites. ' +
              'Quote the address and the transaction.',
          ),
        ]
      : []),
    hour('Report it to the police, online if you can, and note the case number.'),
    hour('If an exchange account is involved, ask that exchange to lock it.'),
    hour(
      'Change the passwords of your e-mail and exchange accounts from a clean device, and ' +
        'turn on a second factor that is not a text message.',
    ),
    today(
      'Keep everything: messages, addresses of websites, pictures of the screen, the device ' +
        'itself.',
    ),
    today('Tell your bank if cards or bank accounts were used.'),
    today('Look at this page again: when the money moves, somebody else may be able to stop it.'),
  ];
}

/** Those who were robbed once are robbed again by people who promise to get it back. */
export const WARNING: readonly string[] = [
  'Whoever promises to get your money back for a fee paid first is a thief. There is no exception.',
  'Nobody can "hack it back", reverse a transaction, or needs your recovery words, your ' +
    'password or control of your screen.',
  'The police, exchanges and we will never ask you for a payment or for recovery words. ' +
    'Whoever does is not who they say.',
  'They often write first, know your case, and show forged documents of authorities. Hang up, ' +
    'and call the office yourself.',
];
