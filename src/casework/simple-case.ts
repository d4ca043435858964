import { z } from 'zod';
import type { CaseFile } from './case.ts';

const text = z.string().min(1).max(2000);

/** The simple form in which public test cases are written down. */
export const simpleCaseSchema = z.looseObject({
  case_id: z.string().regex(/^[\w.-]{1,64}$/),
  chain: text,
  reported_at: text.optional(),
  summary: text.optional(),
  question: text.optional(),
  source_addresses: z.array(text).optional(),
  malicious_safe_tx: text.optional(),
  since: text.optional(),
  ledger: z.union([text, z.array(text).min(1)]).optional(),
  service_labels: text.optional(),
  bridge_contracts: z.array(text).optional(),
  recovery_address: text.optional(),
  wallets: z.array(z.looseObject({ wallet: text })).optional(),
  start_txs: z.array(text).optional(),
  input: text.optional(),
  lists: z.array(text).optional(),
});

type SimpleCase = z.infer<typeof simpleCaseSchema>;

/** The same case in our own format. What the simple form leaves open stays at its default. */
export function readSimpleCase(simple: SimpleCase): Partial<z.input<z.ZodType<CaseFile>>> {
  const ledger = simple.ledger ?? simple.input ?? [];
  const files = (Array.isArray(ledger) ? ledger : [ledger]).map(withoutRemark);
  const accounts = [...new Set((simple.wallets ?? []).map(({ wallet }) => wallet))];
  const holders = simple.source_addresses ?? simple.bridge_contracts ?? accounts;
  const since = simple.since === undefined ? {} : { since: simple.since };
  const transactions = (simple.start_txs ?? []).map((tx) => ({ tx }));
  const victims = simple.source_addresses === undefined && simple.bridge_contracts !== undefined;
  const role = victims ? ('victim' as const) : ('thief' as const);
  const sources = [...new Set(holders)].map((holder) => ({ holder, ...since, role }));
  const returns = simple.recovery_address === undefined ? [] : [simple.recovery_address];
  const theft = { id: simple.case_id, sources, outputs: [], transactions, returns };
  return {
    format: 'hueandcry.case',
    version: 1,
    id: simple.case_id,
    title: simple.summary ?? simple.case_id,
    chain: simple.chain,
    ...(simple.reported_at === undefined ? {} : { reportedAt: simple.reported_at }),
    ...(simple.question === undefined ? {} : { question: simple.question }),
    ledger: { files },
    thefts: holders.length + transactions.length > 0 ? [theft] : [],
    tags: simple.service_labels === undefined ? [] : [simple.service_labels],
    accounts,
    safeTransactions: simple.malicious_safe_tx === undefined ? [] : [simple.malicious_safe_tx],
    lists: simple.lists ?? [],
  };
}

/** `file.zip (what its lines look like)`: the remark in brackets is for people. */
function withoutRemark(path: string): string {
  const at = path.search(/\s\(/);
  return (at < 0 ? path : path.slice(0, at)).trim();
}
