/** The built simulator called by `send`, without HTTP. Sends how many readings of a ticket it answered in a second, and ends. */

import { createSimulator } from '../../server/simulator/simulator.ts'
import { toTicketBody } from './ticket-body.ts'

const SECONDS = 3
const PATH = '/api/business-transaction/ecommerce'

const simulator = createSimulator()
const { publicToken } = simulator.credentials
const { signal } = new AbortController()

async function send(path: string, body: string): Promise<string> {
  const request = { host: 'payments', method: 'POST', path: PATH + path, headers: {}, body } as const
  return (await simulator.send(request, signal)).body
}

const created = JSON.parse(await send('/payment', toTicketBody(publicToken, 0))) as {
  data: { ecommerceId: string }
}
const body = JSON.stringify({ publicToken, ecommerceId: created.data.ecommerceId })

async function measure(seconds: number): Promise<number> {
  const startedAt = performance.now()
  let calls = 0
  for (; performance.now() - startedAt < seconds * 1000; calls++) await send('/business/findPayment', body)
  return calls / ((performance.now() - startedAt) / 1000)
}

await measure(1)
process.send?.(await measure(SECONDS))
await simulator.close()
process.disconnect()
