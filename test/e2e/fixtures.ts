/** A real server, a real browser, and a shop's page between them. */

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test as playwrightTest, type BrowserContext, type Locator, type Page } from '@playwright/test'
import { readBrowserName } from '../../scripts/find-browser.ts'
import { startServer, type ServerProcess } from '../cli/server-process.ts'
import { webkitTest } from './webkit/fixtures.ts'

/** A row of payments, as far as the tests look. */
export interface Row {
  readonly id: string
  readonly status: string
  readonly total_cents: number
  readonly reference_number: string | null
  readonly ecommerce_id: string | null
}

/** A ticket of the simulator's. */
export interface Ticket {
  readonly ecommerceId: string
  readonly status: string
  readonly phone: string
}

/** What the shop's own server shows. */
const SECRET_KEY = 'x'.repeat(32)

/** The server under test, and what happens behind the customer's back. */
export interface Backend {
  readonly url: string
  /** The payments in the database, oldest first. */
  rows(): Row[]
  /** The simulator's tickets, oldest first. */
  tickets(): Promise<Ticket[]>
  /** Plays the customer, on the newest ticket. */
  act(what: 'confirm' | 'refuse' | 'expire'): Promise<void>
  /** Makes the next call of an endpoint of ATH Móvil's take so many milliseconds. */
  slow(endpoint: string, ms: number): Promise<void>
  /** Moves time on, for the backend and the simulator. */
  jump(seconds: number): Promise<void>
  /** Signs an order, as the shop's own server does. Returns the token. */
  sign(order: object): Promise<string>
  /** Kills the server. */
  kill(): Promise<void>
  /** Starts it again: same port, same database. */
  restart(): Promise<void>
}

/** What a shop writes into its page. */
export interface Shop {
  /** The attributes of the button, as HTML. */
  readonly attributes?: string
  readonly lang?: string
  /** HTML beside the button. */
  readonly beside?: string
  /** A Content-Security-Policy. */
  readonly policy?: string
}

/** The button of a page, and the dialog that it opens. */
export class Till {
  readonly page: Page
  readonly button: Locator
  readonly dialog: Locator

  constructor(page: Page) {
    this.page = page
    this.button = page.locator('athm-button').getByRole('button').first()
    this.dialog = page.locator('athm-button dialog')
  }

  /** Clicks the button, types the number and goes on. */
  async pay(phone: string): Promise<void> {
    await this.button.click()
    await this.dialog.getByRole('textbox').fill(phone)
    await this.dialog.getByRole('textbox').press('Enter')
  }

  /** The names of the events that the button has fired, oldest first. */
  events(): Promise<string[]> {
    return this.page.evaluate(() => (globalThis as unknown as { fired: string[] }).fired)
  }

  /** The detail of the last event of a name. */
  detail(name: string): Promise<Record<string, unknown>> {
    return this.page.evaluate(
      (wanted) =>
        (globalThis as unknown as { details: Record<string, Record<string, unknown>> }).details[wanted] ?? {},
      name,
    )
  }
}

interface Fixtures {
  /** Whether the simulator is a server of its own, so that ATH Móvil stands while the backend is killed. */
  readonly isSimulatorElsewhere: boolean
  readonly backend: Backend
  /** Opens a shop's page on the backend's own origin. */
  readonly openShop: (shop?: Shop, tab?: Page) => Promise<Till>
  /** Opens a shop's page on another origin: a script tag, and nothing else that names the backend. */
  readonly openShopElsewhere: (shop?: Shop) => Promise<Till>
}

/** Playwright's own test, with the page of whichever browser is asked for. */
export const browserTest = readBrowserName() === 'webkit' ? webkitTest : playwrightTest

export const test = browserTest.extend<Fixtures>({
  isSimulatorElsewhere: [false, { option: true }],

  backend: async ({ isSimulatorElsewhere }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'athm-'))
    const environment: Record<string, string> = {
      ATHM_DATABASE_URL: join(folder, 'athm.db'),
      ATHM_BUSINESS_NAME: 'Café del Viejo San Juan',
      ATHM_SECRET_KEY: SECRET_KEY,
    }
    const simulator = isSimulatorElsewhere ? await startServer() : undefined
    if (simulator) environment['ATHM_UPSTREAM_URL'] = `${simulator.url}/simulator`
    let server = await startServer(environment, 'build')
    await use(
      createBackend(simulator ?? server, {
        current: () => server,
        async restart() {
          server = await startServer({ ...environment, PORT: new URL(server.url).port }, 'build')
        },
      }),
    )
    await Promise.all([server.stop(), simulator?.stop()])
    rmSync(folder, { recursive: true })
  },

  openShop: async ({ page, backend }, use) => {
    await use(async (shop = {}, tab = page) => {
      await tab.route(`${backend.url}/shop*`, (route) =>
        route.fulfill({
          contentType: 'text/html; charset=utf-8',
          body: toHtml('/athm/athm-button.js', shop),
          headers: shop.policy === undefined ? {} : { 'content-security-policy': shop.policy },
        }),
      )
      await tab.goto(`${backend.url}/shop`)
      return new Till(tab)
    })
  },

  openShopElsewhere: async ({ page, backend }, use) => {
    const servers: ReturnType<typeof createServer>[] = []
    await use(async (shop = {}) => {
      const html = toHtml(`${backend.url}/athm/athm-button.js`, shop)
      const server = createServer((_request, response) => {
        response.setHeader('content-type', 'text/html; charset=utf-8')
        response.end(html)
      })
      servers.push(server)
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
      await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`)
      return new Till(page)
    })
    for (const server of servers) {
      server.closeAllConnections()
      server.close()
    }
  },
})

export { expect } from '@playwright/test'

interface RunningServer {
  readonly current: () => ServerProcess
  readonly restart: () => Promise<void>
}

function createBackend(simulator: ServerProcess, { current, restart }: RunningServer): Backend {
  const control = async (path: string, body?: unknown): Promise<unknown> => {
    const init = body === undefined ? {} : toPost(body)
    const answer = await fetch(`${simulator.url}/simulator/control/${path}`, init)
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  const tickets = async (): Promise<Ticket[]> => ((await control('tickets')) as { tickets: Ticket[] }).tickets
  return {
    get url() {
      return current().url
    },
    rows() {
      const database = new DatabaseSync(current().databasePath, { readOnly: true })
      try {
        return database.prepare('SELECT * FROM payments ORDER BY created_at').all() as unknown as Row[]
      } finally {
        database.close()
      }
    },
    tickets,
    async act(what) {
      const newest = (await tickets()).at(-1)
      await control(`tickets/${newest?.ecommerceId}/${what}`, {})
    },
    async sign(order) {
      const init = toPost(order)
      const headers = { ...init.headers, authorization: `Bearer ${SECRET_KEY}` }
      const answer = await fetch(`${current().url}/athm/api/orders/`, { ...init, headers })
      if (!answer.ok) throw new Error(`api/orders/: ${answer.status} ${await answer.text()}`)
      return ((await answer.json()) as { order: string }).order
    },
    slow: async (endpoint, ms) => void (await control('faults', { endpoint, kind: 'latency', ms })),
    jump: async (seconds) => void (await control('clock', { jump_seconds: seconds })),
    kill: async () => void (await current().stop('SIGKILL')),
    restart,
  }
}

function toPost(body: unknown): RequestInit & { readonly headers: Record<string, string> } {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

const NAMES = [
  'open',
  'beforeinitiate',
  'initiated',
  'confirmed',
  'completed',
  'cancelled',
  'expired',
  'failed',
  'close',
  'availability',
].map((name) => `athm-${name}`)

function toHtml(script: string, { attributes = 'total="25.00"', lang = 'es', beside = '' }: Shop): string {
  return `<!doctype html>
<html lang="${lang}">
  <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Tienda</title>
    <script type="module" src="${script}"></script>
  </head>
  <body><main><h1>Tienda</h1><athm-button ${attributes}></athm-button>${beside}</main></body>
</html>`
}

/** Has a page, or every page of a context, keep the events of its buttons, across navigations. */
export async function keepEvents(page: Page | BrowserContext): Promise<void> {
  await page.addInitScript((names) => {
    const kept = { fired: [] as string[], details: {} as Record<string, unknown> }
    Object.assign(globalThis, kept)
    for (const name of names) {
      addEventListener(name, (event) => {
        kept.fired.push(name)
        kept.details[name] = (event as CustomEvent).detail
      })
    }
  }, NAMES)
}
