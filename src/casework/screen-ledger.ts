import { basename, resolve } from 'node:path';
import { knownTokens, nativeAsset } from '../ledger/assets.ts';
import { openBitcoinFiles } from '../ledger/bitcoin/open.ts';
import { type Chain, parseChain } from '../ledger/chains.ts';
import { openFileLedger } from '../ledger/file/open.ts';
import type { LiveAccountLedger, LiveUtxoLedger } from '../ledger/live.ts';
import type { Asset, AssetId, Coverage, ReadLedger, UtxoLedger } from '../ledger/port.ts';
import type { ScreenLedger } from '../screen/side.ts';
import { createPrices } from '../trace/prices.ts';
import type { OpenCase } from './case.ts';
import { readAllPrices } from './case-files.ts';

/** Sources list all of every address; where they do not, their blind spots say so. */
const ALL: Coverage = { outgoing: 'all', incoming: 'all', reason: 'asked of sources' };
/** Of transactions or blocks picked by somebody, none lists all of any address. */
const PICKED: Coverage = { outgoing: new Set(), incoming: new Set(), reason: 'files of coins' };

/**
 * The ledger that a screening asks: the files of a case, or a live one in their place.
 * @throws InputError where a file cannot be used
 */
export async function openScreenLedger(
  open: OpenCase,
  live?: LiveAccountLedger | LiveUtxoLedger,
): Promise<ScreenLedger> {
  const chain = parseChain(open.file.chain, '--chain');
  const opened = live ?? (await openFiles(open, chain));
  const native = nativeAsset(chain);
  const assets: ReadonlyMap<AssetId, Asset> =
    'assetsSeen' in opened ? opened.assetsSeen : await assetsOf(opened, native);
  const priced = new Map([...knownTokens(chain), ...assets.values()].map((one) => [one.id, one]));
  const prices = createPrices(readAllPrices(open, priced, [], []), assets);
  const names = live ? live.sources : open.file.ledger.files.map((path) => basename(path));
  const coverage = 'coverage' in opened ? opened.coverage : live ? ALL : PICKED;
  return { name: names.join(', '), chain, ledger: opened, assets, prices, coverage };
}

async function assetsOf(ledger: ReadLedger | UtxoLedger, native: Asset) {
  const all = ledger.model === 'account' ? await ledger.assets() : [];
  return new Map([native, ...all].map((asset) => [asset.id, asset]));
}

async function openFiles(open: OpenCase, chain: Chain): Promise<ReadLedger | UtxoLedger> {
  const { file, folder } = open;
  const { files, mapping, tokens, prevouts } = file.ledger;
  if (chain.model === 'account') {
    return openFileLedger(files, { chain: chain.id, baseDir: folder, mapping, tokens });
  }
  const paths = files.map((path) => resolve(folder, path));
  const spent = prevouts.map((path) => resolve(folder, path));
  return (await openBitcoinFiles(paths, '--ledger', { prevouts: spent })).ledger;
}
