// How fast sanctions lists are read and opened: a table of processor time and memory.
// The list is made up, in the form of OFAC's simple XML, as long as is asked for.

import {
  closeSync,
  createReadStream,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LISTS } from '../src/attribution/lists/index.ts';
import { openLists } from '../src/attribution/lists/open.ts';
import { takeVersion } from '../src/attribution/lists/take.ts';
import { readXml } from '../src/attribution/lists/xml.ts';

const PARTIES = 100_000;
const NOW = Date.UTC(2026, 10, 28) / 1000;

function entry(id: number): string {
  const aka = (n: number) =>
    `<aka><uid>${id}${n}</uid><type>a.k.a.</type><category>strong</category>
      <lastName>ALIAS ${n} OF FAMILY ${id}</lastName>
      <firstName>Given ${n} Middle</firstName></aka>`;
  const wallet = id.toString(16).padStart(40, '0');
  return `  <sdnEntry>
    <uid>${id}</uid><firstName>Given Name ${id}</firstName><lastName>FAMILY ${id}</lastName>
    <sdnType>Individual</sdnType>
    <remarks>(Linked To: PARTY ${id % 977}; Gender Male; Secondary sanctions risk: none)</remarks>
    <programList><program>SDGT</program><program>IFSR</program></programList>
    <idList>
      <id><uid>1</uid><idType>Passport</idType><idNumber>P${id}</idNumber></id>
      <id><uid>2</uid><idType>Digital Currency Address - ETH</idType>
        <idNumber>0x${wallet}</idNumber></id>
    </idList>
    <akaList>${aka(1)}${aka(2)}${aka(3)}</akaList>
    <addressList><address><uid>3</uid><city>Tehran</city><country>Iran</country></address>
    </addressList>
    <dateOfBirthList><dateOfBirthItem><uid>4</uid><dateOfBirth>28 Jul 1963</dateOfBirth>
      <mainEntry>true</mainEntry></dateOfBirthItem></dateOfBirthList>
  </sdnEntry>
`;
}

const list = LISTS.find(({ id }) => id === 'ofac-sdn');
if (!list) throw new Error('no such list');
const folder = mkdtempSync(join(tmpdir(), 'hue-bench-lists-'));
try {
  const path = join(folder, 'sdn.xml');
  // piece by piece: the file itself must not count as memory of the reader
  const out = openSync(path, 'w');
  writeSync(out, '<?xml version="1.0"?>\n<sdnList><publshInformation>');
  writeSync(out, '<Publish_Date>11/27/2026</Publish_Date></publshInformation>\n');
  for (let id = 1; id <= PARTIES; id += 1) writeSync(out, entry(id));
  writeSync(out, '</sdnList>\n');
  closeSync(out);
  const megabytes = Math.round(statSync(path).size / 1e6);
  const rows: Record<string, unknown>[] = [];
  await measured(rows, `read ${megabytes} MB of XML, keep nothing`, () =>
    readXml(
      { name: 'sdn.xml', bytes: () => createReadStream(path) },
      { root: ['sdnList'], records: ['sdnEntry'] },
      () => undefined,
    ),
  );
  const file = { name: 'sdn.xml', path };
  await measured(rows, 'take it as a version', () =>
    takeVersion(join(folder, 'lists'), list, {
      files: [file],
      time: NOW,
      isFromPublisher: true,
      date: null,
      etag: null,
      modified: null,
      accept: false,
    }),
  );
  for (const _ of [1, 2, 3]) {
    await measured(rows, `open ${PARTIES.toLocaleString('en')} parties`, () => {
      const opened = openLists(join(folder, 'lists'), [list], NOW);
      if (opened.lists[0]?.parties.length !== PARTIES)
        throw new Error(opened.problems.map(({ text }) => text).join());
    });
  }
  console.table(rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measured(
  rows: Record<string, unknown>[],
  what: string,
  run: () => unknown,
): Promise<void> {
  const before = process.cpuUsage();
  const started = performance.now();
  await run();
  const { user, system } = process.cpuUsage(before);
  rows.push({
    what,
    'processor ms': Math.round((user + system) / 1000),
    'wall ms': Math.round(performance.now() - started),
    'peak memory MB': Math.round(process.resourceUsage().maxRSS / 1024),
  });
}
