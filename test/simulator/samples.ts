/** The vendor's samples, as they were published. */

import { readFileSync } from 'node:fs'
import type { Json } from './bench.ts'

/** Reads a sample, such as `rest/cancel.response.json`. */
export function readSample(path: string): Json {
  return readJson(path) as Json
}

/** Reads the vendor's table of error codes. */
export function readErrorCodes(): readonly { code: string; en: string; es: string }[] {
  return readJson('error-codes.json') as { code: string; en: string; es: string }[]
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/athm/${path}`, import.meta.url), 'utf8'))
}
