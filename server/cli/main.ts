#!/usr/bin/env node
/** The command `athm-button`. */

import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { checkNode, OptionsError } from '../options.ts'

const HELP = `athm-button: ATH Móvil payments on the web

Usage
  athm-button serve     Serve the button, the backend, and (in a sandbox) a simulator of ATH Móvil and a demo shop
  athm-button help      Show this text

Environment
  ATHM_MODE             sandbox (the default while no tokens are set) or live (not in this version)
  ATHM_DATABASE_URL     Path of the SQLite file (./athm.db)
  ATHM_BUSINESS_NAME    The business's name, as customers read it
  ATHM_ALLOWED_ORIGINS  Pages on other origins that may call, separated by commas
  ATHM_SECRET           At least 32 characters; derives client secrets, encrypts tokens (newest first while rotating)
  ATHM_WEBHOOK_TOKEN    Tokens of the webhook's secret address
  ATHM_UPSTREAM_URL     A simulator elsewhere (sandbox only)
  HOST, PORT            Where to listen (127.0.0.1, 8787)

Example
  PORT=9000 ATHM_BUSINESS_NAME='Café del Viejo San Juan' athm-button serve
`

/** Runs a command. Sets the exit code: 0 done, 1 failed, 2 wrong usage or settings. */
export async function main(argv: readonly string[]): Promise<void> {
  const [command = 'help', ...rest] = argv
  if (command === 'help' || command === '--help' || command === '-h') return void process.stdout.write(HELP)
  if (command !== 'serve') return fail(`There is no command "${command}". athm-button help lists them.`, 2)
  if (rest.length > 0) return fail(`serve takes no "${rest[0]}"; settings come from the environment.`, 2)
  try {
    checkNode()
    const { serve } = await import('./serve.ts')
    await serve()
  } catch (error) {
    if (error instanceof OptionsError) return fail(error.message, 2)
    fail(`The server could not start: ${error instanceof Error ? error.message : String(error)}`, 1)
  }
}

function fail(sentence: string, exitCode: number): void {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = exitCode
}

function isRunDirectly(): boolean {
  const [, script] = process.argv
  return script !== undefined && realpathSync(script) === fileURLToPath(import.meta.url)
}

if (isRunDirectly()) await main(process.argv.slice(2))
