/**
 * The files of a run that hold a failure, where they are few enough to be bad luck rather than a broken change. A story that was
 * disturbed half-way cannot be taken up again by repeating one of its tests: its whole file is repeated, alone on the machine.
 * @param {object | undefined} report Vitest's JSON report
 * @returns {string[]} paths as in the report
 */
export function filesToRepeat(report, most = 4) {
  const files = [...new Set((report?.testResults ?? []).filter((file) => file.status === 'failed').map((file) => file.name))]
  return files.length <= most ? files : []
}

/**
 * A run's report with some of its files as a repetition found them.
 * @param {object} report
 * @param {object | undefined} repeated the report of a run of just those files; undefined where it left none
 * @param {string[]} files
 */
export function withRepeated(report, repeated, files) {
  if (!repeated) return report
  const kept = report.testResults.filter((file) => !files.includes(file.name))
  const testResults = [...kept, ...repeated.testResults]
  const count = (...statuses) => testResults.flatMap((file) => file.assertionResults).filter((test) => statuses.includes(test.status)).length
  return { ...report, testResults, numPassedTests: count('passed'), numFailedTests: count('failed'), numPendingTests: count('pending', 'skipped', 'disabled'), numTodoTests: count('todo') }
}
