import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replaceSerial } from './config-serial.ts';

/** Header, list at 0x40 of one capability, and extended capabilities: `[id, next, body]` each at a multiple of 16. */
function config(...extended: [id: number, next: number, body: string][]): string {
  const header = `${'86102181100010'.padEnd(2 * 0x34, '0')}40`.padEnd(2 * 0x100, '0');
  return extended.reduce((hex, [id, next, body]) => {
    const word = (((next << 20) | 0x10000 | id) >>> 0).toString(16).padStart(8, '0');
    const bytes = (word.match(/../g) ?? []).toReversed().join('');
    return hex + `${bytes}${body}`.padEnd(32, '0');
  }, header);
}

const replaceAll = (hex: string) => {
  const seen: string[] = [];
  const after = replaceSerial(hex, serial => seen.push(serial));
  return { after, seen };
};

describe('a serial number', () => {
  test('is replaced where the list leads to it', () => {
    const hex = config([0x0001, 0x110, 'aabbccdd'], [0x0003, 0, '34126fffff2db048']);
    const { after, seen } = replaceAll(hex);
    expect(seen).toEqual(['48-b0-2d-ff-ff-6f-12-34']);
    expect(after).toBe(config([0x0001, 0x110, 'aabbccdd'], [0x0003, 0, '0100000000000000']));
    expect(replaceAll(after)).toEqual({ after, seen: [] });
  });

  test('is replaced where the list is broken before it', () => {
    const hex = config([0x0001, 0x7f0, ''], [0x0003, 0, '34126fffff2db048']);
    expect(replaceAll(hex).after).not.toContain('34126fffff2db048');
  });

  test.each(['0000000000000000', 'ffffffffffffffff'])('that nobody filled in stays: %s', body => {
    const hex = config([0x0003, 0, body]);
    expect(replaceAll(hex)).toEqual({ after: hex, seen: [] });
  });

  test('is not looked for in what may be anything', () => {
    const hex = config([0x000b, 0x110, '03000100ffffffff12345678'], [0x0001, 0, '']);
    expect(replaceAll(hex).after).toBe(hex);
  });
});

test('any bytes keep their length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), bytes => {
      const hex = Buffer.from(bytes).toString('hex');
      expect(replaceAll(hex).after).toHaveLength(hex.length);
    }),
  );
});
