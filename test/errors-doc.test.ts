import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { ERROR_CODES, HTTP_ERRORS, type ErrorCode, type ErrorKind } from '../src/protocol/errors.ts'
import { ERROR_TEXTS, toTexts } from '../src/texts/index.ts'

const ROOT = join(import.meta.dirname, '..')

const DOCUMENTS = [
  { file: 'docs/errors.md', yes: 'yes', no: 'no' },
  { file: 'docs/es/errors.md', yes: 'sí', no: 'no' },
] as const

/** One row of the tables, as it is written. */
interface DocumentedCode {
  readonly code: string
  readonly status: string
  readonly retryable: string
  readonly spanish: string
  readonly english: string
}

/** Reads every row that begins with something in code marks, whatever table it stands in. */
function readRows(file: string): DocumentedCode[] {
  const text = readFileSync(join(ROOT, file), 'utf8')
  return [...text.matchAll(/^\| *`([^`]+)` *\|(.*)\|$/gm)].map(([, code = '', cells = '']) => {
    const [status = '', retryable = '', , spanish = '', english = ''] = cells
      .split('|')
      .map((cell) => cell.trim())
    return { code, status, retryable, spanish, english }
  })
}

/** A code that is no HTTP error has neither status nor retryable. */
function findKind(code: ErrorCode): ErrorKind | undefined {
  return Object.entries(HTTP_ERRORS).find(([name]) => name === code)?.[1]
}

for (const { file, yes, no } of DOCUMENTS) {
  describe(file, () => {
    const rows = readRows(file)
    const find = (code: ErrorCode): DocumentedCode | undefined => rows.find((row) => row.code === code)

    test('has one row for every code of the catalogue, and none for anything else', () => {
      assert.deepEqual(rows.map(({ code }) => code).toSorted(), ERROR_CODES.toSorted())
    })

    test('gives every code the status and the retryable of the catalogue', () => {
      for (const code of ERROR_CODES) {
        const kind = findKind(code)
        const expected = kind ? [String(kind.status), kind.retryable ? yes : no] : ['—', '—']
        assert.deepEqual([find(code)?.status, find(code)?.retryable], expected, code)
      }
    })

    test('tells the sentences that the button shows', () => {
      for (const code of ERROR_CODES) {
        const { sentence } = ERROR_TEXTS[code]
        const expected = [toTexts('es').errors[sentence], toTexts('en').errors[sentence]]
        assert.deepEqual([find(code)?.spanish, find(code)?.english], expected, code)
      }
    })
  })
}
