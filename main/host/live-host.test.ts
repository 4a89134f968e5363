/** The machine that runs the tests, whatever it is. */
import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isKnown } from '../../core/host/measured.ts';
import { hostSnapshot } from '../../core/host/snapshot.ts';
import { nodeHostFiles } from './node-host-files.ts';
import { readHost } from './read-host.ts';

test('this host can be scanned, and every function is found', async () => {
  const host = await readHost(nodeHostFiles('/'), { origin: { kind: 'live' }, now: () => new Date() });
  expect(hostSnapshot.parse(host)).toEqual(host);
  const folder = '/sys/bus/pci/devices';
  if (existsSync(folder)) {
    const found = isKnown(host.functions) ? host.functions.map(fn => fn.bdf) : [];
    expect(found.toSorted()).toEqual(readdirSync(folder).toSorted());
  } else {
    expect(host.functions).toMatchObject({ unknown: 'absent', source: folder });
  }
  expect(host.kernel.release).toEqual(expect.any(String));
  expect(host.user.uid).toBe(process.geteuid?.());
  expect(host.memory.totalBytes).toBeGreaterThan(0);
});
