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

/** Writes times in milliseconds as one line, to the tenth: median, 95th and 99th percentile, most. */
export function describeTail(times: readonly number[]): string {
  const shown = [0.5, 0.95, 0.99, 1].map((share) => `${quantile(times, share).toFixed(1)} ms`)
  const [median, p95, p99, most] = shown
  return `median ${median}, 95th percentile ${p95}, 99th ${p99}, most ${most}`
}

/** Counts the most instants within any window of so many milliseconds. */
export function mostWithin(instants: readonly number[], windowMs: number): number {
  const sorted = instants.toSorted((one, other) => one - other)
  let first = 0
  let most = 0
  for (const [last, at] of sorted.entries()) {
    while (at - (sorted[first] ?? at) >= windowMs) first += 1
    most = Math.max(most, last - first + 1)
  }
  return most
}
