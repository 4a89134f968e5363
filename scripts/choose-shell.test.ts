import { expect, test } from 'vitest';
import { afterElectron, chooseShell, withoutBinary, withoutOverride } from './choose-shell.mjs';

const user = { asksForWeb: false, uid: 1000, env: { DISPLAY: ':0' } };

test.each([
  ['a user at a display', user, { shell: 'electron', dist: undefined }],
  ['Wayland', { ...user, env: { WAYLAND_DISPLAY: 'wayland-0' } }, { shell: 'electron', dist: undefined }],
  ['--web', { ...user, asksForWeb: true }, { shell: 'web', reason: undefined }],
  ['root', { ...user, uid: 0 }, { shell: 'web', reason: expect.stringContaining('You are root') }],
  ['no display', { ...user, env: {} }, { shell: 'web', reason: expect.stringContaining('no display') }],
  [
    'an empty DISPLAY',
    { ...user, env: { DISPLAY: '' } },
    { shell: 'web', reason: expect.stringContaining('no display') },
  ],
  [
    'an Electron of the user’s own, even for root',
    { asksForWeb: false, uid: 0, env: { ELECTRON_OVERRIDE_DIST_PATH: '/opt/e' } },
    { shell: 'electron', dist: '/opt/e' },
  ],
  [
    '--web against an Electron of the user’s own',
    { asksForWeb: true, uid: 0, env: { ELECTRON_OVERRIDE_DIST_PATH: '/opt/e' } },
    { shell: 'web', reason: undefined },
  ],
  ['a system without users', { ...user, uid: undefined }, { shell: 'electron', dist: undefined }],
])('%s', (_, facts, choice) => {
  expect(chooseShell(facts)).toEqual(choice);
});

test.each([
  ['the user closed the window', { code: 0, signal: null, livedMs: 100 }, undefined],
  ['it crashed after a while', { code: 139, signal: null, livedMs: 60_000 }, undefined],
  ['its sandbox is not allowed', { code: null, signal: 'SIGTRAP', livedMs: 80 }, 'signal SIGTRAP'],
  ['a library is missing', { code: 127, signal: null, livedMs: 20 }, 'exit code 127'],
])('after Electron, when %s', (_, end, text) => {
  const choice = afterElectron(end);
  if (text === undefined) expect(choice).toBeUndefined();
  else expect(choice).toEqual({ shell: 'web', reason: expect.stringContaining(text) });
});

test('every reason is one line that names what happens instead', () => {
  const reasons = [
    chooseShell({ ...user, uid: 0 }),
    chooseShell({ ...user, env: {} }),
    withoutBinary('no answer from github.com'),
    withoutOverride('/opt/e'),
    afterElectron({ code: 1, signal: null, livedMs: 0 }),
  ].map(choice => (choice?.shell === 'web' ? choice.reason : undefined));
  for (const reason of reasons) expect(reason).toMatch(/^[A-Z][^\n]+ Bindery is served to a browser instead\.$/);
});
