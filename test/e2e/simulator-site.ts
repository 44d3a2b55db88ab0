/** The simulator's own pages in a browser: a server with nothing else, and a business that asks for payments. */

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { toNodeListener } from '../../server/adapters/node.ts'
import { createSimulator, type Simulator } from '../../server/simulator/simulator.ts'
import { browserTest } from './fixtures.ts'

type Json = Record<string, unknown>

/** A ticket as its business knows it. */
export interface Asked {
  readonly ecommerceId: string
  readonly token: string
}

/** The simulator as a website, at the root of a port of its own. */
export interface Site {
  readonly url: string
  /** Asks a control route: GET, or POST when there is a body. */
  control(path: string, body?: object): Promise<Json>
  /** Opens a ticket, as a business does. */
  ask(phone: string, total: number, overrides?: Json): Promise<Asked>
  /** Opens a ticket, confirms it as the customer, and completes it. */
  pay(phone: string, total: number, overrides?: Json): Promise<Asked>
  /** The status of a ticket. */
  statusOf(asked: Asked): Promise<unknown>
  /** Begins anew on the same port, with empty books. */
  restart(): Promise<void>
}

/** Playwright's test, with the simulator's website. */
export const test = browserTest.extend<{ site: Site }>({
  site: async ({ page: _page }, use) => {
    let running = await start(0)
    const { port } = running.server.address() as AddressInfo
    await use(
      createSite(
        `http://127.0.0.1:${port}`,
        () => running.simulator,
        async () => {
          await stop(running)
          running = await start(port)
        },
      ),
    )
    await stop(running)
  },
})

export { expect } from '@playwright/test'

interface Running {
  readonly simulator: Simulator
  readonly server: Server
}

async function start(port: number): Promise<Running> {
  const simulator = createSimulator()
  simulator.deliverWebhooksTo(() => Promise.resolve({ status: 200, body: '{"heard":true}' }))
  const server = createServer(toNodeListener((request) => simulator.fetch(request)))
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve))
  return { simulator, server }
}

async function stop({ simulator, server }: Running): Promise<void> {
  await simulator.close()
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await closed
}

function createSite(url: string, current: () => Simulator, restart: () => Promise<void>): Site {
  const post = async (
    path: string,
    body: object | null,
    headers: Record<string, string> = {},
  ): Promise<Json> => {
    const init = body && {
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    }
    const answer = await fetch(`${url}/${path}`, { method: 'POST', headers, ...init })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as Json
  }
  const control: Site['control'] = async (path, body) =>
    body
      ? await post(`control/${path}`, body)
      : ((await (await fetch(`${url}/control/${path}`)).json()) as Json)
  const ask: Site['ask'] = async (phone, total, overrides = {}) => {
    const { publicToken } = current().credentials
    const item = { name: 'Café', description: '12 oz', quantity: 2, price: total / 2, tax: 0, metadata: '-' }
    const { data } = await post('api/business-transaction/ecommerce/payment', {
      env: 'production',
      publicToken,
      timeout: 600,
      total,
      subtotal: total,
      tax: 0,
      metadata1: 'order-1',
      metadata2: '-',
      items: [item],
      phoneNumber: phone,
      ...overrides,
    })
    const { ecommerceId, auth_token: token } = data as Record<string, string>
    return { ecommerceId: String(ecommerceId), token: String(token) }
  }
  return {
    url,
    control,
    ask,
    restart,
    async pay(phone, total, overrides) {
      const asked = await ask(phone, total, overrides)
      await control(`tickets/${asked.ecommerceId}/confirm`, {})
      await post('api/business-transaction/ecommerce/authorization', null, {
        authorization: `Bearer ${asked.token}`,
      })
      return asked
    },
    statusOf: async ({ ecommerceId }) => (await control(`tickets/${ecommerceId}`))['status'],
  }
}

/** Collects what a page should never say: errors on its console, and exceptions. */
export function listenForErrors(page: Page): string[] {
  const said: string[] = []
  page.on('pageerror', (error) => said.push(String(error)))
  page.on('console', (message) => {
    // That a server went away is said by the browser itself.
    if (message.type() === 'error' && !/Failed to load resource|ERR_/.test(message.text()))
      said.push(message.text())
  })
  return said
}
