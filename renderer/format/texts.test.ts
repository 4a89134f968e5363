import { describe, expect, it } from 'vitest';
import { commandLines } from '../../core/export/command-text.ts';
import type { QemuCommand } from '../../core/export/qemu-command.ts';
import type { Finding } from '../../core/findings/finding.ts';
import { knownOr } from '../../core/host/measured.ts';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { fileNameOf, snapshotFileName } from './file-name.ts';
import { formatMode } from './mode.ts';
import { shortName, shortVendor } from './short-name.ts';
import { tallyFindings } from './tally.ts';

describe('fileNameOf', () => {
  it.each([
    ['Games', 'games.sh'],
    ['Windows 11 (work)', 'windows-11-work.sh'],
    ['Größe', 'große.sh'],
    ['../../etc/passwd', 'etc-passwd.sh'],
    ['.hidden', 'hidden.sh'],
    ['///', 'machine.sh'],
    ['虚拟机', '虚拟机.sh'],
  ])('%s becomes %s', (name, file) => {
    expect(fileNameOf(name, '.sh')).toBe(file);
  });
});

describe('formatMode', () => {
  it.each([
    [0o660, 'rw-rw----'],
    [0o666, 'rw-rw-rw-'],
    [0o751, 'rwxr-x--x'],
    [0, '---------'],
  ])('%o is %s', (mode, text) => {
    expect(formatMode(mode)).toBe(text);
  });
});

describe('shortVendor', () => {
  it.each([
    ['NVIDIA Corporation', 'NVIDIA'],
    ['Advanced Micro Devices, Inc. [AMD/ATI]', 'AMD/ATI'],
    ['Realtek Semiconductor Co., Ltd.', 'Realtek'],
    ['Samsung Electronics Co Ltd', 'Samsung Electronics'],
    ['Red Hat, Inc.', 'Red Hat'],
    ['Corporation', 'Corporation'],
  ])('%s is called %s', (name, short) => {
    expect(shortVendor(name)).toBe(short);
  });
});

describe('tallyFindings', () => {
  const empty: Finding = { code: 'selection/empty' };
  const bridge: Finding = { code: 'selection/not-found', bdf: '0000:09:00.0' as never };

  it('counts gravest first and in words', () => {
    expect(tallyFindings([empty, bridge, bridge])).toBe('2 blockers, 1 note');
    expect(tallyFindings([])).toBe('No findings');
  });
});

describe('commandLines', () => {
  it('continues every line but the last, and quotes for a shell', () => {
    const command: QemuCommand = {
      binary: '/usr/bin/qemu',
      stateFolder: '/x',
      variables: null,
      options: [
        { option: '-nodefaults', head: null, properties: [], why: '' },
        { option: '-name', head: null, properties: [['guest', "a, b's"]], why: '' },
      ],
    };
    expect(commandLines(command)).toEqual(['/usr/bin/qemu \\', '  -nodefaults \\', `  -name 'guest=a,, b'\\''s'`]);
  });
});

describe('shortName', () => {
  it('is what is printed on the box of a graphics card, and on nothing else', async () => {
    const [fn] = knownOr((await sampleSnapshot('intel-desktop')).functions, []);
    if (!fn) throw new Error('The sample has functions.');
    // No bytes, so that the class alone says what it is.
    const named = (deviceName: string, classCode: number) =>
      shortName({ ...fn, config: '', vendorName: 'NVIDIA Corporation', deviceName, classCode });
    expect(named('GA104 [GeForce RTX 3070]', 0x030000)).toBe('NVIDIA GeForce RTX 3070');
    expect(named('GA104', 0x030000)).toBe('NVIDIA GA104');
    expect(named('SATA Controller [AHCI mode]', 0x010601)).toBe('NVIDIA SATA Controller [AHCI mode]');
  });
});

describe('snapshotFileName', () => {
  it('names the host only where its name is kept', async () => {
    const host = { ...(await sampleSnapshot('intel-desktop')), hostName: 'Foundry', takenAt: '2026-11-03T10:00:00Z' };
    expect(snapshotFileName(host, false)).toBe('host-2026-11-03.json');
    expect(snapshotFileName(host, true)).toBe('foundry-2026-11-03.json');
    const unnamed = { unknown: 'denied', source: '/proc/sys/kernel/hostname', detail: 'EACCES' } as const;
    expect(snapshotFileName({ ...host, hostName: unnamed }, true)).toBe('host-2026-11-03.json');
  });
});
