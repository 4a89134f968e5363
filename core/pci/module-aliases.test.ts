import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ModuleAliases, type PciIds } from './module-aliases.ts';

const ALIASES = `# Aliases extracted from modules themselves.
alias pci:v000010DEd*sv*sd*bc03sc00i00* nouveau
alias pci:v000010DEd*sv*sd*bc03sc02i00* nouveau
alias pci:v000010DEd*sv*sd*bc03sc00i00* nvidia
alias pci:v000010DEd00002342sv*sd*bc*sc*i* nvidia
alias vfio_pci:v000010DEd00002342sv*sd*bc*sc*i* nvgrace_gpu_vfio_pci
alias vfio_pci:v*d*sv*sd*bc*sc*i* vfio_pci
alias pci:v*d*sv*sd*bc04sc03i00* snd_hda_intel
alias pci:v00008086d00001572sv00008086sd00000008bc*sc*i* i40e
alias pci:v00008086d00001572sv*sd*bc*sc*i*  two  spaces
alias pci:v00008086d00001572sv*sd*bc*sc*i* ../../etc
alias pci:v00008086dXYZ broken
alias usb:v10DEp* other_bus
alias snd-intel8x0 snd-intel-dsp-config
`;
const BUILT_IN = [
  'ahci.license=GPL',
  'ahci.alias=pci:v*d*sv*sd*bc01sc06i01*',
  'ahci.alias=platform:ahci',
  'vfio-pci.alias=vfio_pci:v*d*sv*sd*bc*sc*i*',
  'nvme.description=no alias=pci: here',
  'nvme.alias=pci:v*d*sv*sd*bc01sc08i02*',
  '',
].join('\0');

function aliases() {
  const all = new ModuleAliases();
  all.addAliases(ALIASES);
  all.addBuiltIn(BUILT_IN);
  return all;
}

const ids = (text: string, classCode: number, subsystem?: string): PciIds => {
  const [vendorId = 0, deviceId = 0] = text.split(':').map(word => Number.parseInt(word, 16));
  const [subsystemVendorId = null, subsystemDeviceId = null] =
    subsystem?.split(':').map(word => Number.parseInt(word, 16)) ?? [];
  return { vendorId, deviceId, classCode, subsystemVendorId, subsystemDeviceId };
};

test.each([
  ['by class, two modules', ids('10de:2684', 0x030000), ['nouveau', 'nvidia']],
  ['with a VFIO driver of its own', ids('10de:2342', 0x030200), ['nouveau', 'nvgrace_gpu_vfio_pci', 'nvidia']],
  ['any vendor', ids('1002:ab28', 0x040300), ['snd_hda_intel']],
  ['by subsystem', ids('8086:1572', 0x020000, '8086:0008'), ['i40e']],
  ['with another subsystem', ids('8086:1572', 0x020000, '8086:0009'), []],
  ['without one', ids('8086:1572', 0x020000), []],
  ['built in', ids('144d:a80a', 0x010802), ['nvme']],
  ['built in, by class', ids('8086:a182', 0x010601), ['ahci']],
  ['nobody', ids('1234:5678', 0xff0000), []],
])('%s', (_, wanted, modules) => {
  const all = aliases();
  expect(all.modulesFor(wanted)).toEqual(modules);
  expect(all.modulesFor(wanted)).toEqual(modules);
});

test('an empty file says nobody', () => {
  expect(new ModuleAliases().modulesFor(ids('10de:2684', 0x030000))).toEqual([]);
});

test('any text is read to its end, and only names that can be modules come out', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('alias ', 'pci:v', '*', 'd*sv*sd*bc*sc*i*', ' mod\n', '\0', '.alias=', '\n', 'vfio_pci:v'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
      const all = new ModuleAliases();
      all.addAliases(pieces.join(''));
      all.addBuiltIn(pieces.join(''));
      for (const name of all.modulesFor(ids('10de:2684', 0x030000))) expect(name).toMatch(/^\w{1,64}$/);
    }),
  );
});

test('twenty thousand lines are kept by vendor', () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => {
    const id = i.toString(16).toUpperCase().padStart(8, '0');
    return `alias pci:v${id.slice(4, 6).padStart(8, '0')}d${id}sv*sd*bc*sc*i* m${i}`;
  });
  const all = new ModuleAliases();
  all.addAliases(lines.join('\n'));
  expect(all.modulesFor(ids('1f:1fff', 0))).toEqual(['m8191']);
});
