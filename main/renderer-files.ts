/** The built window's files on this disk. */
import { readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Assets } from './api/assets.ts';

export function rendererFiles(folder: string): Assets {
  return {
    async read(path) {
      try {
        // Links are followed first: a file counts as the window's only where it really lies.
        const [root, file] = await Promise.all([realpath(folder), realpath(join(folder, path))]);
        return file.startsWith(root + sep) ? await readFile(file) : undefined;
      } catch (error) {
        if (isAbsence(error)) return undefined;
        throw error;
      }
    },
  };
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(String(error.code));
}
