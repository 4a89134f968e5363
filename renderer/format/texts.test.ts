import { describe, expect, it } from 'vitest';
import { commandLines } from '../../core/export/command-text.ts';
import type { QemuCommand } from '../../core/export/qemu-command.ts';
import type { Finding } from '../../core/findings/finding.ts';
import { fileNameOf } from './file-name.ts';
import { formatMode } from './mode.ts';
import { shortVendor } from './short-name.ts';
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
