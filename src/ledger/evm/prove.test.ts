import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { jsonOf, PORTAL, portalBlocks } from '../../../test/ledger/evm-blocks.ts';
import { needsData } from '../../../test/needs.ts';
import { needsAnvil, startAnvil } from '../../../test/nodes/anvil.ts';
import {
  callData,
  FEE_SINK,
  reverterCode,
  tokenCode,
  wrapperCode,
} from '../../../test/nodes/contracts.ts';
import { nodeSource } from '../../../test/nodes/node-source.ts';
import { PLACES } from '../../../test/nodes/stage.ts';
import { SourceError } from '../../base/errors.ts';
import { parseChain } from '../chains.ts';
import type { Answer, AskOptions, Json, Source } from '../source.ts';
import { checkEvmProof } from './proof.ts';
import { proveEvm } from './prove.ts';

const chain = parseChain('ethereum', 'chain');
const NUMBER = 14764013;

type Reply = (method: string, params: readonly Json[]) => { result: unknown } | { error: object };

/** A node that answers from a table, as JSON-RPC 2.0 has it. */
function node(name: string, reply: Reply): Source & { readonly asked: string[] } {
  const asked: string[] = [];
  const refuse = (): never => {
    throw new Error('only JSON-RPC is asked');
  };
  return {
    name,
    asked,
    get: refuse,
    post: refuse,
    call: async (method, params, options: AskOptions = {}): Promise<Answer> => {
      asked.push(`${method} ${JSON.stringify(params)}`);
      const value = { jsonrpc: '2.0', id: asked.length, ...reply(method, params) };
      const said = options.judge?.({ status: 200, value });
      if (said && said.kind !== 'answer') throw new SourceError(name, said.why, false);
      return { status: 200, value, at: 0, evidence: asked.length };
    },
  };
}

const noMethod = { error: { code: -32601, message: 'the method does not exist' } };

describe('asking for proofs', { skip: needsData(PORTAL) }, () => {
  const { block, receipts } = needsData(PORTAL)
    ? { block: null, receipts: [] }
    : jsonOf(portalBlocks([NUMBER])[0]!);
  const ids = block?.transactions.map(({ hash }) => hash) ?? [];
  const wanted = ids.slice(3, 6).map((tx) => ({ tx, block: NUMBER }));

  const honest: Reply = (method, params) => {
    if (method === 'eth_getBlockByNumber') return { result: block };
    if (method === 'eth_getBlockReceipts') return { result: receipts };
    return { result: receipts.find(({ transactionHash }) => transactionHash === params[0]) };
  };
  const lying = (change: (result: unknown) => unknown, only: string): Reply => {
    return (method, params) => {
      const answer = honest(method, params);
      return method === only && 'result' in answer ? { result: change(answer.result) } : answer;
    };
  };
  const refused = async (reply: Reply): Promise<string> => {
    const { proofs, unproved } = await proveEvm(wanted, chain, [node('liar', reply)]);
    equal(proofs.length, 0);
    deepEqual(
      unproved.map(({ tx }) => tx),
      wanted.map(({ tx }) => tx),
    );
    return unproved[0]!.why;
  };

  test('one block is asked for once; others say its hash', async () => {
    const [a, b] = [node('a', honest), node('b', honest)];
    const { proofs, unproved } = await proveEvm(wanted, chain, [a, b]);
    deepEqual(unproved, []);
    deepEqual(
      proofs.map(({ tx }) => tx),
      wanted.map(({ tx }) => tx),
    );
    for (const proof of proofs) ok(checkEvmProof(proof).verdict.proved);
    deepEqual(proofs[0]?.block.agreed, ['a', 'b']);
    equal(a.asked.length, 2);
    deepEqual(b.asked, ['eth_getBlockByNumber ["0xe147ed",false]']);
  });

  test('a source that fails or says another hash does not agree', async () => {
    const other = lying(
      (result) => ({ ...(result as object), hash: `0x${'1'.repeat(64)}` }),
      'eth_getBlockByNumber',
    );
    const sources = [node('a', honest), node('b', other), node('c', () => noMethod)];
    const { proofs } = await proveEvm(wanted, chain, sources);
    deepEqual(proofs[0]?.block.agreed, ['a']);
  });

  test('a node without eth_getBlockReceipts is asked for each', async () => {
    const old = node('old', (method, params) =>
      method === 'eth_getBlockReceipts' ? noMethod : honest(method, params),
    );
    const { proofs } = await proveEvm(wanted, chain, [old]);
    equal(proofs.length, 3);
    equal(old.asked.length, 2 + ids.length);
  });

  test('an amount that was changed is no proof', async () => {
    const changed = lying((result) => {
      const copy = structuredClone(result as typeof receipts);
      const log = copy.flatMap(({ logs }) => logs).find(({ data }) => data.length === 66)!;
      log.data = `${log.data.slice(0, -1)}${log.data.endsWith('1') ? '2' : '1'}`;
      return copy;
    }, 'eth_getBlockReceipts');
    ok((await refused(changed)).includes('receiptsRoot'));
  });

  test('nor is a block whose transaction, header or receipts are not its own', async () => {
    const edit = (change: (copy: NonNullable<typeof block>) => void): Reply =>
      lying((result) => {
        const copy = structuredClone(result as NonNullable<typeof block>);
        change(copy);
        return copy;
      }, 'eth_getBlockByNumber');
    const value = edit((copy) => {
      copy.transactions[0]!.value = '0x1';
    });
    ok((await refused(value)).includes('transaction 0'));
    const header = edit((copy) => {
      copy.timestamp = '0x1';
    });
    ok((await refused(header)).includes('header'));
    const fewer = edit((copy) => {
      copy.transactions.pop();
    });
    ok((await refused(fewer)).includes('transactionsRoot'));
    const odd = edit((copy) => {
      copy.transactions[1]!.type = '0x7b';
    });
    ok((await refused(odd)).includes('0x7b'));
    const elsewhere = lying(
      (result) =>
        (result as typeof receipts).map((item) => ({ ...item, blockHash: `0x${'2'.repeat(64)}` })),
      'eth_getBlockReceipts',
    );
    ok((await refused(elsewhere)).includes('receipt 0'));
    ok((await refused(lying(() => null, 'eth_getBlockByNumber'))).includes('not there'));
    ok((await refused(lying(() => ({ hash: 1 }), 'eth_getBlockByNumber'))).includes('hash'));
  });

  test('a transaction that the block does not hold', async () => {
    const tx = `0x${'3'.repeat(64)}`;
    const { proofs, unproved } = await proveEvm([{ tx, block: NUMBER }], chain, [
      node('a', honest),
    ]);
    deepEqual([proofs, unproved.map((item) => item.tx)], [[], [tx]]);
  });
});

describe('a real node', { skip: needsAnvil() }, () => {
  test('what a key has signed is proved to the unit; what a node made up is not', async () => {
    await using anvil = await startAnvil();
    await anvil.rpc('anvil_autoImpersonateAccount', [false]);
    const { usdt, taxed, weth, reverter, mule } = PLACES;
    await anvil.setCode(usdt, tokenCode('USDT'));
    await anvil.setCode(taxed, tokenCode('TAX', { hasFee: true }));
    await anvil.setCode(weth, wrapperCode());
    await anvil.setCode(reverter, reverterCode(mule));
    const [owner = ''] = (await anvil.rpc('eth_accounts')) as string[];
    const from = owner.toLowerCase();
    const zero = `0x${'0'.repeat(40)}`;
    const native = 'eip155:1/slip44:60';
    const token = (contract: string): string => `eip155:1/erc20:${contract}`;
    const sent: [Parameters<typeof anvil.send>[0], string[]][] = [
      [{ from, to: mule, value: 12_345n }, [`${from} ${mule} ${native} 12345`]],
      [
        { from, to: usdt, data: callData('a0712d68', 900n) },
        [`${zero} ${from} ${token(usdt)} 900`],
      ],
      [
        { from, to: usdt, data: callData('a9059cbb', mule, 400n) },
        [`${from} ${mule} ${token(usdt)} 400`],
      ],
      [
        { from, to: taxed, data: callData('a0712d68', 500n) },
        [`${zero} ${from} ${token(taxed)} 500`],
      ],
      [
        { from, to: taxed, data: callData('a9059cbb', mule, 100n) },
        [`${from} ${mule} ${token(taxed)} 99`, `${from} ${FEE_SINK} ${token(taxed)} 1`],
      ],
      [
        { from, to: weth, value: 77n },
        [`${from} ${weth} ${native} 77`, `${zero} ${from} ${token(weth)} 77`],
      ],
      // what fails moves nothing
      [{ from, to: reverter, value: 5n, gas: 100_000n }, []],
      [{ from, to: usdt, data: callData('a9059cbb', mule, 9_999n), gas: 100_000n }, []],
    ];
    const wanted: { tx: string; block: number }[] = [];
    const blockOf = async (tx: string): Promise<number> => {
      const receipt = await anvil.rpc('eth_getTransactionReceipt', [tx]);
      return Number((receipt as { blockNumber: string }).blockNumber);
    };
    for (const [transaction] of sent) {
      const tx = await anvil.send(transaction);
      wanted.push({ tx, block: await blockOf(tx) });
    }
    const sources = [nodeSource(anvil.url), nodeSource(anvil.url)];
    const { proofs, unproved } = await proveEvm(wanted, chain, sources);
    deepEqual(unproved, []);
    for (const [i, { tx }] of wanted.entries()) {
      const { verdict, shows } = checkEvmProof(proofs.find((proof) => proof.tx === tx)!);
      equal(verdict.reason, null);
      const moved = shows?.moved.kind === 'transfers' ? shows.moved.transfers : [];
      deepEqual(
        moved.map((one) => `${one.from} ${one.to} ${one.asset} ${one.amount}`),
        sent[i]![1],
      );
    }
    // a node that sends without a key gives ids that are no hash of what it sent
    await anvil.rpc('anvil_impersonateAccount', [mule]);
    await anvil.setBalance(mule, 10n ** 18n);
    const made = await anvil.send({ from: mule, to: from, value: 1n });
    const none = await proveEvm([{ tx: made, block: await blockOf(made) }], chain, sources);
    ok(none.unproved[0]?.why.includes(made));
  });
});
