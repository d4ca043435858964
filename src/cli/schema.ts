import { Argument, Command } from 'commander';
import { z } from 'zod';
import { toJson } from '../base/json.ts';
import { caseSchema } from '../casework/case.ts';
import { traceResultSchema } from '../trace/result.ts';

const SCHEMAS = { case: caseSchema, result: traceResultSchema } as const;

/** The JSON Schema of a format, as text: what `docs/` publishes. */
export function schemaText(name: keyof typeof SCHEMAS): string {
  return toJson(z.toJSONSchema(SCHEMAS[name], { io: name === 'case' ? 'input' : 'output' }));
}

/** `hue schema`: the JSON Schema of the case file or of the result. */
export function schemaCommand(): Command {
  return new Command('schema')
    .description('prints the JSON Schema of a format')
    .addArgument(new Argument('<format>').choices(Object.keys(SCHEMAS)))
    .action((name: keyof typeof SCHEMAS) => {
      process.stdout.write(schemaText(name));
    });
}
