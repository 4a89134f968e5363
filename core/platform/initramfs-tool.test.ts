import { expect, test } from 'vitest';
import { decideInitramfsTool } from './initramfs-tool.ts';

test.each([
  [['/etc/initramfs-tools/initramfs.conf', '/usr/sbin/mkinitramfs'], 'initramfs-tools'],
  [['/usr/bin/dracut', '/etc/kernel/cmdline'], 'dracut'],
  [['/usr/bin/mkinitcpio'], 'mkinitcpio'],
  [['/usr/bin/booster'], 'booster'],
  [['/etc/mkinitfs/mkinitfs.conf'], 'mkinitfs'],
  [['/etc/NIXOS', '/usr/bin/dracut'], 'nixos'],
  [['/run/ostree-booted', '/usr/bin/rpm-ostree', '/usr/bin/dracut'], 'rpm-ostree'],
  // The folder of an image alone does not make it rpm-ostree's.
  [['/run/ostree-booted', '/usr/bin/dracut'], 'dracut'],
])('%j is %s', (files, kind) => {
  expect(decideInitramfsTool(files)).toMatchObject({ verdict: 'known', kind, evidence: expect.any(Array) });
});

test('two tools, or none, are answers too', () => {
  expect(decideInitramfsTool(['/usr/bin/dracut', '/usr/bin/mkinitcpio'])).toMatchObject({
    verdict: 'ambiguous',
    candidates: [{ kind: 'dracut' }, { kind: 'mkinitcpio' }],
  });
  expect(decideInitramfsTool(['/etc/default/grub'])).toEqual({ verdict: 'unknown' });
});
