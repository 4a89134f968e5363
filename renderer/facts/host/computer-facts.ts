/** The computer itself: board, firmware, processor, and whether it is one. */
import { countOf } from '../../../core/findings/function-label.ts';
import type { HostSnapshot, LogicalCpu } from '../../../core/host/snapshot.ts';
import { code, type FactGroup, fact } from '../fact.ts';

export function computerFacts({ platform, cpu, hostName }: HostSnapshot): FactGroup[] {
  return [
    {
      title: 'Board and firmware',
      facts: [
        fact('Host name', hostName, name => name),
        fact('Computer', platform.board, board => words(board.systemVendor, board.systemProduct)),
        fact('Board', platform.board, board => words(board.boardVendor, board.boardName)),
        fact('Firmware', platform.board, board =>
          words(board.firmwareVendor, board.firmwareVersion, board.firmwareDate),
        ),
        fact('Booted by', platform.isUefi, isUefi => (isUefi ? 'UEFI' : 'BIOS, or UEFI in its BIOS mode')),
        fact('Hypervisor', platform.hypervisor, name =>
          name === null
            ? 'None: bare metal, as far as the processor says'
            : ['This host is itself a guest of ', code(name)],
        ),
      ],
    },
    {
      title: 'Processor',
      facts: [
        fact('Processor', cpu.model, model => model),
        fact('Logical CPUs', cpu.logicalCpus, formatTopology),
        fact('Physical addresses', cpu.physicalAddressBits, bits => `${bits} bits`),
        fact('Virtualization', cpu.flags, formatVirtualization),
      ],
    },
  ];
}

const words = (...parts: readonly (string | null)[]) => parts.filter(Boolean).join(' ') || 'The firmware does not say';

function formatTopology(cpus: readonly LogicalCpu[]): string {
  const packages = new Set(cpus.map(cpu => cpu.package)).size;
  const cores = new Set(cpus.map(cpu => `${cpu.package}:${cpu.core}`)).size;
  return `${cpus.length} on ${countOf(cores, 'core')}, ${countOf(packages, 'socket')}`;
}

function formatVirtualization(flags: readonly string[]): string {
  if (flags.includes('vmx')) return 'VT-x';
  if (flags.includes('svm')) return 'AMD-V';
  return 'Not offered by this processor, or off in the firmware';
}
