/** Texts as pages and backends state them, who may state anything. */

/** Reads a text: a number is written as one, an address too. Empty for anything else, which no customer shall read. */
export function toText(stated: unknown): string {
  if (typeof stated === 'string') return stated
  return typeof stated === 'number' || stated instanceof URL ? String(stated) : ''
}
