// The packages: exact, complete, and from no particular registry.

import type { Check } from './tree.ts';

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

/** package.json pins each package to one version. */
export const versionsAreExact: Check = (project) => {
  const manifest = JSON.parse(project.texts.get('package.json') ?? '{}') as Manifest;
  const kinds = [manifest.dependencies, manifest.optionalDependencies, manifest.devDependencies];
  const pins = kinds.flatMap((kind) => Object.entries(kind ?? {}));
  const loose = pins.filter(([, version]) => !EXACT.test(version));
  return loose.map(
    ([name, version]) => `package.json:1 pins ${name} to ${version}, no exact version`,
  );
};

/**
 * The lock file names no host and leaves nothing out. npm writes a host unless told otherwise, and
 * drops the package of another platform if it could not be fetched, which `npm ci` then refuses.
 */
export const lockFileIsWhole: Check = (project) => {
  const lock = JSON.parse(project.texts.get('package-lock.json') ?? '{"packages":{}}') as {
    readonly packages: Readonly<Record<string, LockedPackage>>;
  };
  const findings: string[] = [];
  for (const [name, entry] of Object.entries(lock.packages)) {
    const say = (what: string): unknown => findings.push(`package-lock.json:1 ${what}`);
    if (entry.resolved !== undefined) say(`says where ${name} comes from: ${entry.resolved}`);
    if (name !== '' && entry.integrity === undefined) say(`has no integrity for ${name}`);
    for (const optional of Object.keys(entry.optionalDependencies ?? {})) {
      const places = [`${name}/node_modules/${optional}`, `node_modules/${optional}`];
      if (!places.some((place) => place in lock.packages))
        say(`lacks ${optional}, wanted by ${name}`);
    }
  }
  return findings;
};
