import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/** The word a test's state is shown with where its outcome is not plain. */
const marks = { failed: '✗', repeated: '↻' }

/**
 * The tests that failed, each with the first lines of why: said at the end of a run, where they are found without its whole output.
 * @param {object | undefined} report Vitest's JSON report
 * @param {string} root the folder that paths are shown from
 * @returns {string[]}
 */
export function vitestFailures(report, root) {
  return (report?.testResults ?? []).flatMap((file) => {
    const where = path.relative(root, file.name)
    const tests = file.assertionResults.filter((test) => test.status === 'failed').map((test) => entry(marks.failed, where, test.fullName, test.failureMessages?.[0]))
    return file.status === 'failed' && tests.length === 0 ? [entry(marks.failed, where, 'the file', file.message)] : tests
  })
}

/**
 * The browser stories that failed, and those that passed only when repeated.
 * @param {object | undefined} report Playwright's JSON report
 * @returns {string[]}
 */
export function playwrightFailures(report) {
  return (report?.suites ?? []).flatMap(specsOf).flatMap((spec) =>
    spec.tests.flatMap((test) => {
      const mark = { unexpected: marks.failed, flaky: marks.repeated }[test.status]
      const failed = test.results.find((result) => result.error)
      return mark ? [entry(mark, `${spec.file} [${test.projectName}]`, spec.title, failed?.error.message)] : []
    }),
  )
}

function specsOf(suite) {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)]
}

function entry(mark, where, name, message) {
  const why = stripVTControlCharacters(message ?? '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 6)
    .map((line) => `    ${line.slice(0, 300)}`)
  return [`${mark} ${where} › ${name}`, ...why].join('\n')
}
