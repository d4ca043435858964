import { chainOf } from '../../../../ledger/chains.ts';
import { count } from '../../figures.ts';
import { inert } from '../../inert.ts';
import { exactText, type View } from '../../view.ts';
import { GLOSSARY, GRADE_WORDS, POLICY_WORDS } from '../../words.ts';
import { h, type Markup } from '../markup.ts';
import { foldedTable, holderButton, idCode, said, table } from '../pieces.ts';

/** Inputs by digest, seeds, settings and warnings: what the figures rest on. */
export function evidenceSection(view: View): Markup[] {
  const { inputs, seeds, warnings } = view.result;
  const files = inputs.filter(({ role }) => role !== 'evidence');
  return [
    h('h3', {}, `Inputs (${files.length})`),
    ...inputsTable('Inputs', files),
    ...answersOf(view),
    h('h3', {}, `Seeds (${seeds.length})`),
    ...seedsTable(view),
    h('h3', {}, 'Settings'),
    settings(view),
    h('h3', {}, `Warnings about the inputs (${warnings.length})`),
    ...warningsTable(view),
  ];
}

/** What live sources answered: who, when, and the digest of all of it. */
function answersOf({ result }: View): Markup[] {
  const { evidence, inputs } = result;
  if (!evidence) return [];
  return [
    h('h3', {}, `Recorded answers (${evidence.answers})`),
    h(
      'p',
      {},
      'Each was kept as it came. One digest for all of them: ',
      idCode(evidence.root),
      '.',
    ),
    table(
      'Sources',
      [{ title: 'Source' }, { title: 'Answers', figures: true }, { title: 'Asked (UTC)' }],
      evidence.sources.map(({ name, answers, first, last }) => [
        said(name, 80),
        answers.toLocaleString('en-US'),
        first === last ? first : `${first} to ${last}`,
      ]),
    ),
    ...inputsTable(
      'Recorded answers',
      inputs.filter(({ role }) => role === 'evidence'),
    ),
  ];
}

function inputsTable(caption: string, inputs: View['result']['inputs']): Markup[] {
  return foldedTable(
    caption,
    [
      { title: 'What' },
      { title: 'Read as' },
      { title: 'Rows', figures: true },
      { title: 'Bytes', figures: true },
      { title: 'SHA-256' },
    ],
    inputs,
    (input) => [
      [
        h('strong', {}, said(input.name, 160)),
        h('span', { class: 'quiet' }, ` ${inert(input.role, 60)}`),
      ],
      said(input.layout, 160),
      input.rows.toLocaleString('en-US'),
      input.bytes.toLocaleString('en-US'),
      idCode(input.sha256),
    ],
    10,
    'input',
  );
}

function seedsTable(view: View): Markup[] {
  const { seeds, thefts } = view.result;
  return foldedTable(
    'Seeds: what was declared stolen',
    [
      { title: 'Time (UTC)' },
      { title: 'Theft' },
      { title: 'Holder' },
      { title: 'Amount', figures: true },
      { title: 'Transaction' },
    ],
    seeds,
    (seed) => [
      seed.time,
      said(thefts.find(({ id }) => id === seed.theft)?.title ?? seed.theft, 80),
      holderButton(view, seed.holder),
      exactText(view, seed.asset, BigInt(seed.amount)),
      idCode(seed.tx),
    ],
    10,
    'seed',
  );
}

function warningsTable(view: View): Markup[] {
  const { warnings } = view.result;
  if (warnings.length === 0) return [h('p', {}, 'None.')];
  return foldedTable(
    'Warnings',
    [
      { title: 'What' },
      { title: 'Where first' },
      { title: 'Expected' },
      { title: 'Found' },
      { title: 'Times', figures: true },
    ],
    warnings,
    (warning) => [
      said(warning.code, 80),
      said(`${warning.file}, row ${warning.line}, ${warning.field}`, 200),
      said(warning.expected, 160),
      h('code', {}, said(warning.found, 160)),
      warning.count.toLocaleString('en-US'),
    ],
    10,
    'warning',
  );
}

function settings(view: View): Markup {
  const { settings: set, case: about } = view.result;
  const coins = chainOf(about.chain)?.model === 'utxo';
  const most = `at most ${set.maxFanOut.toLocaleString('en-US')}`;
  const pairs: readonly (readonly [string, string])[] = [
    ['Locked policy', `${POLICY_WORDS[set.policy].name}: ${POLICY_WORDS[set.policy].rule}`],
    ['Policies run', set.policies.map((id) => POLICY_WORDS[id].name).join(', ')],
    [
      'Majority rule',
      coins
        ? 'none: coins are followed one by one'
        : `what received at least ${set.majority * 100} % stolen money is followed whole`,
    ],
    ['Dust limit', `$${set.dustUsd}`],
    ['Depth', count(set.maxDepth, 'transaction')],
    ['Holders', `at most ${set.maxHolders.toLocaleString('en-US')}`],
    ['Fan-out', `${most} ${coins ? 'outputs of a transaction' : 'recipients'}`],
    ['Until', set.until === null ? 'the end of the inputs' : `${set.until} UTC`],
  ];
  return h(
    'dl',
    { class: 'pairs' },
    pairs.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]),
  );
}

/** The program's words, grades and policies. */
export function glossary(): Markup[] {
  const list = (pairs: readonly (readonly [string, string])[]) =>
    h(
      'dl',
      { class: 'pairs' },
      pairs.map(([word, meaning]) => [h('dt', {}, word), h('dd', {}, meaning)]),
    );
  return [
    list(GLOSSARY.map(({ word, meaning }) => [word, meaning] as const)),
    h('h3', {}, 'Policies'),
    list(Object.values(POLICY_WORDS).map(({ name, rule }) => [name, rule] as const)),
    h('h3', {}, 'Grades of evidence'),
    list(Object.entries(GRADE_WORDS)),
  ];
}

/** How a stranger checks this page without trusting who sent it. */
export function checking(view: View): Markup[] {
  const { inputs, program, evidence } = view.result;
  const files = inputs.slice(0, 3).map(({ name }) => inert(name, 80));
  const version = inert(program.version, 20);
  const again: readonly (readonly Markup[])[] = evidence
    ? [
        [
          'Check the bundle that came with this page, offline: ',
          h('code', {}, 'hue verify FILE.hue'),
          '. It says of each hop whether it is proved, recorded or claimed.',
        ],
        [
          `Trace again with Hue & Cry ${version}, from the recorded answers alone: `,
          h('code', {}, 'hue replay FOLDER'),
          '. The same answers give the same bytes.',
        ],
      ]
    : [
        [
          'Compute the SHA-256 of each input and compare it with the list of evidence: ',
          h('code', {}, `sha256sum ${files.join(' ')}`),
          '.',
        ],
        [
          `Run Hue & Cry ${version} on the same inputs with the same settings. `,
          'The same input gives the same bytes: the JSON of your run equals the JSON that this ',
          'page saves, byte for byte.',
        ],
      ];
  const steps: readonly (readonly Markup[])[] = [
    ...again,
    [
      'Take any figure: click it, read the transaction, the input and the row that it rests on, ',
      'and look that row up in the input, or that transaction in any explorer.',
    ],
    [
      'Add up the certificate: for each policy and asset, seeds + converted in = held + at stops ',
      '+ fees + burnt + written off + converted out + superseded.',
    ],
    [
      'Contest a name: every name has a source and a grade. A name is a claim about an address; ',
      'exposure to it is an amount, not a verdict.',
    ],
  ];
  return [
    h(
      'ol',
      { class: 'checks' },
      steps.map((step) => h('li', {}, step)),
    ),
  ];
}
