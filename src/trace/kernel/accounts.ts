import { assert } from '../../base/assert.ts';
import type { Accounts, EventWriter } from '../accounts.ts';
import type { Collision, PolicyId } from '../policies/policy.ts';
import { Engine } from './engine.ts';
import { EventLog } from './log.ts';
import { type Memory, memoryOf } from './memory.ts';
import { digestOf, view } from './view.ts';

/** Writes events and accounts for them under several policies in one pass. */
export interface AccountEngine extends EventWriter {
  /**
   * Accounts for what was written since the last call. The result may be read until the next event
   * is written.
   */
  finish(): Accounts;
  /**
   * Forgets all that was written after the block `hash`, kinds of holders included, so that
   * another block can follow it (tracing.md §2.5).
   * @throws InputError where no such block was written
   */
  rollback(hash: string): void;
  /** SHA-256 of the results: equal for equal events, whatever was rolled back on the way. */
  digest(): string;
  /** Bytes that the ledger keeps, by kind of record. */
  memory(): Memory;
}

/**
 * An account ledger of every (holder, asset) that the events name, under each of the policies.
 * `collision` says which label a unit keeps if a seed is declared on dirty units.
 */
export function createAccounts(
  policies: readonly PolicyId[],
  collision: Collision = 'seed',
): AccountEngine {
  const log = new EventLog();
  let engine = new Engine(log, policies, collision);
  const begin = (): void => {
    engine = new Engine(log, policies, collision);
  };
  const finish = (): Accounts => {
    if (!engine.advance()) {
      begin();
      assert(engine.advance(), 'a first pass that has to begin again');
    }
    return view(engine);
  };
  return {
    setHolder: log.setHolder.bind(log),
    block: log.block.bind(log),
    move: log.move.bind(log),
    aside: log.aside.bind(log),
    fee: log.fee.bind(log),
    burn: log.burn.bind(log),
    writeOff: log.writeOff.bind(log),
    receive: log.receive.bind(log),
    seed: log.seed.bind(log),
    claim: log.claim.bind(log),
    convert: log.convert.bind(log),
    finish,
    rollback(hash) {
      log.rollback(hash);
      if (!engine.rollback()) begin();
    },
    digest() {
      // finishing may begin another engine
      const accounts = finish();
      return digestOf(engine, accounts);
    },
    memory: () => memoryOf(engine),
  };
}
