import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseFirmwareDescriptor } from './firmware-descriptor.ts';
import { firmwareBuild } from './snapshot.ts';

const PATH = '/usr/share/qemu/firmware/60-edk2-x86_64.json';

const descriptor = (mapping: object, rest: object = {}) =>
  JSON.stringify({
    description: 'UEFI firmware for x86_64',
    'interface-types': ['uefi'],
    mapping,
    targets: [{ architecture: 'x86_64', machines: ['pc-q35-*'] }],
    features: ['acpi-s3'],
    tags: [],
    ...rest,
  });

const executable = { filename: '/usr/share/OVMF/OVMF_CODE_4M.fd', format: 'raw' };
const template = { filename: '/usr/share/OVMF/OVMF_VARS_4M.fd', format: 'raw' };
const split = { device: 'flash', executable, 'nvram-template': template };

test('reads a build with variables in a file of their own', () => {
  const build = parseFirmwareDescriptor(PATH, descriptor(split));
  expect(build).toEqual({
    descriptor: PATH,
    description: 'UEFI firmware for x86_64',
    interfaces: ['uefi'],
    targets: [{ architecture: 'x86_64', machines: ['pc-q35-*'] }],
    features: ['acpi-s3'],
    mapping: {
      device: 'flash',
      executable: executable.filename,
      executableFormat: 'raw',
      variablesTemplate: template.filename,
      variablesFormat: 'raw',
    },
  });
  expect(firmwareBuild.parse(build)).toEqual(build);
});

test.each(['combined', 'stateless'])('a %s build has no second file', mode => {
  expect(parseFirmwareDescriptor(PATH, descriptor({ device: 'flash', mode, executable }))).toMatchObject({
    mapping: { executable: executable.filename, variablesTemplate: null, variablesFormat: null },
  });
});

test.each(['memory', 'kernel'])('a build may be mapped as %s', device => {
  const mapping = { device, filename: '/usr/share/seabios/bios.bin' };
  expect(parseFirmwareDescriptor(PATH, descriptor(mapping))).toMatchObject({ mapping });
});

test.each([
  ['', 'no JSON'],
  ['{', 'no JSON'],
  ['[]', /expected object/],
  [descriptor({ device: 'igvm', filename: 'x' }), /^mapping.device: /],
  [descriptor({ device: 'flash', executable }), 'mapping: a split flash mapping needs an nvram-template'],
  [descriptor(split, { features: 'all' }), /^features: /],
])('%j is malformed', (text, problem) => {
  expect(parseFirmwareDescriptor(PATH, text)).toEqual({ malformed: expect.stringMatching(problem) });
});

test('answers to any text', () =>
  expectAnswerToAnyText(text => parseFirmwareDescriptor(PATH, text), descriptor(split)));
