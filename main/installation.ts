/** Where this copy of Bindery lies: the folder of its package.json, in the checkout as in the packaged app. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

export type Installation = {
  folder: string;
  version: string;
  /** The built window. */
  rendererFolder: string;
};

const manifest = z.object({ version: z.string() });

/** Looks upwards from this file, because bundling moves it. */
export function readInstallation(): Installation {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    if (dirname(folder) === folder) throw new Error(`There is no package.json above ${import.meta.dirname}.`);
    folder = dirname(folder);
  }
  const { version } = manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  return { folder, version, rendererFolder: join(folder, 'dist', 'renderer') };
}
