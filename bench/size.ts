import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { ROOT } from '../scripts/child.ts'
import { ensureBuilt } from '../scripts/built.ts'

/** What the standalone file may weigh at most, and what is aimed at, in bytes after brotli at its best. */
export const SIZE_BUDGET = 9_216
export const SIZE_AIM = 8_192

/** Weighs a file as built, the standalone one unless told otherwise: bytes raw, by gzip 9 and by brotli 11. */
export function measureSize(name = 'standalone.js'): { raw: number; gzip: number; brotli: number } {
  const file = readFileSync(join(ROOT, 'dist', name))
  const brotli = brotliCompressSync(file, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
  return { raw: file.length, gzip: gzipSync(file, { level: 9 }).length, brotli: brotli.length }
}

/** Prints what a page downloads for the button. */
export async function run(): Promise<number> {
  await ensureBuilt()
  const { raw, gzip, brotli } = measureSize()
  console.log(`dist/standalone.js: ${raw} bytes, gzip -9 ${gzip}, brotli -11 ${brotli}`)
  const dialog = measureSize('standalone-dialog.js')
  console.log(`on first use, dist/standalone-dialog.js: ${dialog.raw} bytes, brotli -11 ${dialog.brotli}`)
  console.log(`together, for a customer who pays: ${brotli + dialog.brotli} bytes by brotli -11`)
  console.log(
    `budget ${SIZE_BUDGET} (${SIZE_BUDGET - brotli} left), aim ${SIZE_AIM} (${SIZE_AIM - brotli} left)`,
  )
  return brotli <= SIZE_BUDGET ? 0 : 1
}
