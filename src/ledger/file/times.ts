import { InputError } from '../../base/errors.ts';
import { fileOf, type Store } from './store.ts';

type Point = readonly [block: number, time: number];

/** First blocks of Ethereum's upgrades, to place rows that have only a block. */
const KNOWN: Readonly<Record<string, readonly Point[]>> = {
  'eip155:1': [
    [1, 1438269988],
    [1150000, 1457981393],
    [1920000, 1469020840],
    [4370000, 1508131331],
    [7280000, 1551383524],
    [9069000, 1575764709],
    [12244000, 1618481223],
    [12965000, 1628166822],
    [13773000, 1639079723],
    [15050000, 1656586444],
    [15537394, 1663224179],
    [17034870, 1681338479],
    [19426587, 1710338135],
    [22431084, 1746612311],
  ],
};

/**
 * Gives a time to each row that has only a block: that of the same block in another row, or one
 * between those of the nearest blocks that are known, counted as estimated.
 * @throws InputError where nothing is known to estimate from
 */
export function fillTimes(store: Store): void {
  const { columns, warnings } = store;
  const { block, time } = columns;
  let missing = 0;
  for (let row = 0; row < columns.length; row += 1) if (Number.isNaN(time[row]!)) missing += 1;
  if (missing === 0) return;
  const times = new Map<number, number>(KNOWN[store.chain.id] ?? []);
  for (let row = 0; row < columns.length; row += 1) {
    if (block[row]! >= 0 && time[row]! >= 0) times.set(block[row]!, time[row]!);
  }
  const points = [...times].sort((a, b) => a[0] - b[0]);
  for (let row = 0; row < columns.length; row += 1) {
    if (!Number.isNaN(time[row]!)) continue;
    const [file, line] = [fileOf(store, row), columns.line[row]!];
    const known = times.get(block[row]!);
    time[row] = known ?? estimate(points, block[row]!, `${file}, line ${line}`);
    if (known !== undefined) continue;
    const found = `only block ${block[row]}`;
    warnings.add('time-estimated', file, line, 'time', 'a time', found);
  }
}

/** On the straight line through the nearest points. */
function estimate(points: readonly Point[], block: number, label: string): number {
  if (block < 0 || points.length < 2) {
    throw new InputError(label, 'a time, or a block whose time can be estimated', 'neither');
  }
  let [low, high] = [0, points.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (points[middle]![0] <= block) low = middle;
    else high = middle;
  }
  const [a, b] = [points[low]!, points[high]!];
  return Math.round(a[1] + ((block - a[0]) * (b[1] - a[1])) / (b[0] - a[0]));
}
