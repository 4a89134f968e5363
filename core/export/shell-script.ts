/**
 * A command as a POSIX shell script that a person can read: one option a line, each with its reason above it. It looks
 * before it starts: functions bound, limit high enough, variables copied; each failure says what to do.
 */
import { describeFinding } from '../findings/describe.ts';
import { exportObstacles, lacksFirmware } from '../findings/export-obstacles.ts';
import type { Finding } from '../findings/finding.ts';
import { oneLine } from '../findings/one-line.ts';
import type { MachineSpec } from '../machine/machine-spec.ts';
import { formatBytes } from '../memory/format-bytes.ts';
import { memlockNeed } from '../memory/memlock-need.ts';
import { preparationLines } from './preparation.ts';
import type { QemuCommand } from './qemu-command.ts';
import { formatOptionValue } from './qemu-option.ts';
import { shellQuote } from './shell-quote.ts';

/** @param findings of the same review: blockers among them are named at the script's top, so that nobody trusts it blindly. */
export function formatShellScript(command: QemuCommand, spec: MachineSpec, findings: readonly Finding[]): string {
  const sections = [
    header(spec),
    blockers(findings),
    'set -eu',
    lacksFirmware(findings) ? firmwareCheck : '',
    spec.functions.length > 0 ? functionsCheck(spec) : '',
    spec.functions.length > 0 ? memlockCheck(spec) : '',
    stateFiles(command),
    // The words that the caller gave stay in "$@", so extra options can be added on the command line.
    command.options.map(optionLines).join('\n'),
    `exec ${shellQuote(command.binary)} "$@"`,
  ];
  return `${sections.filter(Boolean).join('\n\n')}\n`;
}

function header(spec: MachineSpec): string {
  return [
    '#!/bin/sh',
    `# Starts the machine ${JSON.stringify(spec.name)}. Written by Bindery; made to be read and changed.`,
    '# Words given to this script are passed on to QEMU.',
  ].join('\n');
}

function blockers(findings: readonly Finding[]): string {
  const blocking = exportObstacles(findings).map(describeFinding);
  if (blocking.length === 0) return '';
  return [
    `# WARNING: exported although ${blocking.length === 1 ? 'one thing stands' : `${blocking.length} things stand`} in the way. It will not work before these are mended:`,
    ...blocking.map(finding => `#  - ${oneLine(finding.title)} (${finding.code})`),
  ].join('\n');
}

/** Before the options are added to "$@". */
const firmwareCheck = `# The files of the UEFI firmware were not known when this was written. Without them QEMU would start SeaBIOS.
if [ $# -eq 0 ]; then
  echo "The UEFI firmware of this machine is not known. Export the machine again on this host, or name a build: $0 -bios FILE" >&2
  exit 1
fi`;

function functionsCheck({ functions }: MachineSpec): string {
  const bdfs = [...new Set(functions.map(fn => fn.bdf))].join(' ');
  return `# Every assigned function must be held by a VFIO driver: QEMU's own message would not say which is not.
for bdf in ${bdfs}; do
  folder=/sys/bus/pci/devices/$bdf
  if [ ! -e "$folder" ]; then
    echo "There is no PCI function $bdf. Addresses move when a card is added; export the machine again." >&2
    exit 1
  fi
  driver=$(readlink "$folder/driver" || echo none)
  case \${driver##*/} in
    vfio-pci | *_vfio_pci | *-vfio-pci) ;;
    *)
      echo "$bdf is bound to \${driver##*/}, not to vfio-pci. Hand it over first, as root:" >&2
      echo "  modprobe vfio-pci; echo vfio-pci > $folder/driver_override" >&2
      [ "\${driver##*/}" = none ] || echo "  echo $bdf > $folder/driver/unbind" >&2
      echo "  echo $bdf > /sys/bus/pci/drivers_probe" >&2
      exit 1
      ;;
  esac
done`;
}

function memlockCheck({ memoryBytes }: MachineSpec): string {
  const { leastBytes, enoughBytes } = memlockNeed(memoryBytes);
  const [least, enough] = [leastBytes, enoughBytes].map(bytes => Math.ceil(bytes / 1024));
  const size = formatBytes(enoughBytes);
  return `# All guest memory is pinned, which counts as locked: ${size} with room for firmware and buffers. Root is exempt.
if [ "$(id -u)" -ne 0 ] && [ "$(ulimit -S -l)" != unlimited ] && [ "$(ulimit -S -l)" -lt ${enough} ]; then
  ulimit -S -l ${enough} 2>/dev/null || ulimit -S -l "$(ulimit -H -l)" 2>/dev/null || true
  if [ "$(ulimit -S -l)" != unlimited ] && [ "$(ulimit -S -l)" -lt ${least} ]; then
    echo "The locked-memory limit is $(ulimit -H -l) KiB, ${enough} KiB (${size}) are needed." >&2
    echo "Raise it, for example with a file in /etc/security/limits.d: $(id -un) - memlock ${enough}" >&2
    echo "and log in again. Programs started from the desktop may need LimitMEMLOCK for user@.service as well." >&2
    exit 1
  fi
fi`;
}

function stateFiles(command: QemuCommand): string {
  const folder = shellQuote(command.stateFolder);
  const files = [command.stateFolder, ...(command.variables ? [command.variables.copy] : [])].map(shellQuote).join(' ');
  return [
    "# The machine's own folder: firmware variables and sockets, for nobody else.",
    `if [ -e ${folder} ] && [ ! -w ${folder} ]; then`,
    `  echo "The folder of this machine belongs to another user, perhaps from a start with sudo. As root:" >&2`,
    `  echo "  chown -R $(id -un) "${shellQuote(folder)} >&2`,
    '  exit 1',
    'fi',
    ...preparationLines(command),
    '# Started with sudo, the folder still belongs to the user.',
    `[ -z "\${SUDO_UID:-}" ] || chown "$SUDO_UID:\${SUDO_GID:-$SUDO_UID}" ${files}`,
  ].join('\n');
}

function optionLines(entry: QemuCommand['options'][number]): string {
  const value = formatOptionValue(entry);
  return [
    `# ${oneLine(entry.why)}`,
    `set -- "$@" ${entry.option}${value === null ? '' : ` ${shellQuote(value)}`}`,
  ].join('\n');
}
