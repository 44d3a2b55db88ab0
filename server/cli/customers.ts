/** `athm-button customers`: hands out what is kept about a person, or takes it away. */

import { parseArgs } from 'node:util'
import { isAthmError } from '../../src/protocol/errors.ts'
import type { AthmBackend, Erasure } from '../index.ts'
import { OptionsError } from '../options.ts'
import { askYes, canAsk } from './ask.ts'
import { openBackend } from './open-backend.ts'
import { fail, print } from './output.ts'

const OPTIONS = { phone: { type: 'string' }, yes: { type: 'boolean' }, json: { type: 'boolean' } } as const

const USAGE = 'athm-button customers export --phone 787-555-0100, or customers erase --phone 787-555-0100'

interface Flags {
  /** Nobody is asked. */
  readonly yes?: boolean | undefined
  readonly json?: boolean | undefined
}

/** Exports or erases. Exit codes: 0 done, 1 refused (a payment is under way) or not agreed to, 2 called wrong. */
export async function customers(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  const [verb, ...others] = positionals
  if ((verb !== 'export' && verb !== 'erase') || others.length > 0) throw new OptionsError(`Say ${USAGE}.`)
  const { phone } = values
  if (phone === undefined) throw new OptionsError(`Say whose: --phone 787-555-0100.`)
  if (verb === 'erase' && values.yes !== true && !canAsk()) {
    throw new OptionsError('What is erased is gone for good: say --yes.')
  }
  const { athm, simulator } = await openBackend()
  try {
    await (verb === 'export' ? exportPerson(athm, phone, values) : erasePerson(athm, phone, values))
  } catch (error) {
    if (!isAthmError(error) || error.code !== 'invalid_phone_number') throw error
    fail(error.message, 2)
  } finally {
    await athm.close()
    await simulator?.close()
  }
}

async function exportPerson(athm: AthmBackend, phone: string, { json }: Flags): Promise<void> {
  const kept = await athm.customers.export(phone)
  print(JSON.stringify(kept, null, json === true ? undefined : 2))
}

async function erasePerson(athm: AthmBackend, phone: string, flags: Flags): Promise<void> {
  // An unreadable phone is told before anybody is asked.
  await athm.customers.retrieve(phone)
  const question = `This takes the name, e-mail and phone of ${phone} away for good; what was sold and paid stays. Go on?`
  if (flags.yes !== true && !(await askYes(question))) return fail('Nothing was changed.', 1)
  tell(await athm.customers.erase(phone), flags.json === true)
}

function tell({ isFound, payments, webhooks, evidence }: Erasure, json: boolean): void {
  if (json) return print(JSON.stringify({ found: isFound, payments, webhooks, evidence }))
  if (!isFound && payments + webhooks + evidence === 0) return print('Nothing was kept about this phone.')
  print(`Erased from payments: ${payments}, deliveries: ${webhooks}, answers of ATH Móvil's: ${evidence}.`)
  print('These payments take in no name again. ATH Móvil itself keeps its own books.')
}
