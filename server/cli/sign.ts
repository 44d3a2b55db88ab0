/** `athm-button sign`: a price tag, ready to be pasted into a page without a server. */

import { parseArgs } from 'node:util'
import type { OrderRequest } from '../index.ts'
import { OptionsError } from '../options.ts'
import { openBackend } from './open-backend.ts'
import { print } from './output.ts'

const OPTIONS = {
  total: { type: 'string' },
  min: { type: 'string' },
  max: { type: 'string' },
  subtotal: { type: 'string' },
  tax: { type: 'string' },
  'metadata-1': { type: 'string' },
  'metadata-2': { type: 'string' },
  origins: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** Prints a complete `<athm-button order="…">`, or with `--json` its token and id. */
export async function sign(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS })
  const hasRange = values.min !== undefined && values.max !== undefined
  if (values.total === undefined && !hasRange) {
    throw new OptionsError('Say what it costs: --total 25.00, or --min 1 --max 500 for tips and donations.')
  }
  if (values.origins === undefined) {
    throw new OptionsError('Say where it may be paid: --origins https://shop.example (several with commas).')
  }
  const request: OrderRequest = { ...toRequest(values), reusable: true, origins: values.origins.split(',') }
  const { athm, simulator } = await openBackend()
  try {
    const { token, id } = await athm.orders.create(request)
    print(
      values.json
        ? JSON.stringify({ order: token, order_id: id })
        : `<athm-button order="${token}"></athm-button>`,
    )
  } finally {
    await athm.close()
    await simulator?.close()
  }
}

function toRequest(values: Readonly<Record<string, string | boolean | undefined>>): OrderRequest {
  const { total, min, max, subtotal, tax, 'metadata-1': metadata1, 'metadata-2': metadata2 } = values
  const given = Object.entries({ total, min, max, subtotal, tax, metadata1, metadata2 })
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}
