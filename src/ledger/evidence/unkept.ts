import { sha256 } from '../../base/digest.ts';
import type { Answered } from './exchange.ts';
import { memoryFiles } from './files.ts';
import { EvidenceRun } from './run.ts';
import { EvidenceStore } from './store.ts';

/**
 * Asks the network every time and keeps nothing: for whoever follows the newest block, of which
 * the same question has another answer every few seconds. What is found so is a reason to look,
 * and evidence once a trace has read it.
 */
export function unkeptRun(): EvidenceRun {
  return new Unkept(new EvidenceStore(memoryFiles()), 'live');
}

class Unkept extends EvidenceRun {
  override recall(): null {
    return null;
  }

  override keepAnswer(exchange: Omit<Answered, 'digest' | 'bytes'>, body: Uint8Array): Answered {
    return { ...exchange, digest: sha256(body), bytes: body.length };
  }

  override keepFailure(): void {}

  override use(): number {
    return 0;
  }
}
