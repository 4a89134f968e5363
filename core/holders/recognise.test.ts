import { expect, test } from 'vitest';
import { recogniseHolder } from './recognise.ts';

test.each([
  ['qemu-system-x86', 'machine'],
  ['qemu-kvm', 'machine'],
  ['gnome-shell', 'compositor'],
  ['kwin_wayland', 'compositor'],
  // kwin_wayland_wrapper, as the kernel cuts it.
  ['kwin_wayland_wr', 'compositor'],
  ['.Hyprland-wrapp', 'compositor'],
  ['.gnome-shell-wr', 'compositor'],
  ['Xorg', 'x-server'],
  ['Xwayland', 'desktop'],
  ['gdm-wayland-ses', 'login-screen'],
  ['systemd-logind', 'session'],
  ['wireplumber', 'sound'],
  ['nvidia-persiste', 'nvidia-service'],
  ['ollama', 'compute'],
  ['python3.13', 'compute'],
  ['nvtop', 'monitor'],
  ['my-program', 'other'],
  ['', 'other'],
  ['constructor', 'other'],
])('%s is of kind %s', (name, kind) => {
  expect(recogniseHolder({ pid: 4711, name })).toBe(kind);
});

test('process 1 keeps what a session has open', () => {
  expect(recogniseHolder({ pid: 1, name: 'systemd' })).toBe('session');
  expect(recogniseHolder({ pid: 4711, name: 'systemd' })).toBe('other');
});
