/**
 * The first root of a lab machine: busybox, the modules and init.sh. Everything else (Node, this checkout, QEMU) is read
 * from the host through 9p, so no disk image is ever made. The idea is virtme-ng's.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AptSuite } from './apt-suite.ts';
import { cacheFolder } from './cache.ts';
import { type CpioEntry, formatCpio } from './cpio.ts';
import type { Kernel } from './kernel.ts';
import { withUnpacked } from './unpack.ts';

const FOLDERS = ['dev', 'proc', 'sys', 'run', 'host', 'upper', 'guest', 'lab'];

/** Not compressed: unpacking costs more under emulation than reading it. @returns the file. */
export async function provideInitramfs(kernel: Kernel): Promise<string> {
  const modules = existsSync(kernel.modulesFolder) ? readdirSync(kernel.modulesFolder) : [];
  const files: CpioEntry[] = [
    { path: 'init', content: readFileSync(join(import.meta.dirname, '..', 'guest', 'init.sh')), executable: true },
    { path: 'bin/busybox', content: readFileSync(await provideBusybox()), executable: true },
    ...modules.map(file => ({
      path: `lib/modules/${kernel.release}/${file}`,
      content: readFileSync(join(kernel.modulesFolder, file)),
    })),
  ];
  const archive = formatCpio(FOLDERS, files);
  const key = createHash('sha256').update(archive).digest('hex').slice(0, 16);
  const file = join(cacheFolder('initramfs'), `${key}.cpio`);
  if (!existsSync(file)) {
    writeFileSync(`${file}.${process.pid}`, archive);
    renameSync(`${file}.${process.pid}`, file);
  }
  return file;
}

/** A static busybox, whatever shell tools the host has: from the suite of the default kernel. */
async function provideBusybox(): Promise<string> {
  const file = join(cacheFolder('tools'), 'busybox');
  if (existsSync(file)) return file;
  const apt = await AptSuite.open('trixie');
  const deb = await apt.download(await apt.find('busybox-static'));
  await withUnpacked([deb], async folder => {
    const found = ['usr/bin/busybox', 'bin/busybox'].map(path => join(folder, path)).find(path => existsSync(path));
    if (found === undefined) throw new Error('busybox-static holds no busybox');
    renameSync(found, file);
  });
  return file;
}
