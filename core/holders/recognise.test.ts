import { expect, test } from 'vitest';
import { fullNameOf, recogniseHolder } from './recognise.ts';

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

test.each([
  ['nvidia-persiste', 'nvidia-persistenced'],
  ['kwin_wayland_wr', 'kwin_wayland_wrapper'],
  ['.gnome-shell-wr', 'gnome-shell'],
  ['qemu-system-x86', 'qemu-system-x86'],
  ['kwin_wayland', 'kwin_wayland'],
  ['some-long-name-', 'some-long-name-'],
  ['', 'a program without a name'],
])('%s is shown as %s', (name, shown) => {
  expect(fullNameOf({ name })).toBe(shown);
});
