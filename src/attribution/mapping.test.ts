import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CATEGORIES, CONDUCT_SEVERITY } from './categories.ts';
import { CONFIDENCES, conductOf, entityTypeOf, gradeOf, isKnownWord } from './mapping.ts';
import {
  CONDUCTS,
  cappedSeverity,
  ENTITY_TYPES,
  GRADE_WEIGHT,
  GRADES,
  graver,
  LEGAL_STATES,
  ROLES,
  SEVERITIES,
} from './taxonomy.ts';

describe('the taxonomy', () => {
  test('has each id once on its axis', () => {
    for (const axis of [ENTITY_TYPES, ROLES, CONDUCTS, LEGAL_STATES, GRADES, SEVERITIES]) {
      assert.equal(new Set<string>(axis).size, axis.length);
    }
    assert.deepEqual(
      [ENTITY_TYPES.length, ROLES.length, CONDUCTS.length, LEGAL_STATES.length],
      [37, 21, 16, 7],
    );
  });

  test('has a category for each entity type and a severity for each conduct', () => {
    assert.deepEqual(Object.keys(CATEGORIES).sort(), [...ENTITY_TYPES].sort());
    assert.deepEqual(Object.keys(CONDUCT_SEVERITY).sort(), [...CONDUCTS].sort());
  });

  test('weighs a better grade more', () => {
    const weights = GRADES.map((grade) => GRADE_WEIGHT[grade]);
    assert.deepEqual(weights, [100, 90, 80, 70, 50, 40, 20, 10]);
  });

  test('lowers severity by grade and never raises it', () => {
    for (const severity of SEVERITIES) {
      for (const grade of GRADES) {
        const capped = cappedSeverity(severity, grade, false);
        assert.equal(graver(capped, severity), severity);
        assert.equal(cappedSeverity(severity, grade, true), severity);
      }
    }
    assert.equal(cappedSeverity('SEVERE', 'G7', false), 'MEDIUM');
    assert.equal(cappedSeverity('SEVERE', 'G6', false), 'SEVERE');
  });

  test('follows the table of trace rules', () => {
    const rules = [
      ['cex.deposit', 'stop'],
      ['swap.instant', 'stop'],
      ['mixer.pool', 'fork'],
      ['mixer.custodial', 'stop'],
      ['bridge.native_swap', 'must-resolve'],
      ['bridge.mint', 'must-resolve'],
      ['dex.pool', 'pass-through'],
      ['contract.unknown', 'continue'],
      ['person.eoa', 'continue'],
    ] as const;
    for (const [type, rule] of rules) assert.equal(CATEGORIES[type].rule, rule, type);
  });
});

describe('foreign words', () => {
  test('of service-labels.csv have an entity type', () => {
    const words = [
      'bridge',
      'dex-or-protocol',
      'exchange',
      'gambling',
      'instant-swap',
      'mixer',
      'payment-or-custody',
    ];
    for (const word of words) assert.ok(entityTypeOf(word), word);
    assert.equal(entityTypeOf('Exchange '), 'cex.hot');
  });

  test('of our own are taken as they are', () => {
    for (const type of ENTITY_TYPES) assert.equal(entityTypeOf(type), type);
  });

  test('of abuse have a conduct, and a state is none', () => {
    assert.equal(conductOf('service_hack'), 'stolen_funds');
    assert.equal(conductOf('pyramid_scheme'), 'scam');
    assert.equal(conductOf('terrorism'), 'terror_financing');
    for (const word of ['black_list', 'sanction', 'extremism']) {
      assert.equal(conductOf(word), null, word);
      assert.equal(entityTypeOf(word), null, word);
      assert.ok(isKnownWord(word), word);
    }
  });

  test('that are not in the tables become nothing', () => {
    for (const word of ['', 'constructor', '__proto__', 'toString', 'kingpin']) {
      assert.equal(entityTypeOf(word), null);
      assert.equal(conductOf(word), null);
      assert.equal(isKnownWord(word), false);
      assert.equal(gradeOf(word), 'G8');
    }
  });

  test('of confidence give the grade', () => {
    assert.equal(Object.keys(CONFIDENCES).length, 14);
    assert.equal(gradeOf('ledger_immanent'), 'G1');
    assert.equal(gradeOf('authority_data'), 'G2');
    assert.equal(gradeOf('forensic'), 'G5');
    assert.equal(gradeOf('untrusted_transaction'), 'G6');
    assert.equal(gradeOf('web_crawl'), 'G8');
    assert.equal(gradeOf(null), 'G8');
  });
});
