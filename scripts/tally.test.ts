import { expect, test } from 'vitest';
import { add, formatTally, tallyLab, tallyPlaywright, tallyVitest } from './tally.mjs';

test('adds up the reports of both runners', () => {
  const unit = tallyVitest(
    { numPassedTests: 10, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, success: false },
    false,
  );
  const specs = tallyPlaywright({ stats: { startTime: 'x', expected: 5, unexpected: 2, flaky: 1, skipped: 4 } }, false);
  expect(add([unit, specs])).toEqual({ passed: 16, failed: 3, skipped: 7 });
});

test.each([
  ['no report', tallyVitest(undefined, true)],
  ['a bad end without a failed test', tallyVitest({ numPassedTests: 3, numFailedTests: 0 }, false)],
  ['no report', tallyPlaywright(undefined, true)],
  ['a report without numbers', tallyPlaywright({ errors: [] }, true)],
  ['a lab that wrote no report', tallyLab(undefined, true)],
  ['a bad end without a failed test', tallyPlaywright({ stats: { expected: 3, unexpected: 0 } }, false)],
])('%s is a failure', (_, { failed }) => {
  expect(failed).toBe(1);
});

test.each([
  [{ passed: 3, failed: 0, skipped: 0 }, '3 passed, 0 failed'],
  [{ passed: 3, failed: 1, skipped: 2 }, '3 passed, 1 failed, 2 skipped'],
])('%j reads %s', (tally, line) => {
  expect(formatTally(tally)).toBe(line);
});

test('a lab that was skipped counts as one skipped, not as nothing', () => {
  expect(tallyLab({ passed: 0, failed: 0, skipped: 1, notes: ['skipped: no QEMU'] }, true)).toEqual({
    passed: 0,
    failed: 0,
    skipped: 1,
  });
});
