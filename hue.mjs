#!/usr/bin/env node
// The `hue` of an installed package, which holds the program as JavaScript.

import { fileURLToPath } from 'node:url';
import { handOver, major, PROGRAM_NODE } from './launch.mjs';

const main = new URL('./dist/cli/main.js', import.meta.url);

if (major(process.version) >= PROGRAM_NODE) {
  await import(main.href);
} else {
  handOver([fileURLToPath(main), ...process.argv.slice(2)]);
}
