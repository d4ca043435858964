import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { listFile } from '../../../test/attribution/list-file.ts';
import { InputError, LimitError } from '../../base/errors.ts';
import { type Element, readXml, texts } from './xml.ts';

const SHAPE = { root: ['list'], records: ['entry'] } as const;

async function read(content: string | Uint8Array, piece?: number): Promise<Element[]> {
  const found: Element[] = [];
  const file = listFile('list.xml', content, piece);
  await readXml(file, SHAPE, (_path, element) => found.push(element));
  return found;
}

const fault = (line: number, found: RegExp) => (error: unknown) => {
  ok(error instanceof InputError, String(error));
  equal(error.label, `list.xml:${line}`);
  return ok(found.test(error.message), error.message) === undefined;
};

test('records come whole, however the bytes are cut', async () => {
  const text =
    '<?xml version="1.0"?>\n<n:list a="1"><x>no</x><entry><b>É &amp; 李</b></entry></n:list>';
  for (const piece of [1, 2, 3, 7, 255, 256, 257]) {
    const [entry] = await read(text, piece);
    ok(entry);
    deepEqual(texts(entry, 'b'), ['É & 李']);
    equal(entry.line, 2);
  }
});

test('an entity bomb is refused before it is read, in any part of the file', async () => {
  const bomb = '<?xml version="1.0"?>\n<!DOCTYPE list [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n';
  await rejects(read(`${bomb}<list><entry>&b;</entry></list>`), fault(2, /document type/));
  await rejects(read('<list>\n<entry>&bomb;</entry></list>'), fault(2, /well-formed/));
});

test('a file that is cut short is no shorter list', async () => {
  const text = '<list>\n<entry><b>1</b></entry>\n<entry><b>2</b>\n';
  await rejects(read(text), fault(4, /inside <entry>/));
  await rejects(read('<list>\n<entry/>\n'), fault(3, /inside <list>/));
  await rejects(read('<list><entry></list>'), fault(1, /well-formed/));
  await rejects(read(''), fault(1, /root|well-formed/));
});

test('bytes of another encoding are found with their line', async () => {
  const bad = Buffer.concat([Buffer.from('<list>\n<entry>\n<b>'), Buffer.from([0xe9, 0x3c])]);
  for (const piece of [5, 1000]) {
    await rejects(read(bad, piece), fault(3, /text in UTF-8/));
  }
  const latin = Buffer.from(
    '<?xml version="1.0" encoding="ISO-8859-1"?>\n<list><entry><b>\u00e9</b></entry></list>',
    'latin1',
  );
  const [entry] = await read(latin);
  deepEqual(entry && texts(entry, 'b'), ['é']);
  const wide = Buffer.from('\ufeff<list><entry><b>é</b></entry></list>', 'utf16le');
  deepEqual(
    (await read(wide)).map((one) => texts(one, 'b')),
    [['é']],
  );
  await rejects(read('<?xml version="1.0" encoding="EBCDIC"?><list/>'), fault(1, /ebcdic/));
});

test('depth, size of a text and of a record have limits', async () => {
  const deep = '<a>'.repeat(100);
  await rejects(read(`<list><entry>${deep}`), LimitError);
  await rejects(read(`<list><entry>${'x'.repeat(5_000_000)}`, 1_000_000), LimitError);
  await rejects(read(`<list><entry a="${'x'.repeat(5_000_000)}`, 1_000_000), LimitError);
  await rejects(read(`<list><entry>${'<a/>'.repeat(100_001)}`, 100_000), LimitError);
});

test('another root is a changed format', async () => {
  await rejects(read('<html>\n<body/></html>'), fault(1, /<html>/));
});
