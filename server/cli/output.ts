/** What the commands print, and how they end. */

/** Prints a line for people, or JSON for machines. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Ends a command with one sentence on standard error: 1 it failed, 2 it was called or set up wrong, 3 nobody knows yet. */
export function fail(sentence: string, exitCode: 1 | 2 | 3): void {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = exitCode
}
