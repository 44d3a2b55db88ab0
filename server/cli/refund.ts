/** `athm-button refund`: sends money back, all of it or a part. */

import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { formatDollars } from '../../src/protocol/index.ts'
import type { Refund } from '../index.ts'
import { OptionsError } from '../options.ts'
import { openBackend } from './open-backend.ts'
import { fail, print } from './output.ts'

const OPTIONS = {
  reference: { type: 'string' },
  amount: { type: 'string' },
  message: { type: 'string' },
  key: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** Refunds a payment by its reference number. Exit codes: 0 sent, 1 refused, 3 not known yet. */
export async function refundByReference(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS })
  const { reference, amount, message, json = false } = values
  if (reference === undefined) throw new OptionsError('Say which payment: --reference 215070443-…')
  const key = values.key ?? `cli-${randomUUID()}`
  const { athm, simulator } = await openBackend()
  try {
    if (simulator) {
      throw new OptionsError(
        "The sandbox's simulator lives in the server's own process: set ATHM_UPSTREAM_URL=http://localhost:8787/simulator.",
      )
    }
    const sent = await athm.refunds.create({
      referenceNumber: reference,
      idempotencyKey: key,
      actor: 'command',
      ...(amount !== undefined && { amount }),
      ...(message !== undefined && { message }),
    })
    tell(sent, key, json)
  } finally {
    await athm.close()
    await simulator?.close()
  }
}

function tell(refund: Refund, key: string, json: boolean): void {
  const { refundId, status, amount, code, athmCode } = refund
  if (json)
    print(
      JSON.stringify({
        refund_id: refundId,
        status,
        amount: formatDollars(amount),
        code,
        athm_code: athmCode,
        key,
      }),
    )
  const shown = `$${formatDollars(amount)}`
  if (status === 'succeeded') return json ? undefined : print(`Refunded ${shown} (${refundId}).`)
  if (status === 'refused')
    return fail(`ATH Móvil refused to refund ${shown} (${athmCode}). Nothing was sent.`, 1)
  fail(
    `It is not known yet whether ${shown} was refunded. The server finds out by itself; it is not sent again. ` +
      `The same command with --key ${key} tells what became of it.`,
    3,
  )
}
