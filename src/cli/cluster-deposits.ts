import {
  type DepositAccount,
  depositAccounts,
  type SharedDeposit,
  sharedDeposits,
} from '../attribution/cluster/deposits.ts';
import { createNames } from '../attribution/names.ts';
import type { Tag } from '../attribution/tags.ts';
import { InputError } from '../base/errors.ts';
import { inert } from '../casework/exports/inert.ts';
import type { Chain } from '../ledger/chains.ts';
import { openFileLedger } from '../ledger/file/open.ts';
import type { Warning } from '../ledger/port.ts';

/** What `--json` gives of a ledger of accounts. */
interface DepositReport {
  readonly transfers: number;
  readonly deposits: readonly DepositAccount[];
  /** For the case alone. */
  readonly shared: readonly SharedDeposit[];
}

/**
 * Infers deposit accounts on an EVM ledger from files of transfers; tags say which addresses are
 * wallets of exchanges.
 * @throws InputError where the chain is of another family
 */
export async function depositReport(
  files: readonly string[],
  chain: Chain,
  tags: readonly Tag[],
  strict: boolean,
): Promise<{ readonly report: DepositReport; readonly warnings: readonly Warning[] }> {
  if (chain.family !== 'evm')
    throw new InputError('--chain', 'Bitcoin or an EVM chain', chain.name);
  const options = { chain: chain.id, baseDir: process.cwd(), strict };
  const ledger = await openFileLedger(files, options);
  const names = createNames(tags);
  const exchangeOf = (holder: string): string | null => {
    const name = names.nameOf(chain.id, holder);
    const type = name?.entityType ?? '';
    return type.startsWith('cex.') && type !== 'cex.deposit' ? (name?.entity ?? null) : null;
  };
  const native = new Set<string>();
  for (const { id, kind } of await ledger.assets()) if (kind === 'native') native.add(id);
  const deposits = depositAccounts([...ledger.all()], exchangeOf, (asset) => native.has(asset));
  const report = { transfers: ledger.size, deposits, shared: sharedDeposits(deposits) };
  return { report, warnings: ledger.warnings() };
}

export function depositText({ transfers, deposits, shared }: DepositReport, top: number): string {
  const lines = deposits.slice(0, top).map(({ holder, entity, confidence, grade, sweeps }) => {
    const passed = `${sweeps.length} passed on`;
    return `  ${holder}  ${grade} ${confidence.toFixed(3)}  ${inert(entity)}, ${passed}`;
  });
  const others = shared.slice(0, top).map(({ deposit, senders }) => {
    return `  ${deposit}  ${senders.length} senders`;
  });
  return [
    `${transfers.toLocaleString('en-US')} transfers: ${deposits.length} deposit accounts inferred`,
    ...lines,
    ...(others.length > 0
      ? ['Paid in to by several, probably one customer (G7, for this case alone):', ...others]
      : []),
    '',
  ].join('\n');
}
