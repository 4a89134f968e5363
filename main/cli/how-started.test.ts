import { expect, test } from 'vitest';
import { howStarted } from './how-started.ts';

test.each<[string[], string | undefined, string]>([
  [['/usr/bin/node', '/src/main/bin/bindery.ts'], 'bindery', 'npm run -s bindery --'],
  [['/usr/bin/node', '/usr/bin/bindery'], undefined, 'bindery'],
  [['/usr/bin/node', '/usr/bin/bindery'], 'test', 'bindery'],
  [['/usr/bin/node', '/my src/main/bin/bindery.ts'], undefined, "node '/my src/main/bin/bindery.ts'"],
])('%j with the npm script %s', (argv, script, expected) => {
  expect(howStarted(argv, script)).toBe(expected);
});
