import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { anyCharacter } from '../../test/characters.ts';
import { readLabel } from './labels.ts';
import type { EntityType } from './taxonomy.ts';

type Row = readonly [
  label: string,
  type: EntityType | null,
  entity: string | null,
  entityType: EntityType | null,
];

function reads(rows: readonly Row[]): void {
  for (const [label, type, entity, entityType] of rows) {
    const read = readLabel(label, type);
    assert.deepEqual([read.entity, read.entityType], [entity, entityType], label);
  }
}

describe('a label', () => {
  test('names its operator before number, part and address', () => {
    reads([
      ['Binance 14', 'cex.hot', 'Binance', 'cex.hot'],
      ['Coinbase: Commerce Fee 6', 'payment.processor', 'Coinbase', 'payment.processor'],
      ['OKX: Hot Wallet', 'cex.hot', 'OKX', 'cex.hot'],
      ['OKEx 7', 'cex.hot', 'OKX', 'cex.hot'],
      ['Huobi 34', 'cex.hot', 'HTX', 'cex.hot'],
      ['Stake.com 8', 'gambling', 'Stake.com', 'gambling'],
      ['Wyre Wallet', 'payment.processor', 'Wyre', 'payment.processor'],
      ['Cobo_0xb800', 'payment.processor', 'Cobo', 'custodian'],
      ['eXch', 'swap.instant', 'eXch', 'swap.instant'],
      ['Lockvert: Main 1', 'payment.processor', 'Lockvert', 'payment.processor'],
      ['binance reserve wallets BTC', 'cex.hot', 'Binance', 'cex.hot'],
      ['FTX US 2', 'cex.hot', 'FTX US', 'cex.hot'],
      ['Aeroswap 1 THT', 'dex.router', 'Aeroswap', 'dex.router'],
    ]);
  });

  test('of a deposit account says at whom', () => {
    reads([
      ['Binance_Deposit_0x864a', 'cex.hot', 'Binance', 'cex.deposit'],
      ['Kraken_Deposit_0x14e2', null, 'Kraken', 'cex.deposit'],
      ['FixedFloat_Deposit_0x12cf', 'swap.instant', 'FixedFloat', 'swap.instant'],
      ['SimpleSwap: Binance Deposit', 'cex.hot', 'Binance', 'cex.deposit'],
      ['Kraken: Deposit 2', null, 'Kraken', 'cex.deposit'],
      ['Binance: Eth2 Depositor', 'cex.hot', 'Binance', 'cex.hot'],
      ['Binance: Deposit Funder 2', 'cex.hot', 'Binance', 'cex.hot'],
    ]);
  });

  test('is refined by what is known of its operator', () => {
    reads([
      ['THORChain_vault_21d8_7427', 'bridge.lock', 'THORChain', 'bridge.native_swap'],
      ['THORChain: THORChain Router v4.1.1', 'bridge.lock', 'THORChain', 'bridge.native_swap'],
      ['Tornado.Cash: Router', 'mixer.pool', 'Tornado Cash', 'mixer.pool'],
      ['tornado.cash', 'mixer.custodial', 'Tornado Cash', 'mixer.pool'],
      ['Tornado.Cash: Governance', 'mixer.pool', 'Tornado Cash', 'contract.unknown'],
      ['sideshift.ai', 'mixer.custodial', 'SideShift', 'swap.instant'],
      ['FixedFloat', 'cex.hot', 'FixedFloat', 'swap.instant'],
      ['OKX: DEX Router', 'cex.hot', 'OKX', 'aggregator'],
    ]);
  });

  test('of an attacker is no service, whatever its category and whomever it names', () => {
    const labels = [
      'LI.FI Exploiter 10',
      'LI.FI Hack Terminus',
      'TH Terminus',
      'TH Terminus (Super)',
      'TH Terminus Fee',
      'Hacker',
      'Hacker (EZU Twitter)',
      'Fake_Phishing6177',
      'Upbit Hacker 9.124',
      'Ronin bridge exploiter 5',
      'binance hack',
      'wormhole network xploit',
      'Plus Token Scam',
    ];
    for (const label of labels) {
      for (const type of [null, 'cex.hot', 'bridge.lock'] as const) {
        const read = readLabel(label, type);
        assert.equal(read.entity, null, label);
        assert.equal(read.entityType, 'person.eoa', label);
        assert.equal(read.conduct.length, 1, label);
      }
    }
    assert.deepEqual(readLabel('Fake_Phishing6177', null).conduct, ['drainer']);
    assert.deepEqual(readLabel('Lazarus group', 'person.eoa').conduct, ['dprk_attributed']);
  });

  test('of a victim or a rescuer accuses nobody', () => {
    const labels = [
      'Cryptopia Hack Victim',
      'Multichain Hack Alert 2389',
      'Nomad: Exploited Bridge',
      'whitehat exploit',
    ];
    for (const label of labels) {
      const nobody = { entity: null, entityType: null, conduct: [] };
      assert.deepEqual(readLabel(label, 'cex.hot'), nobody, label);
    }
    for (const label of ['Optimism: Fraud Verifier', 'PhishFort', 'BankHeist4D', 'Hacken']) {
      assert.deepEqual(readLabel(label, 'gambling').conduct, [], label);
    }
  });

  test('without an operator gives none', () => {
    reads([
      ['Null Address', null, null, null],
      ['Miner: 0xaee...76c', 'miner_validator', null, 'miner_validator'],
      ['GnosisSafeProxy_37ce_f49a (LT)', null, null, 'multisig'],
      ['heavy node', null, null, null],
      ['zunso.eth THT', null, null, null],
      ['Hot Wallet', 'cex.hot', null, 'cex.hot'],
      ['？？？', 'cex.hot', null, 'cex.hot'],
      ['Stake Pool', null, null, null],
      ['Binance Charity', null, null, null],
    ]);
  });

  test('of a token contract is not the till of whoever it is named after', () => {
    reads([
      ['KuCoin Shares (KCS)', 'cex.hot', null, 'contract.unknown'],
      ['Binance USD', 'cex.hot', null, 'contract.unknown'],
      ['Tornado.Cash: TORN Token', 'mixer.pool', null, 'contract.unknown'],
      ['MakerDAO: sDAI Token', 'dex.router', 'MakerDAO', 'lending'],
      ['Injective Token', 'dex.router', null, 'contract.unknown'],
      ['Gitcoin Grants: Tornado.cash', 'mixer.pool', null, 'contract.unknown'],
    ]);
  });

  test('with an actor takes his name where the label begins with his id', () => {
    const curve = { id: 'curve', name: 'Curve Finance', categories: [] };
    const synthetix = { id: 'synthetix', name: 'Synthetix', categories: [] };
    const wrong = { id: 'bitstarzcom', name: 'BitStarz', categories: [] };
    const named = (label: string, actor: typeof curve) => readLabel(label, 'cex.hot', actor).entity;
    assert.equal(named('curvefinance_rETH-StableSwapRETH', curve), 'Curve');
    assert.equal(named('synthetix_ProxysUSD', synthetix), 'Synthetix');
    assert.equal(named('bitstamp', wrong), 'Bitstamp');
    const binance = { id: 'binance', name: 'Binance', categories: [] };
    assert.equal(named('Binance US', binance), 'Binance US');
  });

  test('of any length is read at once', () => {
    const labels = [
      `binance${' '.repeat(100_000)}x`,
      `x${'_'.repeat(100_000)}!`,
      ' 1'.repeat(50_000),
    ];
    for (const label of labels) assert.equal(readLabel(label, 'cex.hot').entity, null);
    assert.equal(readLabel(`Exploiter ${'x'.repeat(300)}`, 'cex.hot').entityType, 'person.eoa');
  });

  test('of any form is read', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 200 }), (label) => {
        const { entity } = readLabel(label, 'cex.hot');
        assert.ok(entity === null || entity.trim().length > 1);
      }),
    );
  });
});
