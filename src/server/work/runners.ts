import { checkRunner } from '../cases/check-runner.ts';
import { packRunner } from '../cases/pack-runner.ts';
import { extendRunner } from '../watch/extend-runner.ts';
import { expandRunner } from './expand-runner.ts';
import { listsRunner } from './lists-runner.ts';
import type { Runner } from './runner.ts';
import { screenRunner } from './screen-runner.ts';
import { traceRunner } from './trace-runner.ts';

/** What the desk does in jobs. A kind more is a runner and a line here. */
export const RUNNERS: readonly Runner[] = [
  traceRunner,
  expandRunner,
  screenRunner,
  listsRunner,
  packRunner,
  checkRunner,
  extendRunner,
];
