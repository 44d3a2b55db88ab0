/** `--handlers ./handlers.js`: the merchant's own code, whose default export is handed the backend before it starts. */

import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AthmBackend } from '../index.ts'
import { OptionsError } from '../options.ts'

/** Imports a file of handlers and hands it the backend. Throws an OptionsError when there is no such function in it. */
export async function loadHandlers(file: string, athm: AthmBackend): Promise<void> {
  let module: { default?: unknown }
  try {
    module = (await import(pathToFileURL(resolve(file)).href)) as { default?: unknown }
  } catch (error) {
    throw new OptionsError(
      `--handlers: ${file} can't be loaded: ${error instanceof Error ? error.message : 'no reason given'}`,
    )
  }
  if (typeof module.default !== 'function') {
    throw new OptionsError(`--handlers: ${file} has no default export (athm) => { athm.on(…) }.`)
  }
  await (module.default as (athm: AthmBackend) => unknown)(athm)
}
