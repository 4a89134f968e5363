import { expect, test } from 'vitest';
import { levelOfMount } from './mount-rule.ts';

test.each([
  '/',
  '/usr',
  '/usr/local',
  '/boot',
  '/boot/efi',
  '/efi',
  '/home',
  '/home/ada',
  '/var',
  '/var/log',
  '/nix/store',
  '/sysroot',
])('the host lives on %s', point => expect(levelOfMount(point)).toBe('refuses'));

test.each([
  '/mnt/games',
  '/media/ada/stick',
  '/home/ada/games',
  '/var/lib/libvirt/images',
  '/srv',
  '/usrdata',
  '/bootleg',
  '/data',
])('%s is data', point => expect(levelOfMount(point)).toBe('costs'));
