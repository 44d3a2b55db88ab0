/**
 * Runs the button's tests in a browser and leaves their counts in the file named first; further arguments narrow the
 * files down. The same as `wtr --config web-test-runner.config.ts`, but for the counts.
 */

import { writeFileSync } from 'node:fs'
import { defaultReporter, startTestRunner } from '@web/test-runner'
import type { Reporter, TestSession, TestSuiteResult } from '@web/test-runner-core'
import config from '../web-test-runner.config.ts'
import { sumCounts, type Counts } from './counts.ts'

const [reportFile = '', ...filters] = process.argv.slice(2)

function countSuite(suite: TestSuiteResult): Counts {
  const passed = suite.tests.filter((test) => test.passed && !test.skipped).length
  return sumCounts([{ passed, failed: suite.tests.length - passed }, ...suite.suites.map(countSuite)])
}

/** A file that broke before or between its tests has failed, whatever its tests say. */
function countSession(session: TestSession): Counts {
  const counts = session.testResults ? countSuite(session.testResults) : { passed: 0, failed: 0 }
  return session.passed === true || counts.failed > 0 ? counts : { ...counts, failed: 1 }
}

const counting: Reporter = {
  stop({ sessions }) {
    writeFileSync(reportFile, JSON.stringify(sumCounts([...sessions].map(countSession))))
  },
}

await startTestRunner({
  config: {
    ...config,
    reporters: [...(config.reporters ?? [defaultReporter()]), counting],
    ...(filters.length > 0 && { files: filters.map((filter) => `test/button/**/*${filter}*.test.ts`) }),
  },
  readCliArgs: false,
  readFileConfig: false,
})
