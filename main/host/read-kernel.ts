/** Which kernel runs, with which arguments. Source: proc(5); Linux Documentation/admin-guide/sysctl/kernel.rst. */
import { splitCommandLine } from '../../core/host/command-line.ts';
import { parseLockdown } from '../../core/host/lockdown.ts';
import { malformed } from '../../core/host/malformed.ts';
import type { HostSnapshot } from '../../core/host/snapshot.ts';
import type { HostFiles } from './host-files.ts';
import { measure } from './measure.ts';

const RELEASE = '/proc/sys/kernel/osrelease';
const HOST_NAME = '/proc/sys/kernel/hostname';
const COMMAND_LINE = '/proc/cmdline';
const LOCKDOWN = '/sys/kernel/security/lockdown';

export function readKernel(files: HostFiles): HostSnapshot['kernel'] {
  return {
    release: measure(RELEASE, () => oneLine(files.readText(RELEASE))),
    commandLine: measure(COMMAND_LINE, () => splitCommandLine(files.readText(COMMAND_LINE))),
    lockdown: measure(LOCKDOWN, () => parseLockdown(files.readText(LOCKDOWN))),
  };
}

export function readHostName(files: HostFiles): HostSnapshot['hostName'] {
  return measure(HOST_NAME, () => oneLine(files.readText(HOST_NAME)));
}

function oneLine(text: string) {
  const line = text.trim();
  return line === '' || line.includes('\n') ? malformed(text) : line;
}
