import type { AccountLedger, Holder, Transfer } from '../ledger/port.ts';
import { netPayments } from '../trace/net.ts';

/** Stands for whoever a transaction pays: what it brings is looked at alone. */
export function paymentHolder(tx: string): Holder {
  return `payment:${tx}`;
}

/**
 * The ledger as it was just before a transaction, with what that transaction pays, net, arriving at
 * a holder of its own. So a deposit is screened by what it is made of, whatever else its recipient
 * has ever received.
 */
export function asPayment(
  ledger: AccountLedger,
  tx: string,
  transfers: readonly Transfer[],
): AccountLedger {
  const holder = paymentHolder(tx);
  const time = transfers[0]?.time ?? 0;
  const moving = transfers.filter(
    ({ kind, failed }) => !failed && kind !== 'gas' && kind !== 'unvalued',
  );
  const paid = netPayments(moving).flatMap(({ from, asset, amount, path }): Transfer[] => {
    const last = path.at(-1);
    return last ? [{ ...last, from, to: holder, asset, amount }] : [];
  });
  const payers = new Set(paid.map(({ from }) => from));
  return {
    model: 'account',
    chain: ledger.chain,
    assets: () => ledger.assets(),
    tip: () => ledger.tip(),
    summaries: (holders, signal) => ledger.summaries(holders, signal),
    async transactions(ids, signal) {
      const others = ids.filter((id) => id !== tx);
      const known = await ledger.transactions(others, signal);
      const gas = transfers.filter(({ kind }) => kind === 'gas');
      const own = ids.includes(tx) ? [...paid, ...gas] : [];
      return [...known.filter((transfer) => transfer.time <= time), ...own];
    },
    async transfers(holders, query, signal) {
      const others = holders.filter((one) => one !== holder);
      const answers = await ledger.transfers(others, { ...query, until: time }, signal);
      const changed = answers.map(({ transfers: list, ...rest }) => {
        const before = list.filter((transfer) => transfer.tx !== tx);
        const own = payers.has(rest.holder) ? paid.filter(({ from }) => from === rest.holder) : [];
        return { ...rest, transfers: [...before, ...own] };
      });
      const asked = holders.includes(holder);
      return asked ? [...changed, { holder, transfers: paid, truncated: false }] : changed;
    },
  };
}
