/** `athm-button install-webhook`: has ATH Móvil deliver to this server, and to no other. */

import { parseArgs } from 'node:util'
import { isAthmError } from '../../src/protocol/errors.ts'
import type { AthmBackend, CheckedWebhook } from '../index.ts'
import { OptionsError } from '../options.ts'
import { askYes, canAsk } from './ask.ts'
import { needUpstream } from './need-upstream.ts'
import { openBackend } from './open-backend.ts'
import { fail, print } from './output.ts'

const OPTIONS = { yes: { type: 'boolean' }, json: { type: 'boolean' } } as const

interface Flags {
  /** Nobody is asked. */
  readonly yes?: boolean | undefined
  readonly json?: boolean | undefined
}

/** Installs the address of the argument, or ATHM_WEBHOOK_URL. Exit codes: 0 done, 1 refused or not reached, 2 a wrong address. */
export async function installWebhook(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  const [url, ...others] = positionals
  if (others.length > 0) throw new OptionsError('Name one address: ATH Móvil delivers to one only.')
  const backend = await openBackend()
  try {
    needUpstream(backend)
    await install(backend.athm, url, values)
  } catch (error) {
    if (!isAthmError(error) || error.code !== 'invalid_url') throw error
    fail(error.message, 2)
  } finally {
    await backend.athm.close()
    await backend.simulator?.close()
  }
}

async function install({ webhooks }: AthmBackend, url: string | undefined, flags: Flags): Promise<void> {
  const checked = await webhooks.check(url)
  warn(checked, flags)
  const mayGoOn = flags.yes === true || flags.json === true || !canAsk() || (await askYes('Go on?'))
  if (!mayGoOn) return fail('Nothing was changed.', 1)
  const installed = await webhooks.install(url)
  if (flags.json === true) {
    const { installedAt, warnings } = installed
    return print(JSON.stringify({ url: installed.url, installed_at: installedAt.toISOString(), warnings }))
  }
  print(`Installed: ATH Móvil delivers to ${installed.url}.`)
}

/** Told before anything is done; a machine that wants JSON finds it on standard error. */
function warn({ url, warnings }: CheckedWebhook, { json }: Flags): void {
  const lines = [
    `ATH Móvil will deliver every webhook to ${url}, and any other listener of this account is replaced.`,
    ...warnings.map((warning) => `Careful: ${warning}`),
  ]
  for (const line of lines) {
    if (json === true) process.stderr.write(`${line}\n`)
    else print(line)
  }
}
