/** The median and the other quantiles of a list of figures. */
export function quantile(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** Writes times in milliseconds as one line: least, median, 95th percentile, most. */
export function describeTimes(times: readonly number[]): string {
  const shown = [0.001, 0.5, 0.95, 1].map((share) => `${Math.round(quantile(times, share))} ms`)
  const [least, median, p95, most] = shown
  return `least ${least}, median ${median}, 95th percentile ${p95}, most ${most}`
}
