// The shared cases, dropped on the page with their ledgers: what the desk says of them is what the
// command line says, and it leads to a picture, to files for others, and out of the house.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import { SaxesParser } from 'saxes';
import { readZip } from '../../../src/casework/bundle/zip.ts';
import type { PolicyId } from '../../../src/trace/policies/policy.ts';
import type { TraceResult } from '../../../src/trace/result.ts';
import { DATA, needsData } from '../../needs.ts';
import { needsStage, openStage, type Stage } from './stage.ts';
import { asks, inBothThemes, isDone } from './walk.ts';

const MAIN = path.resolve(import.meta.dirname, '../../../src/cli/main.ts');
const PUBLIC = path.join(DATA, 'cases/public');
/** A case and the files that it names. */
const TRON = ['06-tron-nbctf-otc-2020-2023.json', '06-tron-ledger-stripped.csv'] as const;
const BRIDGE = [
  '04-harmony-bridge-laundering-2023.json',
  'ledger-ethereum-mixed.csv',
  'service-labels.csv',
] as const;
const MOST_NODES = 3000;
const run = promisify(execFile);

/** What `hue trace` says of a case, with the tags and lists of the same data folder. */
async function byCommand(home: string, name: string, folder: string): Promise<TraceResult> {
  const json = path.join(folder, name);
  const flags = ['--known', '--quiet', '--json', json];
  const env = { ...process.env, HUE_HOME: home };
  await run(process.execPath, [MAIN, 'trace', path.join(PUBLIC, name), ...flags], { env });
  // what is dropped has no folder
  return JSON.parse(readFileSync(json, 'utf8').replaceAll('cases/public/', ''));
}

/** Drops files on the paste box, as from a folder that is open beside the browser. */
async function drop(page: Page, names: readonly string[]): Promise<void> {
  const files = names.map((name) => [name, readFileSync(path.join(PUBLIC, name), 'utf8')] as const);
  const dataTransfer = await page.evaluateHandle((given) => {
    const transfer = new DataTransfer();
    for (const [name, text] of given) transfer.items.add(new File([text], name));
    return transfer;
  }, files);
  await page.locator('form.paste').dispatchEvent('drop', { dataTransfer });
}

const exact = (cells: Locator): Promise<string[]> =>
  cells.evaluateAll((all) => all.map((one) => one.getAttribute('data-exact') ?? ''));

/** Every row of the table of places: its holder, and its exact amount, or else its worth. */
async function placesShown(page: Page): Promise<string[]> {
  const more = page.getByRole('button', { name: /^Show \d+ more$/ });
  while (await more.isVisible()) await more.click();
  const rows = page.locator('table.places tbody tr');
  const holders = await rows
    .locator('.holder [title]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('title')));
  const hasUnits = (await page.locator('table.places .amount').count()) > 0;
  const amounts = await exact(rows.locator(`${hasUnits ? '.amount' : '.worth'} [data-exact]`));
  assert.equal(holders.length, amounts.length);
  return holders.map((holder, i) => `${holder} ${amounts[i]}`).sort();
}

/** The same of a result; dollars are cut to the cent. */
function placesOf({ assets, destinations }: TraceResult, policy: PolicyId): string[] {
  const decimals = new Map(assets.map((one) => [one.id, one]));
  return destinations
    .filter(({ amounts, reach }) => BigInt(amounts[policy]) > 0n || BigInt(reach) > 0n)
    .map(({ holder, asset, amounts }) => {
      const { decimals: places = 0, kind } = decimals.get(asset) ?? {};
      const text = decimalOf(BigInt(amounts[policy]), places);
      return `${holder} ${kind === 'valuation' ? toCent(text) : text}`;
    })
    .sort();
}

function decimalOf(units: bigint, decimals: number): string {
  const digits = units.toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const rest = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return rest ? `${whole}.${rest}` : whole;
}

function toCent(text: string): string {
  const [whole, rest = ''] = text.split('.');
  return `${whole}.${rest.slice(0, 2).padEnd(2, '0')}`;
}

/** Rows of RFC 4180, each by the names of its columns. */
function rowsOf(csv: string): Record<string, string>[] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\r\n') rows.push([]);
  }
  const [header = [], ...others] = rows.slice(0, -1);
  return others.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ''])));
}

/** Sums of units, by asset. */
function sums(parts: readonly (readonly [asset: string, units: string])[]): Record<string, string> {
  const all = new Map<string, bigint>();
  for (const [asset, units] of parts) all.set(asset, (all.get(asset) ?? 0n) + BigInt(units));
  return Object.fromEntries([...all].sort().map(([asset, units]) => [asset, units.toString()]));
}

/** Units of the edges of a GraphML file, by asset, and how many nodes there are. */
function graphmlOf(xml: string) {
  const edges: { asset: string; units: string }[] = [];
  let nodes = 0;
  let key = '';
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => assert.fail(error));
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'node') nodes += 1;
    if (name === 'edge') edges.push({ asset: '', units: '0' });
    key = name === 'data' ? String(attributes.key?.value) : '';
  });
  parser.on('text', (text) => {
    const edge = edges.at(-1);
    if (edge && key === 'edge-asset') edge.asset = text;
    if (edge && key === 'edge-units') edge.units = text;
  });
  parser.on('closetag', () => (key = ''));
  parser.write(xml).close();
  return { nodes, sums: sums(edges.map(({ asset, units }) => [asset, units])) };
}

describe('the shared cases', { skip: needsStage() || needsData('cases/public') }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hue-shared-'));
  let stage: Stage;
  let page: Page;
  /** Of the case that was dropped last. */
  let result: TraceResult;
  before(async () => {
    stage = await openStage();
    ({ page } = stage.ann);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const saved = async (kind: string) => {
    await page.locator('.graph-stage').focus();
    await page.keyboard.press('s');
    const coming = page.waitForEvent('download');
    await page.locator(`[data-save="${kind}"]`).click();
    return readFileSync(await (await coming).path());
  };

  /** Headline and table are those of the command line, and so is all else that the page reads. */
  async function saysTheSame(): Promise<void> {
    assert.equal(await page.locator('[data-headline]').innerText(), result.summary.headline);
    assert.deepEqual(await placesShown(page), placesOf(result, result.settings.policy));
    const kept = await asks(page, 'GET', `/v1${new URL(page.url()).pathname}/result`);
    // the desk writes the case down in its own form
    const { inputs: ours, ...said } = kept as TraceResult;
    const { inputs, ...same } = result;
    assert.deepEqual(said, same);
    const files = (all: TraceResult['inputs']) => all.filter(({ role }) => role !== 'case');
    assert.deepEqual(files(ours), files(inputs));
  }

  for (const names of [TRON, BRIDGE]) {
    test(`${names[0]}: dropped with its ledger, it is what the command line says`, async () => {
      const saying = byCommand(stage.home, names[0], folder);
      await page.goto('/');
      await drop(page, names);
      await page.getByText(names[1]).waitFor();
      await page.getByRole('button', { name: 'Trace', exact: true }).click();
      await isDone(page);
      result = await saying;
      await saysTheSame();
      const picture = page.locator('.graph-stage[data-drawn]');
      await picture.waitFor();
      const words = await picture.getAttribute('aria-label');
      const drawn = Number(/Graph of (\d+)/.exec(words ?? '')?.[1]);
      assert.ok(
        drawn > 1 && drawn <= MOST_NODES && drawn < result.holders.length,
        `${drawn} nodes`,
      );
      stage.noFaults();
    });
  }

  test('another policy changes every amount in place to what that policy makes it', async () => {
    for (const policy of ['lifo', 'poison', result.settings.policy] as const) {
      await page.selectOption('#policy', policy);
      assert.deepEqual(await placesShown(page), placesOf(result, policy));
    }
    stage.noFaults();
  });

  test('what is saved opens elsewhere, and its sums are those of the result', async () => {
    const { policy } = result.settings;
    await page.selectOption('#policy', policy);
    const png = await saved('png');
    assert.equal(png.subarray(1, 4).toString(), 'PNG');
    assert.ok(png.readUInt32BE(16) > 500 && png.length > 10_000);
    const svg = new SaxesParser({ xmlns: true });
    svg.on('error', (error) => assert.fail(error));
    svg.write((await saved('svg')).toString()).close();
    const rows = rowsOf((await saved('csv')).toString());
    const key = (tx: string, line: number | string, units: string) => `${tx} ${line} ${units}`;
    const hops = new Set(result.hops.map(({ tx, line, traced }) => key(tx, line, traced[policy])));
    for (const { transaction = '', line = '', units = '' } of rows) {
      assert.ok(hops.has(key(transaction, line, units)), `${transaction} line ${line}`);
    }
    const folds = await page.locator('.graph-folds').innerText();
    const inside = Number(/([\d,]+) hops? inside/.exec(folds)?.[1]?.replaceAll(',', '') ?? 0);
    assert.equal(rows.length + inside, result.hops.length);
    const graphml = graphmlOf((await saved('graphml')).toString());
    const drawn = sums(rows.map(({ asset = '', units = '' }) => [asset, units]));
    assert.deepEqual(graphml.sums, drawn);
    stage.noFaults();
  });

  test('a path is selected, and says by what transactions, from where and how sure', async () => {
    // the longest way by which something came to somebody with a name
    const named = new Set(result.holders.flatMap(({ id, name }) => (name ? [id] : [])));
    const [far] = result.destinations
      .filter(({ holder }) => named.has(holder))
      .toSorted((a, b) => b.path.length - a.path.length);
    assert.ok(far && far.path.length > 2);
    const picture = page.locator('.graph-stage');
    await page.locator('.graph-search input').fill(far.holder);
    await page.keyboard.press('Enter');
    await page.locator('.graph-panel .graph-id', { hasText: far.holder }).waitFor();
    await picture.focus();
    await page.keyboard.press('p');
    const panel = page.getByLabel('Path', { exact: true });
    await panel.getByRole('heading', { name: /^Path of \d+ hops$/ }).waitFor();
    const words = await panel.innerText();
    const name = result.holders.find(({ id }) => id === far.holder)?.name;
    assert.match(words, new RegExp(`weakest step: (observed|inferred).*its end: ${name?.grade},`));
    const steps = await panel.locator('.graph-path li').allInnerTexts();
    const known = new Set(result.hops.map(({ tx, line }) => `${tx} ${line}`));
    for (const step of steps) {
      const [, tx, line] = /(0x[0-9a-f]{64})[\s\S]*mixed\.csv line (\d+) sha256/.exec(step) ?? [];
      assert.ok(known.has(`${tx} ${line}`), step);
    }
    assert.equal(rowsOf((await saved('path')).toString()).length, steps.length);
    // of a long table axe has seen enough elsewhere
    await page.getByLabel('Find a place').fill(far.holder);
    await inBothThemes(page, 'a path');
    stage.noFaults();
  });

  test('a pack of each kind is made, approved by another, downloaded, and holds', async () => {
    const { ben } = stage;
    await page.getByRole('button', { name: 'Put it in a case' }).click();
    await page.getByLabel('Title of a new case').fill('The bridge');
    await page.getByRole('button', { name: 'Put it there' }).click();
    await page.getByRole('heading', { name: 'The bridge' }).waitFor();
    const caseAt = new URL(page.url()).pathname;
    const people = (await asks(page, 'GET', '/v1/people')) as { items: Person[] };
    const personId = people.items.find(({ name }) => name === ben.name)?.id;
    await asks(page, 'POST', `/v1${caseAt}/members`, { personId, role: 'editor' });
    await page.getByRole('link', { name: 'Packs' }).click();
    const kinds = ['page', 'csv', 'json', 'bundle', 'pdf'];
    for (const kind of kinds) {
      await page.getByRole('button', { name: 'Make a pack' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('In which form').selectOption(kind);
      await dialog.getByRole('button', { name: 'Make a pack' }).click();
      await dialog.waitFor({ state: 'detached' });
    }
    await page.getByText(/packs? being made/).waitFor();
    const rowOf = (kind: string) =>
      page.locator('tbody tr', { has: page.getByText(kind, { exact: true }) });
    for (const kind of kinds) await rowOf(kind).waitFor();
    await page.getByText(/packs? being made/).waitFor({ state: 'detached' });
    await ben.page.goto('/approvals');
    for (const kind of kinds) {
      await rowOf(kind).getByRole('button', { name: 'Ask for release' }).click();
      await ben.page.getByRole('button', { name: 'Approve…' }).click();
      await ben.page.getByLabel('Reason').fill(`The ${kind} may go.`);
      await ben.page.getByRole('button', { name: 'Approve', exact: true }).click();
      await rowOf(kind).getByRole('button', { name: 'Release it' }).click();
      await rowOf(kind).getByRole('button').waitFor({ state: 'detached' });
    }
    const files = new Map<string, string>();
    for (const kind of kinds) {
      const coming = page.waitForEvent('download');
      await rowOf(kind).locator('a').click();
      const file = path.join(folder, (await coming).suggestedFilename());
      await (await coming).saveAs(file);
      files.set(kind, file);
    }
    for (const kind of ['bundle', 'json']) {
      const { stdout } = await run(process.execPath, [MAIN, 'verify', files.get(kind) ?? '']);
      assert.match(stdout, /verifies\.\n$/);
    }
    const bytes = (kind: string) => readFileSync(files.get(kind) ?? '');
    assert.equal(bytes('pdf').subarray(0, 5).toString(), '%PDF-');
    assert.ok(bytes('page').toString().includes(result.summary.headline));
    const tables = readZip(bytes('csv'), 'csv');
    const where = tables.find(({ name }) => name === 'where-it-is.csv');
    const places = where && rowsOf(Buffer.from(where.bytes).toString());
    const { policy } = result.settings;
    assert.deepEqual(
      sums((places ?? []).map(({ asset_id: asset = '', units = '' }) => [asset, units])),
      sums(result.destinations.map(({ asset, amounts }) => [asset, amounts[policy]])),
    );
    stage.noFaults();
  });
});

interface Person {
  readonly id: string;
  readonly name: string;
}
