/**
 * The configuration of the running kernel: from the kernel itself, or from where distributions put a copy.
 * Source: Linux kernel/configs.c (/proc/config.gz); kernel-install(8) and the distributions' packages for the copies.
 */
import { gunzipSync } from 'node:zlib';
import { isMalformed, type Malformed, malformed } from '../../core/host/malformed.ts';
import { isKnown, type Measured } from '../../core/host/measured.ts';
import type { HostSnapshot } from '../../core/host/snapshot.ts';
import { parseKernelConfig } from '../../core/platform/kernel-config.ts';
import type { HostFiles } from './host-files.ts';
import { isAbsent, measure } from './measure.ts';
import { isFolderName, MODULE_ROOTS } from './read-modules.ts';
import type { UnreadableFiles } from './unreadable.ts';

const FROM_KERNEL = '/proc/config.gz';
/** A configuration has some 300 KiB, a fifth of it packed. */
const MOST_PACKED_BYTES = 1024 * 1024;
const MOST_BYTES = 8 * 1024 * 1024;

type KernelConfig = HostSnapshot['platform']['kernelConfig'];

export function readKernelConfig(
  files: HostFiles,
  release: Measured<string>,
  unreadable: UnreadableFiles,
): KernelConfig {
  const first = measure(FROM_KERNEL, () => found(FROM_KERNEL, unpack(files.readBytes(FROM_KERNEL, MOST_PACKED_BYTES))));
  if (isKnown(first)) return first;
  if (!isKnown(release)) return isAbsent(first) ? release : first;
  if (!isAbsent(first)) unreadable.addUnknown(first);
  if (!isFolderName(release)) return first;
  const copies = [`/boot/config-${release}`, ...MODULE_ROOTS.map(root => `${root}/${release}/config`)];
  for (const path of copies) {
    const copy = measure(path, () => found(path, files.readText(path)));
    if (isKnown(copy)) return copy;
    if (!isAbsent(copy)) unreadable.addUnknown(copy);
  }
  return first;
}

function found(source: string, text: string | Malformed) {
  if (isMalformed(text)) return text;
  const options = parseKernelConfig(text);
  return isMalformed(options) ? options : { source, options };
}

function unpack(bytes: Uint8Array) {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES }).toString('utf8');
  } catch (error) {
    // Whatever zlib does not like about it, it is no packed configuration.
    return malformed(error instanceof Error ? error.message : 'not packed by gzip');
  }
}
