/**
 * Who may import whom: the table of docs/ARCHITECTURE, held against every import statement of the repository.
 *
 * TypeScript's project references stop most wrong imports between folders of ours; they say nothing about packages,
 * about `node:`, or about the difference between a type and a value. Parsed with oxc, not matched as text.
 */
import { posix } from 'node:path';
import { parseSync } from 'oxc-parser';

type Rule = {
  /** Of ours, besides the folder itself. */
  folders?: readonly string[];
  /** Folders and packages of which only types may be imported. */
  types?: readonly string[];
  /** Packages by name; `@scope/*` is every package of a scope. */
  packages?: readonly string[];
  /** May import `node:` modules. */
  node?: boolean;
  /** For the files that lie in the folder itself; a folder below wants a rule of its own. */
  isFlat?: boolean;
};

const trpcServer = '@trpc/server';

/** By folder, the most specific one counts. A file in no folder of this table is a violation: it belongs somewhere. */
const rules: Readonly<Record<string, Rule>> = {
  core: { packages: ['zod'] },
  // Helps tests only: nothing of core imports it.
  'core/testing': { folders: ['core'], packages: ['fast-check', 'zod'] },
  'native-bridge': { packages: ['ffi-rs'], node: true },
  // Use cases speak the bridge's own types and load nothing native (ADR 3).
  'main/app': { folders: ['core'], types: ['native-bridge'] },
  'main/host': { folders: ['main/app', 'core', 'native-bridge'], packages: ['zod'], node: true },
  'main/helper': { folders: ['core', 'native-bridge'], packages: ['zod'], node: true },
  'main/api': { folders: ['main/app', 'core'], packages: [trpcServer, 'zod'] },
  'main/electron': { folders: ['main/api', 'main', 'core'], packages: ['electron'], node: true },
  'main/web': { folders: ['main/api', 'main', 'core'], packages: ['open', 'zod'], node: true },
  // The CLI calls use cases in process where the window goes through the API.
  'main/cli': { folders: ['main/api', 'main/app', 'main', 'core'], packages: ['commander', 'zod'], node: true },
  // The program `bindery` joins two shells, which do not know each other.
  'main/bin': { folders: ['main/cli', 'main/web', 'main'] },
  // The composition root: it joins every port with its adapter.
  main: {
    folders: ['main/app', 'main/host', 'main/api', 'core', 'fixtures', 'native-bridge'],
    packages: ['zod'],
    node: true,
    isFlat: true,
  },
  renderer: {
    folders: ['core'],
    types: ['main/api', 'main/app', trpcServer],
    packages: ['react', 'react-dom', '@patternfly/*', '@tanstack/*', '@trpc/client', 'wouter', 'zod'],
  },
  fixtures: { folders: ['core', 'main/host'], node: true },
  e2e: { types: ['core'], packages: ['@playwright/test', '@axe-core/playwright'], node: true },
  // The lab is driven by vitest: it has no page.
  // Guest programs of the lab drive the bridge without the app around it.
  'e2e/lab': { types: ['core'], folders: ['native-bridge'], packages: ['vite', 'vitest'], node: true },
  bench: {
    folders: ['core', 'fixtures', 'main', 'main/host', 'e2e'],
    packages: ['@playwright/test'],
    node: true,
  },
  scripts: { folders: ['e2e'], packages: ['oxc-parser', '@playwright/test'], node: true },
  // Configuration files of tools.
  '.': { folders: ['e2e'], packages: ['vite', 'vitest', '@vitejs/*', '@playwright/test'], node: true, isFlat: true },
};

/** A test may reach whatever helps it to ask: sample hosts, the readers, Node. It stays out of other shells. */
const inTests: Rule = {
  folders: ['fixtures', 'main/host', 'core', 'core/testing', 'native-bridge', '.'],
  packages: ['vitest', 'fast-check', 'zod'],
  node: true,
};

export type Violation = { file: string; line: number; specifier: string; reason: string };

/** The violations in one file. `file`: relative to the repository, `/` between names. */
export function checkImports(file: string, source: string): Violation[] {
  const folder = folderOf(file);
  const at = (offset: number) => source.slice(0, offset).split('\n').length;
  if (folder === undefined) return [{ file, line: 1, specifier: '', reason: 'its folder has no rule' }];
  const { module, errors } = parseSync(file, source);
  if (errors.length > 0) return [{ file, line: 1, specifier: '', reason: `it does not parse: ${errors[0]?.message}` }];
  const imports = [
    ...module.staticImports.map(({ moduleRequest, entries, start }) => ({
      specifier: moduleRequest.value,
      start,
      isType: entries.length > 0 && entries.every(entry => entry.isType),
    })),
    ...module.staticExports.flatMap(({ entries, start }) =>
      entries.flatMap(({ moduleRequest, isType }) =>
        moduleRequest ? [{ specifier: moduleRequest.value, start, isType }] : [],
      ),
    ),
    ...module.dynamicImports.flatMap(({ moduleRequest, start }) => {
      const specifier = /^(['"])(.*)\1$/.exec(source.slice(moduleRequest.start, moduleRequest.end))?.[2];
      return specifier === undefined ? [] : [{ specifier, start, isType: false }];
    }),
  ];
  return imports.flatMap(({ specifier, start, isType }) => {
    const reason = refuse(file, folder, specifier, isType);
    return reason === undefined ? [] : [{ file, line: at(start), specifier, reason }];
  });
}

/** Why a file may not import something; undefined: it may. */
function refuse(file: string, folder: string, specifier: string, isType: boolean): string | undefined {
  const applying = [rules[folder] ?? {}, ...(/\.test\.tsx?$/.test(file) ? [inTests] : [])];
  if (specifier.startsWith('node:')) {
    return applying.some(rule => rule.node) ? undefined : `${folder} may not import Node's modules`;
  }
  const isOurs = specifier.startsWith('.');
  const target = isOurs ? folderOf(posix.join(posix.dirname(file), specifier)) : packageOf(specifier);
  if (target === undefined) return `${specifier} lies in no folder with a rule`;
  if (isOurs && target === folder) return undefined;
  const names = (key: 'folders' | 'packages' | 'types') => applying.flatMap(rule => rule[key] ?? []);
  if (names(isOurs ? 'folders' : 'packages').some(name => matches(name, target))) return undefined;
  const what = isOurs ? target : `the package ${target}`;
  if (!names('types').includes(target)) return `${folder} may not import ${what}`;
  return isType ? undefined : `${folder} may import types of ${what} only`;
}

function folderOf(file: string): string | undefined {
  const own = posix.dirname(file);
  let folder = own;
  while (!(folder in rules)) {
    if (folder === '.' || folder.startsWith('..')) return undefined;
    folder = posix.dirname(folder);
  }
  return rules[folder]?.isFlat && folder !== own ? undefined : folder;
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function matches(pattern: string, name: string): boolean {
  return pattern.endsWith('/*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
