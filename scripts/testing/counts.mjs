/**
 * What a run of tests came to. A failure that is no test (a file that does not load, an error outside of tests) counts as one failed test.
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/** @type {Counts} */
export const nothing = { passed: 0, failed: 0, skipped: 0 }

/** @returns {Counts} */
export function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}

/**
 * Reads Vitest's JSON report.
 * @param {object | undefined} report undefined when there is none, as after a crash
 * @returns {Counts}
 */
export function countVitest(report, exitCode) {
  const files = report?.testResults ?? []
  const brokenFiles = files.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')).length
  const counts = {
    passed: report?.numPassedTests ?? 0,
    failed: (report?.numFailedTests ?? 0) + brokenFiles,
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  }
  return heedExitCode(counts, exitCode)
}

/**
 * Reads Playwright's JSON report. A test that passed only when repeated has passed.
 * @returns {Counts}
 */
export function countPlaywright(report, exitCode) {
  const stats = report?.stats
  const counts = {
    passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0),
    failed: (stats?.unexpected ?? 0) + (report?.errors?.length ?? 0),
    skipped: stats?.skipped ?? 0,
  }
  return heedExitCode(counts, exitCode)
}

/** The last line that `npm test` prints. */
export function lastLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

function heedExitCode(counts, exitCode) {
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}
