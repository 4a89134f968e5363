/** Programs that could not be looked into hold nothing of a function that has no device file. */
import { expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { knownOr } from '../host/measured.ts';
import type { Bdf } from '../pci/bdf.ts';
import { costOfEach } from './cost-of-functions.ts';

const SIGNAL_PROCESSING = '0000:00:0a.0' as Bdf;
const SOUND = '0000:01:00.1' as Bdf;

test('hidden processes are a gap of functions with device files only', async () => {
  const host = await sampleSnapshot('intel-desktop');
  expect(knownOr(host.holders.unreadableProcesses, 0)).toBeGreaterThan(0);
  const costs = costOfEach(host);
  expect(costs.get(SIGNAL_PROCESSING)).toEqual({ level: 'free', reasons: [], gaps: [] });
  expect(costs.get(SOUND)?.gaps).toMatchObject([{ source: '/proc' }]);
});

test('where nobody could say whose device files there are, every driven function may be held', async () => {
  const host = await sampleSnapshot('intel-desktop');
  const deviceFiles = { unknown: 'failed', source: '/sys/dev/char', detail: 'EIO' } as const;
  const costs = costOfEach({ ...host, holders: { ...host.holders, deviceFiles } });
  expect(costs.get(SIGNAL_PROCESSING)?.gaps).toContainEqual(deviceFiles);
});

test.each([
  ['/sys/dev/char', 'failed: ENOENT', true],
  ['/sys/dev/char/243:0/uevent', 'failed: EIO', true],
  ['/sys/class/drm', 'denied: EACCES', true],
  ['/sys/class/net/eth0', 'failed: EIO', false],
  ['/sys/dev/char/243:0', 'absent: ENOENT', false],
])('a list of device files without %s (%s)', async (source, detail, isOpen) => {
  const host = await sampleSnapshot('intel-desktop');
  const costs = costOfEach({ ...host, unreadable: [{ source, detail }] });
  expect(costs.get(SIGNAL_PROCESSING)?.gaps.some(gap => gap.source === '/proc')).toBe(isOpen);
});
