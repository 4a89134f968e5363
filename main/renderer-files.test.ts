import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rendererFiles } from './renderer-files.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bindery-assets-'));
  mkdirSync(join(folder, 'dist', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'dist', 'index.html'), 'page');
  writeFileSync(join(folder, 'dist', 'assets', 'a.js'), 'script');
  symlinkSync('../secret.txt', join(folder, 'dist', 'link.txt'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = async (path: string) => {
  const bytes = await rendererFiles(join(folder, 'dist')).read(path);
  return bytes && Buffer.from(bytes).toString();
};

test('reads a file below the folder', async () => {
  expect(await read('index.html')).toBe('page');
  expect(await read('assets/a.js')).toBe('script');
});

test.each(['missing.js', 'assets', 'index.html/x', '../secret.txt', 'link.txt', '.'])(
  '%s is no file of the window',
  async path => {
    expect(await read(path)).toBeUndefined();
  },
);

test('a folder that is not there has no files', async () => {
  expect(await rendererFiles(join(folder, 'nowhere')).read('index.html')).toBeUndefined();
});
