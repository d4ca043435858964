import { Argument, Command } from 'commander';
import { z } from 'zod';
import { toJson } from '../base/json.ts';
import { caseSchema } from '../casework/case.ts';
import { freezeDraftSchema } from '../casework/requests/draft.ts';
import { screenAnswerSchema } from '../screen/answer.ts';
import { decisionRulesSchema } from '../screen/decide.ts';
import { traceResultSchema } from '../trace/result.ts';

const SCHEMAS = {
  case: caseSchema,
  result: traceResultSchema,
  request: freezeDraftSchema,
  screen: screenAnswerSchema,
  rules: decisionRulesSchema,
} as const;

/** What people write, and not the program. */
const INPUTS: ReadonlySet<keyof typeof SCHEMAS> = new Set(['case', 'rules']);

/** The JSON Schema of a format, as text: what `docs/` publishes. */
export function schemaText(name: keyof typeof SCHEMAS): string {
  return toJson(z.toJSONSchema(SCHEMAS[name], { io: INPUTS.has(name) ? 'input' : 'output' }));
}

/** `hue schema`: the JSON Schema of a file that the program reads or writes. */
export function schemaCommand(): Command {
  return new Command('schema')
    .description('prints the JSON Schema of a format')
    .addArgument(new Argument('<format>').choices(Object.keys(SCHEMAS)))
    .action((name: keyof typeof SCHEMAS) => {
      process.stdout.write(schemaText(name));
    });
}
