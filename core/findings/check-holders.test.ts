import { describe, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { indexHost } from '../host/host-index.ts';
import type { Unknown } from '../host/measured.ts';
import type { Holder, HostHolders } from '../host/schema/seat.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import type { Bdf } from '../pci/bdf.ts';
import { checkHolders } from './check-holders.ts';

const bdf = (short: string) => `0000:${short}` as Bdf;

function check(host: HostSnapshot, ...picked: string[]) {
  const { functions } = indexHost(host);
  return checkHolders(
    host,
    picked.flatMap(short => functions.get(bdf(short)) ?? []),
  );
}
const summary = (host: HostSnapshot, ...picked: string[]) =>
  check(host, ...picked).map(finding => {
    const fns = 'fns' in finding ? finding.fns.map(label => label.bdf.slice(5)).join(' ') : '';
    const who =
      'holders' in finding ? finding.holders.map(one => `${one.name}: ${one.paths.join(' ')}`).join('; ') : '';
    return [finding.code, fns, who].filter(Boolean).join(' | ');
  });

const withHolders = (host: HostSnapshot, holders: Partial<HostHolders>): HostSnapshot => ({
  ...host,
  holders: { ...host.holders, ...holders },
});
/** As root sees it: no process is closed. */
const asRoot = (host: HostSnapshot, ...more: Holder[]) =>
  withHolders(host, {
    processes: [...(Array.isArray(host.holders.processes) ? host.holders.processes : []), ...more],
    unreadableProcesses: 0,
  });

const [intel, amd, twin] = await Promise.all(
  ['intel-desktop', 'amd-desktop', 'twin-gpu-workstation'].map(id => sampleSnapshot(id)),
);
if (!intel || !amd || !twin) throw new Error('a sample host is missing');

describe('who has it', () => {
  test('NVIDIA apart from the rest of the card, each program once', () => {
    expect(summary(asRoot(intel), '01:00.0', '01:00.1')).toEqual([
      'holders/nvidia-held | 01:00.0 | gnome-shell: /dev/dri/card1 /dev/dri/renderD129 /dev/nvidia-modeset /dev/nvidia0 /dev/nvidiactl',
      'holders/in-use | 01:00.1 | wireplumber: /dev/snd/controlC1',
    ]);
  });

  test('one program that has two functions is told once', () => {
    expect(summary(asRoot(amd), '04:00.1', '09:00.1')).toEqual([
      'holders/in-use | 04:00.1 09:00.1 | wireplumber: /dev/snd/controlC0 /dev/snd/controlC1',
    ]);
  });

  test('another machine', () => {
    // Also where other processes are closed: a VFIO node is opened once.
    expect(summary(twin, 'af:00.0', 'af:00.1')).toEqual([
      'holders/other-machine | af:00.0 af:00.1 | qemu-system-x86: /dev/vfio/46',
    ]);
  });

  test('the cards that stay are known to the advice', () => {
    expect(check(amd, '04:00.0')[0]).toMatchObject({ code: 'holders/in-use', staying: [bdf('09:00.0')] });
    expect(check(amd, '04:00.0', '09:00.0')[0]).toMatchObject({ staying: [] });
  });

  test('who listens to a keyboard is not in the way', () => {
    const listener = { pid: 894, name: 'systemd-logind', uid: 0, user: 'root', paths: ['/dev/input/event1'] };
    expect(summary(asRoot(intel, listener), '00:14.0')).toEqual([]);
  });
});

describe('how far the look went', () => {
  test('nobody, said only where every process could be looked into', () => {
    const free = asRoot(withHolders(intel, { processes: [] }));
    expect(summary(free, '01:00.0')).toEqual(['holders/none | 01:00.0']);
    const alone = withHolders(free, { unreadableProcesses: 1 });
    expect(check(alone, '01:00.0')).toMatchObject([{ code: 'holders/unmeasured', closed: 1 }]);
  });

  test('some programs found, others closed', () => {
    expect(check(intel, '01:00.1').map(finding => finding.code)).toEqual(['holders/in-use', 'holders/unmeasured']);
  });

  test('what has no device file needs no answer', () => {
    expect(summary(intel, '01:00.3')).toEqual([]);
  });

  test('a list of device files with a hole leaves every driven function open', () => {
    const holed = { ...intel, unreadable: [{ source: '/sys/dev/char/243:0', detail: 'failed: EIO' }] };
    expect(summary(holed, '00:0a.0')).toEqual(['holders/unmeasured | 00:0a.0']);
    expect(summary(intel, '00:0a.0')).toEqual([]);
  });

  test('device files that are not known leave every driven function open', () => {
    const gap: Unknown = { unknown: 'denied', source: '/sys/bus/pci/devices', detail: 'EACCES' };
    const blind = withHolders(intel, { deviceFiles: gap, processes: gap, unreadableProcesses: gap });
    expect(check(blind, '01:00.0')).toMatchObject([{ code: 'holders/unmeasured', closed: null, gaps: [gap] }]);
  });

  test('hidden processes are not counted as none', () => {
    const gap: Unknown = { unknown: 'denied', source: '/proc', detail: 'process 1 is hidden (hidepid)' };
    const hidden = withHolders(intel, { processes: [], unreadableProcesses: gap });
    expect(check(hidden, '01:00.0')).toMatchObject([{ code: 'holders/unmeasured', closed: null, gaps: [gap] }]);
  });
});
