import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { hostile } from '../../../test/browser/hostile.ts';
import { syntheticResult } from '../../../test/browser/synthetic.ts';
import { DATA, needsData } from '../../../test/needs.ts';
import { sha256 } from '../../base/digest.ts';
import { toJson } from '../../base/json.ts';
import type { TraceResult } from '../../trace/result.ts';
import { openCase } from '../case.ts';
import { actorsOf } from '../exports/actors.ts';
import { viewOf } from '../exports/view.ts';
import { investigate } from '../investigate.ts';
import { type FreezeDraft, freezeDraftSchema, letterDetailsSchema } from './draft.ts';
import { draftsOf } from './drafts.ts';
import { letterOf } from './letter.ts';

const NO_DETAILS = letterDetailsSchema.parse({});
const letter = (draft: FreezeDraft) => letterOf(draft, NO_DETAILS, null);
const made = (result: TraceResult) => draftsOf(result, sha256(toJson(result)));

/** What a recipient may not see: where else the money is, and who is said to be where. */
function elsewhere({ destinations }: TraceResult, draft: FreezeDraft): string[] {
  const own = new Set(draft.places.map(({ holder }) => holder));
  // whoever paid a place is told: the recipient needs it to find the credit
  const payers = new Set(draft.places.flatMap(({ arrivals }) => arrivals.map(({ from }) => from)));
  return destinations
    .map(({ holder }) => holder)
    .filter((holder) => !own.has(holder) && !payers.has(holder));
}

describe('drafts of freeze requests', () => {
  for (const seed of [1, 2, 3]) {
    const result = syntheticResult({ holders: 120, seed });
    const drafts = made(result);

    test(`are one for each who can act, in the order of the freeze list (seed ${seed})`, () => {
      const view = viewOf(result);
      const ranked = actorsOf(view, view.locked).ranked.map(({ action }) => action.actor);
      deepEqual(
        drafts.map(({ recipient }) => recipient),
        ranked,
      );
      equal(new Set(drafts.map(({ id }) => id)).size, drafts.length);
      for (const draft of drafts) deepEqual(freezeDraftSchema.parse(draft), draft);
      deepEqual(made(result), drafts, 'the same result gives the same');
    });

    test(`tell nothing of what concerns others (seed ${seed})`, () => {
      for (const draft of drafts) {
        const told = (letter(draft) + toJson(draft)).toLowerCase();
        for (const holder of elsewhere(result, draft)) ok(!told.includes(holder), holder);
        const own = new Set([draft.recipient, ...draft.places.map(({ name }) => name?.label)]);
        for (const { name } of result.holders) {
          if (!name?.entity || own.has(name.entity)) continue;
          ok(!told.includes(name.label.toLowerCase()), `${name.label} in ${draft.recipient}`);
        }
        ok(!told.includes(result.case.title.toLowerCase()));
        const thefts = new Set(draft.thefts.flatMap((one) => one.transactions));
        ok(thefts.size > 0);
      }
    });

    test(`state every unit, and change where one moves (seed ${seed})`, () => {
      for (const draft of drafts) {
        equal(draft.more, 0);
        const { size } = new Set(draft.places.map(({ holder }) => holder));
        match(draft.disclosed[0] ?? '', new RegExp(`^${size} address`), 'each address once');
        for (const line of [...draft.disclosed, ...draft.heldBack]) ok(!line.includes('  '), line);
        for (const { asset, units } of draft.totals) {
          const own = draft.places.filter((place) => place.asset === asset.id);
          const sum = own.reduce((all, place) => all + BigInt(place.units), 0n);
          equal(String(sum), units);
        }
      }
      const [first] = drafts;
      const holder = first?.places[0]?.holder;
      const moved = result.destinations.map((place) => {
        if (place.holder !== holder) return place;
        const more = String(BigInt(place.amounts[result.settings.policy]) + 1n);
        return { ...place, amounts: { ...place.amounts, [result.settings.policy]: more } };
      });
      const [changed] = made({ ...result, destinations: moved }).filter(
        ({ id }) => id === first?.id,
      );
      ok(changed && first && changed.amounts !== first.amounts);
    });
  }

  test('show what strangers wrote inert, in lines that fit', () => {
    const drafts = made(syntheticResult({ holders: 60, change: hostile }));
    ok(drafts.length > 0);
    for (const draft of drafts) {
      match(draft.id, /^[a-z0-9-]+$/);
      const text = letter(draft);
      ok(!/[\p{Cf}\p{Co}\p{Cn}]/u.test(text));
      ok(!/(?!\n)\p{Cc}/u.test(text));
      ok(!/https?:\/\//.test(text));
      for (const line of text.split('\n')) ok(line.length < 220 || !line.includes(' - '), line);
    }
  });

  test('say what people added, and what was never filled in', () => {
    const [draft] = made(syntheticResult({ holders: 40 }));
    ok(draft);
    match(letter(draft), /a draft, not sent/);
    match(letter(draft), /\[who asks: to be filled in\]/);
    const details = { ...NO_DETAILS, from: 'Meridian\nEvil: yes', victim: 'A fund', days: 3 };
    const stamp = { id: 'R1', at: '2026-01-02 10:00:00', tlp: 'amber', supersedes: 'R0' };
    const text = letterOf(draft, details, stamp);
    match(text, /^From: +Meridian Evil: yes$/m);
    match(text, /^Request: +R1, 2026-01-02 10:00:00 UTC$/m);
    match(text, /our request R0/);
    match(text, /holds for 3 days from 2026-01-02 10:00:00 UTC/);
    match(text, /TLP:AMBER/);
  });

  const cases = (name: string) => investigate(openCase(join(DATA, `cases/public/${name}`)), {});

  test('case 4: exchanges, by the transactions that credited them', {
    skip: needsData('cases/public'),
  }, async () => {
    const drafts = made(await cases('04-harmony-bridge-laundering-2023.json'));
    const htx = drafts.find(({ recipient }) => recipient === 'HTX');
    ok(htx);
    deepEqual(
      drafts.map(({ recipient, power }) => `${recipient}: ${power}`),
      ['HTX: exchange hold', 'Binance: exchange hold', 'OKX: exchange hold'],
    );
    ok(htx.places.every(({ arrivals, name }) => arrivals.length > 0 && name !== null));
    match(letter(htx), /Withhold the credit, or the withdrawal/);
    ok(!/binance|okx/i.test(letter(htx)), 'nobody hears who else is asked');
  });

  test('case 6: an issuer, by its contract', { skip: needsData('cases/public') }, async () => {
    const result = await cases('06-tron-nbctf-otc-2020-2023.json');
    const [tether, ...others] = made(result);
    ok(tether);
    deepEqual(others, []);
    match(tether.grounds[0] ?? '', /TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t, you can: blacklist/);
    equal(tether.places.length, 200);
    ok(tether.more > 0 && letter(tether).length < 400_000);
    match(letter(tether), /smaller places are in these sums/);
    const theirs = result.destinations.filter(({ freeze }) =>
      freeze.some(({ actor, strength }) => actor === 'Tether' && strength === 'can'),
    );
    const { policy } = result.settings;
    const sum = theirs.reduce((all, { amounts }) => all + BigInt(amounts[policy]), 0n);
    deepEqual(
      tether.totals.map(({ units }) => units),
      [String(sum)],
      'to the unit, though not all are listed',
    );
    equal(tether.places.length + tether.more, theirs.length);
  });
});
