/** Compiles one C file for a lab machine, statically, because the machine need not have our libraries. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache.ts';
import { SHARE } from './share.ts';

const checkout = join(import.meta.dirname, '..', '..', '..');

/** @param file from the checkout's root. @returns its program inside a machine; null: no C compiler is installed here. */
export function compileC(file: string): string | null {
  const source = join(checkout, file);
  const name = `c-${createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 16)}`;
  const program = join(cacheFolder('share', 'bundles'), name);
  if (!existsSync(program)) {
    try {
      execFileSync('cc', ['-O2', '-Wall', '-Werror', '-static', '-o', `${program}.${process.pid}`, source], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
    renameSync(`${program}.${process.pid}`, program);
  }
  return `${SHARE}/bundles/${name}`;
}
