import { hue } from './hue.ts';

// whoever reads our output may stop early: `hue trace … --json - | head`
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await hue(process.argv.slice(2));
