import { join } from 'node:path';
import { writeWhole } from '../../base/files.ts';
import { toJson } from '../../base/json.ts';
import { type OpenCase, openCase } from '../../casework/case.ts';
import { caseFromFlags, withFlags } from '../../casework/case-flags.ts';
import { filesOf } from './place.ts';
import { flagsOf, type TraceRequest } from './trace-request.ts';

/** The case, written beside the files that it names; without one, what the options say of them. */
export function caseOf(request: TraceRequest, folder: string): OpenCase {
  const path = filesOf(folder);
  const flags = flagsOf(request);
  if (request.case) {
    const file = join(path, 'asked.json');
    writeWhole(file, toJson(request.case));
    const { ledger: _, ...rest } = flags;
    return withFlags(openCase(file), rest);
  }
  return withFlags({ ...caseFromFlags(flags), folder: path }, flags);
}
