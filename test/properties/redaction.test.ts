import { deepEqual, equal, ok } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { traceCase } from '../../bench/accuracy/tracer.ts';
import { toJson } from '../../src/base/json.ts';
import { checkBundle, checkTrace } from '../../src/casework/bundle/check.ts';
import { looseTrace } from '../../src/casework/bundle/loose.ts';
import { redactedBundle } from '../../src/casework/bundle/redacted-bundle.ts';
import { readZip } from '../../src/casework/bundle/zip.ts';
import { renderArrivalsCsv, renderDestinationsCsv } from '../../src/casework/exports/csv.ts';
import type { Contents } from '../../src/casework/redaction/contents.ts';
import { type Asked, type Redacted, redact } from '../../src/casework/redaction/redact.ts';
import { AUDIENCES, CHOICES, RULE_WORDS, rulesFor } from '../../src/casework/redaction/rules.ts';
import { renderFileCsv, renderWithheldCsv } from '../../src/casework/redaction/said.ts';
import { SecretWords } from '../../src/casework/redaction/words.ts';
import type { TraceResult } from '../../src/trace/result.ts';

const EXAMPLE = join(import.meta.dirname, '../../examples/bybit-2025/case.json');
const FOLDER = mkdtempSync(join(tmpdir(), 'hue-redaction-'));
const JSON_PACK = join(FOLDER, 'pack.json');
after(() => rmSync(FOLDER, { recursive: true }));

const PLAIN = await traceCase(EXAMPLE);

/** Names that occur nowhere by chance; some need escaping in one form or another. */
const name = fc
  .tuple(
    fc.constantFrom('Zoë', 'Müller & Söhne', 'O’Neill', 'Łukasz "Luk"', 'Ann-Marie', '<b>Bo</b>'),
    fc.integer({ min: 100_000, max: 999_999 }),
  )
  .map(([first, number]) => `${first} Q${number}`);
const contact = name.map(
  (who) => `${who.replace(/\W/g, '')}@example.org, +49 170 77${who.slice(-6)}`,
);

interface Secrets {
  readonly victim: string;
  readonly contact: string;
  readonly members: readonly string[];
  readonly label: string;
}
const secrets: fc.Arbitrary<Secrets> = fc
  .tuple(fc.uniqueArray(name, { minLength: 4, maxLength: 4 }), contact)
  .map(([[victim = '', one = '', two = '', label = ''], reached]) => {
    return { victim, contact: reached, members: [one, two], label: `${label} Exchange` };
  });

function contentsOf({ victim, contact: reached, members }: Secrets): Contents {
  const [one = '', two = ''] = members;
  const at = '2026-02-21T15:00:00.000Z';
  const said = `${one} spoke with ${victim} (${reached}) and ${two.toUpperCase()}`;
  return {
    ...{ number: 7, title: `Theft at ${victim}`, summary: said, status: 'open', tlp: 'amber' },
    createdAt: at,
    members: members.map((who) => ({ name: who, role: 'editor' })),
    victims: [{ name: victim, contact: reached, note: said }],
    thefts: [{ chain: 'ethereum', transaction: '0xab', victim, occurredAt: at, note: said }],
    notes: [{ at, by: one, subject: null, body: said }],
    tasks: [{ title: said, dueAt: at, doneAt: null, assignee: two }],
    timeline: [{ at, by: two, text: said, note: said, source: said, basis: 'observed' }],
    custody: [{ seq: '1', at, actor: one, action: 'note added', hash: 'ab' }],
    more: 0,
  };
}

/** One place has a name that nobody may pass on, and texts tell it and the victim. */
function resultOf({ victim, label }: Secrets): TraceResult {
  const [holder] = PLAIN.destinations;
  const named = {
    ...({ label, entity: label, type: 'exchange', grade: 'G5', source: 'A list' } as const),
    ...({ sourceDate: null, basis: 'unverified', inference: null, others: [] } as const),
  };
  const own = <T extends { name: TraceResult['holders'][number]['name'] }>(
    one: T,
    id: string,
  ): T => (id === holder?.holder ? { ...one, name: named } : one);
  const { summary } = PLAIN;
  return {
    ...PLAIN,
    case: { ...PLAIN.case, title: `What ${victim} lost` },
    summary: { ...summary, headline: `${victim} lost it to ${label}`, sentences: [`At ${label}.`] },
    holders: PLAIN.holders.map((one) => own(one, one.id)),
    destinations: PLAIN.destinations.map((one) => {
      const freeze = one.freeze.map((act) => ({ ...act, actor: label, how: `Ask ${label}` }));
      return own(one.holder === holder?.holder ? { ...one, freeze } : one, one.holder);
    }),
  };
}

const FORBIDDEN = () => [{ label: '', source: 'A list', shareable: false }];

/** Every file of every form of a pack, uncompressed. */
function bytesOf(redacted: Redacted, files: Parameters<typeof redactedBundle>[1]): Buffer[] {
  const { result, cover } = redacted;
  const { bytes: bundle } = redactedBundle(redacted, files);
  deepEqual(checkBundle(bundle, 'bundle').problems, []);
  const json = toJson({ ...cover, result });
  writeFileSync(JSON_PACK, json);
  const { problems, cover: read } = checkTrace(looseTrace(JSON_PACK));
  deepEqual([problems, read], [[], cover]);
  return [
    json,
    renderDestinationsCsv(result),
    renderArrivalsCsv(result),
    renderFileCsv(cover),
    renderWithheldCsv(cover),
    ...readZip(bundle, 'bundle').flatMap(({ name: own, bytes }) => [own, bytes]),
  ].map((one) => Buffer.from(one as string));
}

/** As it stands, and as JSON, HTML and CSV write it. */
function formsOf(text: string): string[] {
  const html = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  return [text, JSON.stringify(text).slice(1, -1), text.replaceAll('"', '""'), html];
}

function assertAbsent(files: readonly Buffer[], texts: readonly string[]): void {
  for (const text of texts.flatMap(formsOf)) {
    const wanted = text.toLowerCase();
    const at = files.findIndex((bytes) => bytes.toString('utf8').toLowerCase().includes(wanted));
    equal(at, -1, `${text} stands in file ${at}`);
  }
}

test('what is left out stands in no byte of any form, and the bundle verifies', () => {
  const chosen = fc.subarray([...CHOICES]);
  fc.assert(
    fc.property(secrets, fc.constantFrom(...AUDIENCES), chosen, (own, audience, leaveOut) => {
      const contents = contentsOf(own);
      const result = resultOf(own);
      const asked: Asked = { audience, leaveOut };
      const redacted = redact(result, contents, asked, FORBIDDEN);
      const note = Buffer.from(`{"told":${JSON.stringify(own.contact)}}`);
      const files = bytesOf(redacted, [
        {
          name: 'inputs/1-told.json',
          bytes: Buffer.from(JSON.stringify({ title: result.case.title })),
        },
        { name: 'evidence/blobs/ab/ab.zst', bytes: zstdCompressSync(note) },
      ]);
      const rules = rulesFor(audience, leaveOut, 'amber');
      if (rules.has('victims')) assertAbsent(files, [own.victim]);
      if (rules.has('contacts'))
        assertAbsent(files, [own.contact, own.contact.split(',')[0] ?? '']);
      if (rules.has('members')) assertAbsent(files, own.members);
      if (rules.has('licence')) assertAbsent(files, [own.label]);
      // what is held back is said
      const page = files.find((bytes) => bytes.subarray(0, 9).toString() === '<!doctype');
      for (const { rule } of redacted.cover.redaction.withheld) {
        ok(rules.has(rule));
        ok(files[4]?.toString('utf8').includes(RULE_WORDS[rule]), 'in the table');
        ok(page?.toString('utf8').includes(RULE_WORDS[rule]), 'on the page');
      }
    }),
    { numRuns: 8 },
  );
});

test('the own house gets everything, and amounts are never touched', () => {
  fc.assert(
    fc.property(secrets, (own) => {
      const [contents, result] = [contentsOf(own), resultOf(own)];
      const whole = redact(result, contents, { audience: 'own', leaveOut: [] }, FORBIDDEN);
      deepEqual(whole.result, result);
      deepEqual(whole.cover.file, contents);
      deepEqual(whole.cover.redaction.withheld, []);
      const none = redact(result, contents, { audience: 'public', leaveOut: [] }, FORBIDDEN);
      deepEqual(none.result.hops, result.hops);
      deepEqual(none.result.certificate, result.certificate);
      deepEqual(
        none.result.destinations.map(({ amounts, band }) => [amounts, band]),
        result.destinations.map(({ amounts, band }) => [amounts, band]),
      );
    }),
    { numRuns: 10 },
  );
});

test('a case that is marked above its audience tells nothing that people wrote', () => {
  const [own] = fc.sample(secrets, { numRuns: 1, seed: 1 });
  const contents = contentsOf(own as Secrets);
  const asked: Asked = { audience: 'public', leaveOut: [] };
  const { cover, result } = redact(resultOf(own as Secrets), contents, asked, FORBIDDEN);
  ok(cover.redaction.rules.includes('tlp'));
  const { number, tlp, createdAt, status } = contents;
  const { thefts, ...rest } = cover.file;
  const nothing = { members: [], victims: [], notes: [], tasks: [], timeline: [], custody: [] };
  const hidden = { title: '[left out]', summary: '[left out]', more: 0 };
  deepEqual(rest, { number, tlp, createdAt, status, ...nothing, ...hidden });
  deepEqual(thefts, [{ ...contents.thefts[0], victim: null, note: '' }]);
  equal(result.case.title, '[left out]');
  const clear = redact(resultOf(own as Secrets), { ...contents, tlp: 'clear' }, asked, FORBIDDEN);
  ok(!clear.cover.redaction.rules.includes('tlp'));
});

test('Ann is not in annual, and digits of a contact are not in a hash', () => {
  const at = { licencesAt: FORBIDDEN };
  const contents = contentsOf({ victim: 'Ann', contact: '4917012345', members: [], label: '' });
  const said = {
    ...contents,
    summary: 'The annual report names ann; 0xff4917012345ff, 4917012345.',
  };
  const asked: Asked = { audience: 'exchange', leaveOut: [] };
  const { cover } = redact(PLAIN, said, asked, at.licencesAt);
  equal(cover.file.summary, 'The annual report names [left out]; 0xff4917012345ff, [left out].');
});

test('names of any script are found, however they are composed', () => {
  const of = (victim: string, summary: string) => {
    const contents = contentsOf({ victim, contact: '', members: [], label: '' });
    const asked: Asked = { audience: 'exchange', leaveOut: [] };
    return redact(PLAIN, { ...contents, summary }, asked, FORBIDDEN).cover.file.summary;
  };
  // scripts that set no spaces between words
  equal(of('李雷', '受害者李雷于周五报案'), '受害者[left out]于周五报案');
  equal(of('김민수', '김민수는 신고했다'), '[left out]는 신고했다');
  equal(of('สมชาย', 'เหยื่อสมชายแจ้งความ'), 'เหยื่อ[left out]แจ้งความ');
  equal(of('Zoë', 'It was Zoe\u0308.'), 'It was [left out].');
  equal(of('Zoe\u0308', 'It was Zoë.'), 'It was [left out].');
  equal(of('An', 'An answer, and Anna'), 'An answer, and Anna', 'too short to be told from words');
});

test('a case that is marked above its audience does not name the files that were brought', () => {
  const [own] = fc.sample(secrets, { numRuns: 1, seed: 1 });
  const contents = contentsOf(own as Secrets);
  const name = 'what-smith-told-us.csv';
  const brought = PLAIN.inputs.map((one) => (one.role === 'evidence' ? one : { ...one, name }));
  const about = { code: 'x', line: 3, field: 'time', expected: 'a time', found: '', count: 1 };
  const result = { ...PLAIN, inputs: brought, warnings: [{ ...about, file: name }] };
  const asked: Asked = { audience: 'public', leaveOut: [] };
  const redacted = redact(result, contents, asked, FORBIDDEN);
  assertAbsent(bytesOf(redacted, []), [name]);
  equal(redacted.result.inputs[0]?.sha256, PLAIN.inputs[0]?.sha256);
  ok(redacted.cover.redaction.withheld.some(({ what }) => what === 'names of files'));
});

test('of words that begin alike the longest is found, by whatever order they came', () => {
  const word = fc.array(fc.constantFrom('a', 'B', 'é', '7', ' ', '.', '李', '('), {
    minLength: 3,
    maxLength: 6,
  });
  const texts = fc.array(
    word.map((signs) => signs.join('')).filter((text) => /^\S.*\S$/.test(text)),
  );
  const plain = (text: string) => text.replace(/ +/g, ' ').toLowerCase();
  fc.assert(
    fc.property(
      texts,
      fc.array(fc.constantFrom('a', 'B', 'é', '7', ' ', '.', '李', '(')),
      (all, signs) => {
        const words = new SecretWords();
        words.add('victims', ...all);
        const text = signs.join('');
        const left = words.without(text, () => undefined);
        // by hand: the longest that stands at each place, a single word as a word alone
        const isWord = (one: string) => /^[aBé7b]+$/iu.test(one);
        let expected = '';
        for (let at = 0; at < text.length; ) {
          const ends = [...Array(text.length - at + 1).keys()].toReversed();
          const end = ends.find((length) => {
            const one = text.slice(at, at + length);
            if (!all.some((own) => plain(own) === plain(one)) || /^ | $/.test(one)) return false;
            if (!isWord(one)) return true;
            const around = (text[at - 1] ?? ' ') + (text[at + length] ?? ' ');
            return !/[\p{L}\p{N}]/u.test(around);
          });
          expected += end ? '[left out]' : (text[at] ?? '');
          at += end || 1;
        }
        equal(left, expected);
      },
    ),
    { numRuns: 100 },
  );
});
