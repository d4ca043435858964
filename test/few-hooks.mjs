// Loaded before node's test runner, which asks to be told of the end of each promise, to forget it:
// then each is known to the garbage collector by itself, which is slow. Here what began a million
// others ago is forgotten instead.

import { createRequire, syncBuiltinESMExports } from 'node:module';

const REMEMBERED = 2 ** 20;

const hooks = createRequire(import.meta.url)('node:async_hooks');
const { createHook } = hooks;
hooks.createHook = ({ init, destroy, ...others }) => {
  if (!init || !destroy) return createHook({ ...others, ...(init && { init }) });
  const begun = new Float64Array(REMEMBERED);
  let next = 0;
  return createHook({
    ...others,
    init(id, type, trigger, resource) {
      init(id, type, trigger, resource);
      // tests themselves are not forgotten: their own follow however much later
      if (type === 'Test') return;
      if (begun[next] !== 0) destroy(begun[next]);
      begun[next] = id;
      next = (next + 1) % REMEMBERED;
    },
  });
};
syncBuiltinESMExports();
