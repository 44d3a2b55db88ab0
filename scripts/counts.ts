/** How a run went, in numbers that can be added up. */

/** Tests or steps that passed and failed. */
export interface Counts {
  readonly passed: number
  readonly failed: number
}

/** Adds counts up. */
export function sumCounts(counts: readonly Counts[]): Counts {
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
  }
}

/** Writes counts as every command's last line does: `12 passed, 0 failed`. */
export function formatCounts({ passed, failed }: Counts): string {
  return `${passed} passed, ${failed} failed`
}

/**
 * Judges a runner: one that counted no failure and yet ended badly has failed once, and so has one that ran nothing.
 * `counts` is undefined when the runner left no report, as after a crash.
 */
export function judge(counts: Counts | undefined, exitCode: number): Counts {
  const { passed, failed } = counts ?? { passed: 0, failed: 0 }
  if (failed === 0 && (exitCode !== 0 || passed === 0)) return { passed, failed: 1 }
  return { passed, failed }
}
