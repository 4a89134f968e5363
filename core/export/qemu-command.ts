/**
 * A QEMU command as data: each option with its properties and the reason it is there.
 * Exporters (argv, shell script) only differ in how they write it down.
 */
import { type HostIndex, indexHost } from '../host/host-index.ts';
import { isKnown, knownOr } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { type MachineSpec, MIB } from '../machine/machine-spec.ts';
import { pickFirmware } from '../machine/pick-firmware.ts';
import { DEFAULT_QEMU, pickQemu } from '../machine/pick-qemu.ts';
import { planAssignedFunctions } from './assigned-functions.ts';
import { planDisks } from './disks.ts';
import { planDisplay } from './display.ts';
import { planFirmware, type VariablesCopy } from './firmware.ts';
import { planNetwork } from './network.ts';
import { option, type QemuOption } from './qemu-option.ts';
import { RootPorts } from './root-ports.ts';
import { stateFolder } from './state-folder.ts';

export type QemuCommand = {
  binary: string;
  options: QemuOption[];
  /** A file that must be copied before the first start; null where the firmware keeps no variables. */
  variables: VariablesCopy | null;
  /** Absolute folder of the machine's own files: variables, sockets. It must exist before QEMU starts. */
  stateFolder: string;
};

/**
 * Writes a wish down for the QEMU of this host. Always answers: where something is missing (no firmware found), the
 * option is left out, and the findings of checkMachine() say so.
 */
export function planQemuCommand(host: HostSnapshot, spec: MachineSpec): QemuCommand {
  const index: HostIndex = indexHost(host);
  const folder = stateFolder(host, spec.name);
  const build =
    spec.firmware === 'seabios' || !isKnown(host.firmware) ? null : pickFirmware(host.firmware, spec.firmware);
  const firmware = planFirmware(build, folder);
  const ports = new RootPorts();
  const assigned = planAssignedFunctions(index, spec, ports);
  const disks = planDisks(spec.disks, ports);
  const network = planNetwork(spec.network, spec.name, ports);
  const display = planDisplay(spec.display, folder, ports);
  const isMergedInVain = spec.functions.length > 0 && knownOr(host.memory.isKsmRunning, null) === true;
  return {
    binary: pickQemu(knownOr(host.qemu, []))?.path ?? DEFAULT_QEMU,
    stateFolder: folder,
    variables: firmware.variables,
    options: [
      option(
        '-name',
        null,
        { guest: spec.name, 'debug-threads': 'on' },
        'The name of the machine; threads are named after their work.',
      ),
      option('-nodefaults', null, {}, 'Nothing that is not written here: no default disk, network or display.'),
      option('-no-user-config', null, {}, 'No options from configuration files either.'),
      option(
        '-machine',
        'q35',
        { accel: 'kvm', ...(isMergedInVain ? { 'mem-merge': 'off' } : {}), ...firmware.machine },
        `A PCI Express machine; assigned devices sit behind root ports as on a real board.${
          isMergedInVain ? ' Its memory is pinned, so the kernel need not look for equal pages in it.' : ''
        }`,
      ),
      option(
        '-cpu',
        'host',
        {},
        'The guest sees the processor of the host, with all its address bits, so that large BARs fit.',
      ),
      option(
        '-smp',
        spec.vcpus,
        { sockets: 1, cores: spec.vcpus, threads: 1 },
        'One socket, so that no edition of Windows leaves processors unused.',
      ),
      option(
        '-m',
        null,
        { size: `${spec.memoryBytes / MIB}M` },
        spec.functions.length > 0 ? 'All of it is pinned when the machine starts.' : 'Guest memory.',
      ),
      option('-rtc', null, { base: 'utc', driftfix: 'slew' }, 'Clock in UTC; lost ticks are caught up slowly.'),
      ...firmware.options,
      // Ports come before the devices behind them: QEMU creates devices in the order of the line.
      ...ports.options(),
      ...assigned,
      ...disks,
      ...network,
      ...display,
      option(
        '-chardev',
        'socket',
        { id: 'qmp', path: `${folder}/qmp.sock`, server: 'on', wait: 'off' },
        'A control socket, to shut the machine down cleanly and to ask for its state.',
      ),
      option('-mon', null, { chardev: 'qmp', mode: 'control' }, 'QMP, the control protocol, on that socket.'),
    ],
  };
}
