import type { EventNumber, HolderNumber } from '../accounts.ts';
import { byLabel, join, sum } from '../policies/lots.ts';
import { type Collision, type Lot, POLICY_IDS, type PolicyId } from '../policies/policy.ts';
import { lotsOf, putLots, takeLots } from './exchange.kernel.ts';
import { FullLedgers, type Place } from './full.ts';
import { joinLanes, lowerLane, upperLane } from './lanes.ts';
import {
  CHUNK,
  CLAIM,
  CONVERT,
  type EventKind,
  type EventLog,
  type Mark,
  MOVE,
  RECEIVE,
  SEED,
} from './log.ts';
import { resting } from './move.kernel.ts';
import { Payments } from './payments.kernel.ts';
import { lower, type Run, raise, runChunk } from './run.kernel.ts';
import type { Slot } from './slots.ts';
import { FLAGS, SLOT_WORDS, SPECIAL, State, TERMINAL } from './state.kernel.ts';
import { NO_NODE, Trail } from './trail.ts';
import { Widths } from './widths.ts';
