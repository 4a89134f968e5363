/** How many tests passed, failed and were skipped, added up over the runners' JSON reports. */

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

/**
 * A runner that ended badly without a failed test (a file that does not import, a crash) counts as one failure:
 * the line must not read as success.
 *
 * @param {Tally} counted @param {boolean} endedWell @returns {Tally}
 */
function honest(counted, endedWell) {
  return endedWell || counted.failed > 0 ? counted : { ...counted, failed: 1 };
}

/** @param {unknown} report Vitest's; undefined when it wrote none. @param {boolean} endedWell @returns {Tally} */
export function tallyVitest(report, endedWell) {
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = numbers(report);
  const skipped = numPendingTests + numTodoTests;
  return honest({ passed: numPassedTests, failed: numFailedTests, skipped }, endedWell && report !== undefined);
}

/** @param {unknown} report Playwright's; undefined when it wrote none. @param {boolean} endedWell @returns {Tally} */
export function tallyPlaywright(report, endedWell) {
  const stats = typeof report === 'object' && report !== null && 'stats' in report ? report.stats : undefined;
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = numbers(stats);
  return honest({ passed: expected + flaky, failed: unexpected, skipped }, endedWell && stats !== undefined);
}

/** @param {unknown} report The lab's; undefined when it wrote none. @param {boolean} endedWell @returns {Tally} */
export function tallyLab(report, endedWell) {
  const { passed = 0, failed = 0, skipped = 0 } = numbers(report);
  return honest({ passed, failed, skipped }, endedWell && report !== undefined);
}

/** @param {unknown} value @returns {Record<string, number>} */
function numbers(value) {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([, number]) => typeof number === 'number'));
}

/** @param {readonly Tally[]} tallies @returns {Tally} */
export function add(tallies) {
  return tallies.reduce(
    (sum, { passed, failed, skipped }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** @param {Tally} tally The closing line, which other programs read. */
export function formatTally({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
