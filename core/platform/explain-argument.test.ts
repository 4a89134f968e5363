import { describe, expect, test } from 'vitest';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { explainRemedy } from '../findings/explain-remedy.ts';
import { argumentPlaceOf, explainArgument } from './explain-argument.ts';

test('a command is ready to paste, whatever the argument', () => {
  const place = { how: 'command', add: 'tool --add=ARGUMENT', remove: 'tool --remove=ARGUMENT' } as const;
  expect(explainArgument(place, { argument: 'intel_iommu=on', action: 'add' })).toEqual({
    text: 'Run as root, then start the computer again; it adds the kernel argument intel_iommu=on:',
    copy: 'tool --add=intel_iommu=on',
  });
  expect(explainArgument(place, { argument: 'x="$(a) $&"', action: 'remove' }).copy).toBe(
    `tool --remove='x="$(a) $&"'`,
  );
});

test('a file is named with what in it, and what to run then', () => {
  const place = { how: 'edit', file: '/etc/default/grub', inside: 'GRUB_CMDLINE_LINUX_DEFAULT' } as const;
  expect(explainArgument({ ...place, apply: 'update-grub' }, { argument: 'iommu=pt', action: 'add' })).toEqual({
    text: 'Add this kernel argument to GRUB_CMDLINE_LINUX_DEFAULT in /etc/default/grub, then run "update-grub" as root, and start the computer again:',
    copy: 'iommu=pt',
  });
  expect(explainArgument({ ...place, apply: null }, { argument: 'iommu=off', action: 'remove' }).text).toBe(
    'Remove this kernel argument from GRUB_CMDLINE_LINUX_DEFAULT in /etc/default/grub, then start the computer again:',
  );
});

test('a remedy of the catalogue names the place of this host, and none where it is not known', async () => {
  const host = await sampleSnapshot('twin-gpu-workstation');
  const add = { kind: 'kernel-argument', argument: 'iommu=pt', action: 'add' } as const;
  expect(explainRemedy(add, argumentPlaceOf(host)).copy).toBe('grubby --update-kernel=ALL --args=iommu=pt');
  const unknown = { ...host, platform: { ...host.platform, bootFiles: [], loaderInfo: null } };
  const place = argumentPlaceOf({ ...unknown, kernel: { ...host.kernel, commandLine: [] } });
  expect(place).toBeNull();
  expect(explainRemedy(add, place)).toMatchObject({
    text: expect.stringContaining("your boot loader's configuration"),
    copy: 'iommu=pt',
  });
  const advice = { kind: 'advice', text: 'Wait.' } as const;
  expect(explainRemedy(advice, argumentPlaceOf(host))).toEqual({ text: 'Wait.', copy: null });
});

test('an argument takes the place of another', () => {
  const replace = { kind: 'kernel-argument', argument: 'hugepages=9', action: 'add', replaces: 'hugepages=4' } as const;
  expect(explainRemedy(replace, { how: 'command', add: 'tool +ARGUMENT', remove: 'tool -ARGUMENT' })).toEqual({
    text: 'Run as root, then start the computer again; it adds the kernel argument hugepages=9 in place of hugepages=4:',
    copy: 'tool -hugepages=4\ntool +hugepages=9',
  });
  expect(explainRemedy(replace, null).text).toMatch(/^Put this kernel argument in place of hugepages=4 in your boot/);
  expect(explainRemedy(replace, { how: 'edit', file: '/f', inside: 'the line A', apply: null }).text).toMatch(
    /^Put this kernel argument in place of hugepages=4 into the line A in \/f,/,
  );
});

describe('a semicolon, which ends a line of GRUB', () => {
  const several = { argument: 'pci=config_acs=x1xxx@0000:03:00.0;x1xxx@0000:03:09.0', action: 'add' } as const;
  const edit = { how: 'edit', inside: 'its only line', apply: null } as const;

  test('is escaped in the settings of GRUB, and in no other file', () => {
    expect(explainArgument({ ...edit, file: '/etc/default/grub' }, several).copy).toBe(
      'pci=config_acs=x1xxx@0000:03:00.0\\;x1xxx@0000:03:09.0',
    );
    expect(explainArgument({ ...edit, file: '/etc/kernel/cmdline' }, several).copy).toBe(several.argument);
  });

  test.each([
    ['grubby --args=ARGUMENT', true],
    ['rpm-ostree kargs --append-if-missing=ARGUMENT', true],
    ['kernelstub --add-options ARGUMENT', false],
  ])('is quoted for the shell in %s, with a warning: %s', (add, isWarned) => {
    const { text, copy } = explainArgument({ how: 'command', add, remove: '' }, several);
    expect(copy).toBe(add.replace('ARGUMENT', `'${several.argument}'`));
    expect(text.includes('/boot/loader/entries')).toBe(isWarned);
  });

  test('that is not there needs no warning', () => {
    const place = { how: 'command', add: 'grubby --args=ARGUMENT', remove: '' } as const;
    expect(explainArgument(place, { argument: 'iommu=pt', action: 'add' }).text).not.toContain('entries');
  });
});
