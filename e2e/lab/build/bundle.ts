/**
 * A TypeScript file of this checkout with all that it imports, as one file that Node runs at once.
 *
 * Under emulation, and over 9p, loading the product's two hundred source files takes Node 7 seconds; one bundle, 1.5.
 * Packages with compiled code stay outside: they are found through the machine's /run/lab/node_modules.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { cacheFolder } from './cache.ts';
import { SHARE } from './share.ts';

const checkout = dirname(dirname(dirname(import.meta.dirname)));
const bundled = new Map<string, Promise<string>>();

/** @param file from the checkout's root. @returns its path inside a lab machine. */
export function bundle(file: string): Promise<string> {
  const known = bundled.get(file) ?? make(file);
  bundled.set(file, known);
  return known;
}

/** The product's command starts the bridge process by this name, from beside itself. */
const BRIDGE = {
  startedBy: 'main/bin/bindery.ts',
  file: 'native-bridge/process/bridge-host.ts',
  name: 'bridge-host.js',
};

async function make(file: string): Promise<string> {
  if (file === BRIDGE.startedBy) put(BRIDGE.name, await compile(BRIDGE.file));
  const code = await compile(file);
  const name = `${createHash('sha256').update(code).digest('hex').slice(0, 16)}.mjs`;
  put(name, code);
  return `${SHARE}/bundles/${name}`;
}

async function compile(file: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    root: checkout,
    ssr: { noExternal: true, external: ['electron', 'ffi-rs'] },
    build: {
      ssr: true,
      target: 'node24',
      write: false,
      rolldownOptions: { input: join(checkout, file), output: { format: 'es', codeSplitting: false } },
    },
  });
  const code = [built].flat().flatMap(result => ('output' in result ? result.output : []))[0];
  if (code?.type !== 'chunk') throw new Error(`${file} could not be bundled`);
  return code.code;
}

/** Whole or not at all, as a machine may be reading. */
function put(name: string, code: string): void {
  const path = join(cacheFolder('share', 'bundles'), name);
  if (existsSync(path) && readFileSync(path, 'utf8') === code) return;
  writeFileSync(`${path}.${process.pid}`, code);
  renameSync(`${path}.${process.pid}`, path);
}
