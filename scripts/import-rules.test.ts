import { expect, test } from 'vitest';
import { checkImports } from './import-rules.ts';

const reasons = (file: string, source: string) => checkImports(file, source).map(({ reason }) => reason);

test.each([
  ['core/pci/bdf.ts', "import { z } from 'zod';"],
  ['core/pci/bdf.ts', "import { x } from '../host/x.ts';"],
  ['core/pci/bdf.test.ts', "import { test } from 'vitest';\nimport { readFileSync } from 'node:fs';"],
  ['main/web/serve.ts', "import { createServer } from 'node:http';\nimport { compose } from '../compose.ts';"],
  ['main/compose.ts', "import { readHost } from './host/read-host.ts';"],
  ['renderer/api/client.ts', "import type { Router } from '../../main/api/router.ts';"],
  ['renderer/api/client.ts', "import { type Router } from '../../main/api/router.ts';"],
  ['renderer/main.tsx', "import '@patternfly/patternfly/patternfly.css';\nimport './app.css';"],
  ['renderer/api/client.ts', "export type { Router } from '../../main/api/router.ts';"],
  ['e2e/specs/x.spec.ts', "import type { Bdf } from '../../core/pci/bdf.ts';"],
  ['renderer/api/client.ts', "import type { inferRouterOutputs } from '@trpc/server';"],
  ['core/x.test.ts', "import { x } from './testing/x.ts';"],
  ['vite.main.config.ts', "import { defineConfig } from 'vite';"],
])('%s may say %s', (file, source) => {
  expect(checkImports(file, source)).toEqual([]);
});

test.each([
  ['core/pci/bdf.ts', "import { readFileSync } from 'node:fs';", "core may not import Node's modules"],
  ['core/pci/bdf.ts', "import React from 'react';", 'core may not import the package react'],
  ['core/pci/bdf.ts', "export * from '../../main/compose.ts';", 'core may not import main'],
  ['core/pci/bdf.ts', "const x = await import('../../main/compose.ts');", 'core may not import main'],
  ['main/app/x.ts', "import type { HostFiles } from '../host/host-files.ts';", 'main/app may not import main/host'],
  ['main/host/x.ts', "import { serve } from '../web/serve.ts';", 'main/host may not import main/web'],
  ['main/web/x.ts', "import { run } from '../cli/program.ts';", 'main/web may not import main/cli'],
  ['main/web/x.test.ts', "import { run } from '../cli/program.ts';", 'main/web may not import main/cli'],
  ['main/electron/x.ts', "import { x } from '../helper/x.ts';", 'main/electron may not import main/helper'],
  ['main/cli/x.ts', "import { BrowserWindow } from 'electron';", 'main/cli may not import the package electron'],
  ['native-bridge/x.ts', "import { x } from '../core/x.ts';", 'native-bridge may not import core'],
  ['renderer/x.tsx', "import { router } from '../main/api/router.ts';", 'renderer may import types of main/api only'],
  ['renderer/x.tsx', "export { router } from '../main/api/router.ts';", 'renderer may import types of main/api only'],
  ['renderer/x.tsx', "import '../main/api/router.ts';", 'renderer may import types of main/api only'],
  ['renderer/x.tsx', "import { shell } from 'electron';", 'renderer may not import the package electron'],
  ['e2e/specs/x.spec.ts', "import { App } from '../../renderer/app.tsx';", 'e2e may not import renderer'],
  ['new-folder/x.ts', '', 'its folder has no rule'],
  ['main/new-shell/x.ts', '', 'its folder has no rule'],
  ['core/x.ts', "import { x } from './testing/x.ts';", 'core may not import core/testing'],
  [
    'renderer/x.ts',
    "import { initTRPC } from '@trpc/server';",
    'renderer may import types of the package @trpc/server only',
  ],
])('%s may not say %s', (file, source, reason) => {
  expect(reasons(file, source)).toEqual([reason]);
});

test('names the line', () => {
  expect(checkImports('core/x.ts', "// why\n\nimport 'node:fs';\n")).toMatchObject([{ line: 3, specifier: 'node:fs' }]);
});

test('a word in a comment or a string is no import', () => {
  expect(checkImports('core/x.ts', "// import 'node:fs'\nexport const x = `import 'electron'`;")).toEqual([]);
});

test('a file that does not parse is a violation, not a file without imports', () => {
  expect(reasons('core/x.ts', 'import { from')[0]).toMatch(/does not parse/);
});
