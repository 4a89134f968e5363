/** The window: how much is loaded, and how long from `bindery serve` to the first paint in a fresh Chromium. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { chromiumFlags, findChromium } from '../e2e/support/chromium.ts';
import { formatMs, sample } from './sample.ts';

export async function benchWindow(): Promise<string[]> {
  return [...bundleSizes(), ...(await firstPaint())];
}

function bundleSizes(): string[] {
  const folder = 'dist/renderer/assets';
  const sizeOf = (ending: string) => {
    const files = readdirSync(folder).filter(name => name.endsWith(ending));
    const contents = files.map(name => readFileSync(join(folder, name)));
    const kib = (bytes: number) => `${Math.round(bytes / 1024)} KiB`;
    return `${kib(contents.reduce((sum, content) => sum + content.length, 0))} (${kib(contents.reduce((sum, content) => sum + gzipSync(content).length, 0))} gzipped)`;
  };
  return [`renderer: JavaScript ${sizeOf('.js')}, CSS ${sizeOf('.css')}`];
}

async function firstPaint(): Promise<string[]> {
  const browser = findChromium();
  if (!browser) return ['first paint: could not measure, no Chromium is installed'];
  const paints: number[] = [];
  const total = await sample(5, async () => {
    paints.push(await openOnce(browser));
  });
  paints.sort((a, b) => a - b);
  return [
    `from starting bindery serve to the first contentful paint: ${formatMs(paints[2] ?? 0)} (median of ${paints.length}; ${formatMs(total.medianMs)} with starting the browser)`,
  ];
}

/** The browser is started first, so that only our own start counts. */
async function openOnce(executablePath: string): Promise<number> {
  const browser = await chromium.launch({ executablePath, args: chromiumFlags() });
  const start = performance.now();
  const server = spawn(process.execPath, ['dist/main/cli.js', 'serve'], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const link = await new Promise<string>((resolve, reject) => {
      let words = '';
      server.stdout.on('data', chunk => {
        words += chunk;
        const found = /http:\/\/127\.0\.0\.1:\d+\/#t=\S+/.exec(words);
        if (found) resolve(found[0]);
      });
      server.once('exit', code => reject(new Error(`bindery serve ended with ${code}: ${words}`)));
    });
    const page = await browser.newPage();
    const opened = performance.now();
    await page.goto(link);
    const paint = await page.waitForFunction(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    );
    return opened - start + Number(await paint.jsonValue());
  } finally {
    server.kill();
    await browser.close();
  }
}
