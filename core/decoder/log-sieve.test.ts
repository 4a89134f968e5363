import { expect, test } from 'vitest';
import { LogSieve } from './log-sieve.ts';

const BOOT = '[    0.000000] kiln kernel: Linux version 6.12.9 (gcc) #1 SMP';

function sift(lines: Iterable<string>, isWhole = true) {
  const sieve = new LogSieve();
  for (const line of lines) sieve.take(line);
  return { sieve, log: sieve.finish('journalctl', isWhole) };
}

const fault = (second: number, device = '0000:01:00.0') =>
  `[${second.toFixed(6)}] kiln kernel: vfio-pci ${device}: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x0035 address=0x${second.toString(16)} flags=0x0000]`;

test('only what is known is kept, and everything is counted', () => {
  const { log } = sift([
    BOOT,
    '[    1.000000] kiln kernel: usb 1-4: SerialNumber: 4C530001230117',
    '',
    fault(2),
    '[    3.000000] kiln kernel: EXT4-fs (dm-0): mounted filesystem for ada',
  ]);
  expect(log).toEqual({
    source: 'journalctl',
    totalLines: 4,
    isTruncated: false,
    lines: [
      {
        seconds: 2,
        text: 'vfio-pci 0000:01:00.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x0035 address=0x2 flags=0x0000]',
      },
    ],
    repeats: [],
  });
});

test.each([
  ['it begins with the boot', [BOOT, fault(1)], true, false],
  ['it begins with time zero', ['[    0.000000] kiln kernel: microcode: updated early', fault(1)], true, false],
  ['without times it begins with the version', ['Linux version 6.12.9', 'x'], true, false],
  ['the kernel has overwritten its beginning', [fault(4711), fault(4712)], true, true],
  ['the program was stopped', [BOOT, fault(1)], false, true],
  ['the journal says that it missed some', [BOOT, '[    9.000000] kiln kernel: Missed 12 kernel messages'], true, true],
])('%s', (_, lines, isWhole, isTruncated) => {
  expect(sift(lines, isWhole).log.isTruncated).toBe(isTruncated);
});

test('a storm keeps its first and last lines and crowds out nothing', () => {
  const lines = [BOOT];
  for (let second = 1; second <= 50_000; second++) lines.push(fault(second));
  lines.splice(25_000, 0, '[24999.500000] kiln kernel: NVRM: BAR0 is 0M @ 0x0 (PCI:0000:02:00.0)');
  const { log } = sift(lines);
  expect(log.totalLines).toBe(50_002);
  const seconds = log.lines.map(line => line.seconds);
  expect(seconds).toEqual([1, 2, 3, 4, 24999.5, ...seconds.slice(5)]);
  expect(seconds.slice(5)).toEqual([49_997, 49_998, 49_999, 50_000]);
  expect(log.repeats).toEqual([{ kind: 'iommu/amd-fault', address: '0000:01:00.0', leftOut: 50_000 - 8 }]);
});

test('devices without end are cut, and it says so', () => {
  const lines = [BOOT];
  for (let bus = 0; bus < 1000; bus++) {
    const segment = bus.toString(16).padStart(4, '0');
    lines.push(fault(1, `${segment}:01:00.0`));
  }
  const { log } = sift(lines);
  expect(log.lines.length).toBe(64);
  expect(log.isTruncated).toBe(true);
});

test('a text that is no log is known as such', () => {
  const { sieve } = sift(['\u0001 garbage']);
  expect([sieve.looksLikeLog, sieve.totalLines, sieve.firstLine]).toEqual([false, 1, '  garbage']);
  expect(sift([fault(1)]).sieve.looksLikeLog).toBe(true);
  expect(sift(['AMD-Vi: Completion-Wait loop timed out']).sieve.looksLikeLog).toBe(true);
  expect(sift(Array(20).fill('usb 1-4: reset')).sieve.looksLikeLog).toBe(true);
});
