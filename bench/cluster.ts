// `npm run bench:cluster`: the bars of clustering on real transactions (tracing.md §7, 3 to 7 and
// 12), and how fast addresses are joined.

import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DATA } from '../test/needs.ts';
import type { Bar } from './accuracy/bars.ts';
import { barTable } from './accuracy/tables.ts';
import { COINJOINS, realBars } from './cluster-real.ts';
import { speedBars } from './cluster-speed.ts';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1e6,1e7' },
    seed: { type: 'string', default: '20250221' },
    rounds: { type: 'string', default: '7' },
  },
});

const bars: Bar[] = [];
if (existsSync(`${DATA}/${COINJOINS}`)) bars.push(...(await realBars()));
else console.log(`The bars on real transactions need ${COINJOINS} in ${DATA}: left out.`);
console.log(`\nSpeed: Node ${process.version}`);
const sizes = values.sizes.split(',').map(Number);
bars.push(...(await speedBars(sizes, Number(values.seed), Math.max(5, Number(values.rounds)))));
console.log(`\n${barTable(bars)}`);
process.exitCode = bars.every(({ met }) => met) ? 0 : 1;
