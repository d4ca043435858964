import { Threads } from '../../src/server/work/threads.ts';

/** Threads for the workers of all tests in this process: to load the program anew takes long. */
export const threads: Threads = Object.assign(new Threads(2), { close: async () => {} });
