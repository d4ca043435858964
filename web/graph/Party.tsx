import { inert } from '../text/inert.ts';
import { gradeWords } from '../text/words.ts';
import { category, categoryIn } from './category.ts';
import { amountWords, exactIn, type Party, symbolIn, worthOf } from './expansion.ts';
import type { Session } from './session.ts';
import { nameIn } from './view.ts';

/** A counterparty: who that is said to be, and what moved between them, whoever's money it was. */
export function One({ session, party }: { readonly session: Session; readonly party: Party }) {
  const { of, expansion } = party;
  const { holder, name } = of;
  const exact = of.amounts.map(({ asset, amount }) => {
    return `${exactIn(expansion.answer, asset, amount)} ${symbolIn(expansion.answer, asset)}`;
  });
  const worth = worthOf(of.amounts);
  const kind = category(categoryIn(of.category)).name;
  return (
    <>
      <p class="graph-move">
        <b title={exact.join(', ')}>
          {amountWords(expansion.answer, of.amounts, session.figures.value)}
        </b>
        <span>{worth === null ? '' : session.figures.value.dollarsShort(worth)}</span>
      </p>
      <p>
        <bdi title={holder ?? ''}>
          {nameIn(name) ?? (holder === null ? 'no address: minted, burnt or bare' : '')}
        </bdi>
        <span class="graph-quiet">
          {' '}
          {holder === null ? '' : kind}
          {name ? `, ${name.grade} ${gradeWords(name.grade)}, ${inert(name.source, 60)}` : ''}
        </span>
      </p>
      <p class="graph-quiet">
        {session.figures.value.count(of.transfers, 'transfer')}
        {of.transfers === 1 ? `, ${of.first} UTC` : `, ${of.first} to ${of.last} UTC`}
        {of.joint > 0 ? `; in ${of.joint} of them others put in, too` : ''}
      </p>
      {holder !== null && <code>{holder}</code>}
    </>
  );
}
