/** What the lab needs on the system itself: QEMU and its firmware, as every user of Bindery has them. */
import { existsSync } from 'node:fs';
import { isDebian } from './build/mirror.ts';
import { hasProgram, runProgram } from './build/program.ts';
import { Unavailable } from './build/unavailable.ts';

const INSTALL_MS = 600_000;

const isThere: Readonly<Record<string, () => boolean>> = {
  'qemu-system-x86': () => hasProgram('qemu-system-x86_64'),
  // The ROMs of the emulated graphics card and network cards.
  seabios: () => existsSync('/usr/share/seabios/vgabios-ati.bin'),
  'ipxe-qemu': () => existsSync('/usr/lib/ipxe/qemu/efi-e1000e.rom'),
  'xz-utils': () => hasProgram('xz'),
};

/** For building a kernel. Source: Linux Documentation/process/changes.rst. */
const isThereToBuild: Readonly<Record<string, () => boolean>> = {
  ...Object.fromEntries(['gcc', 'make', 'flex', 'bison', 'bc', 'lz4'].map(name => [name, () => hasProgram(name)])),
  'libelf-dev': () => existsSync('/usr/include/libelf.h'),
  'libssl-dev': () => existsSync('/usr/include/openssl/ssl.h'),
};

/** Installs what is missing where that is allowed. @throws Unavailable with the command to type where it is not. */
export async function ensureNeeds(): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Unavailable(`the lab runs on Linux on x64, and this is ${process.platform} on ${process.arch}`);
  if (!isDebian()) throw new Unavailable('the lab is made of Debian packages, and this is no Debian');
  await install(isThere);
  if (!hasProgram('setpriv') || !hasProgram('prlimit'))
    throw new Unavailable('setpriv and prlimit (util-linux) are missing');
}

/** @throws Unavailable */
export async function ensureCompilers(): Promise<void> {
  await install(isThereToBuild);
}

async function install(wanted: Readonly<Record<string, () => boolean>>): Promise<void> {
  const missing = Object.keys(wanted).filter(name => !wanted[name]?.());
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0) throw new Unavailable(`packages are missing. Install them with: sudo ${command}`);
  console.log(`lab: installing what is missing: ${command}`);
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, timeoutMs: INSTALL_MS };
  try {
    await runProgram('sh', ['-c', `${command} || { apt-get update && ${command}; }`], options);
  } catch (error) {
    throw new Unavailable(`packages are missing and could not be installed (${command}): ${String(error)}`);
  }
}
