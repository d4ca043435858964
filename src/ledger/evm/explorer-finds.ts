import type { Holder } from '../port.ts';
import type { Explorer, How } from './explorer-api.ts';
import { judgeList, linesOf } from './explorer-judge.ts';

/**
 * Whether the chain of an explorer knows a transaction, waiting ones too, or has ever seen an
 * address pay, be paid, or be part of a transfer of a token.
 */
export async function explorerKnows(
  explorer: Explorer,
  { kind, id }: { readonly kind: 'transaction' | 'address'; readonly id: string | Holder },
  how: How = {},
): Promise<boolean> {
  if (kind === 'transaction') {
    const call = { method: 'eth_getTransactionByHash', params: [id] };
    const [reply] = await explorer.calls([call], how);
    return reply?.result !== null;
  }
  const judge = judgeList(() => null);
  const answers = await Promise.all(
    ['txlist', 'tokentx', 'txlistinternal'].map((action) => {
      const params = { action, address: id, page: '1', offset: '1', sort: 'asc' };
      return explorer.list(params, judge, how);
    }),
  );
  return answers.some(({ value }) => (linesOf(value)?.lines.length ?? 0) > 0);
}
