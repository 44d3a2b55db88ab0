/** A shop with its backend, in front of a simulator, behind a way on which things go wrong. In this process. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DatabaseSync } from 'node:sqlite'
import { toNodeListener } from '../../server/adapters/node.ts'
import { createAthmBackend, type AthmBackend } from '../../server/index.ts'
import { createSimulator, type Simulator } from '../../server/simulator/simulator.ts'
import { DIALECT } from '../dialect.ts'
import type { Dice } from '../simulation/dice.ts'
import type { Movement } from '../simulation/books.ts'
import type { Books, PaymentLine, TicketLine } from './witness.ts'
import type { Customer, ShopPlan, UpstreamTrouble } from './schedule.ts'
import { createWeather, type Weather } from './weather.ts'

/** How much faster the world's time goes than the real one, for the servers and for the pages. */
export const SPEED = 10

/** The shop of one run. */
export interface Shop extends Books {
  readonly url: string
  readonly weather: Weather
  readonly simulator: Simulator
  /** The customer acts in the app, on every ticket that waits. Tells on how many. */
  act(does: Customer): Promise<number>
  /** Makes trouble between the backend and ATH Móvil, for the next calls. */
  trouble(kind: UpstreamTrouble, count: number): void
  close(): Promise<void>
}

/** What a shop is told. */
export interface ShopListener {
  /** ATH Móvil was asked for another payment, and has made it. */
  ticketMade(): void
  /** A page asked, or was answered. */
  note(line: string): void
}

const HEADERS = { 'content-type': 'text/html; charset=utf-8' }

/** Opens a shop. */
export async function openShop(plan: ShopPlan, dice: Dice, listener: ShopListener): Promise<Shop> {
  const simulator = createSimulator({
    latencyMs: plan.latencyMs,
    random: dice.fork(),
    dialect: DIALECT,
    basePath: '/simulator',
  })
  simulator.clock.setSpeed(SPEED)
  const database = new DatabaseSync(':memory:')
  const athm = createAthmBackend({
    upstream: tellOfTickets(simulator, listener),
    database: ':memory:',
    openConnection: () => database,
    clock: simulator.clock,
    businessName: 'Café del Viejo San Juan',
    allowClientTotals: true,
    log: { info() {}, warn() {}, error() {} },
  })
  simulator.deliverWebhooksTo(async (body) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
    const answer = await athm.fetch(new Request('http://localhost/athm/webhook/', init))
    return { status: answer.status, body: await answer.text() }
  })
  await athm.ready
  athm.start()
  const weather = createWeather(dice.fork())
  const order = plan.isSigned ? await athm.orders.sign({ total: '25.00', expiresIn: 86_400 }) : ''
  const server = serve(athm, { weather, pages: toPages(plan, order), listener })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const control = async (path: string, init?: RequestInit): Promise<unknown> =>
    (await simulator.fetch(new Request(`http://localhost/simulator/control/${path}`, init))).json()
  const tickets = async () => ((await control('tickets')) as { tickets: TicketLine[] }).tickets

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    weather,
    simulator,
    payments: () =>
      database.prepare('select * from payments order by created_at, id').all() as unknown as PaymentLine[],
    tickets,
    async movements() {
      const { movements } = (await control('ledger')) as { movements: Movement[] }
      return movements.filter(({ type }) => type === 'payment')
    },
    async act(does) {
      const waiting = (await tickets()).filter(({ status }) => status === 'OPEN')
      for (const { ecommerceId } of waiting)
        await control(`tickets/${ecommerceId}/${does}`, { method: 'POST' })
      return waiting.length
    },
    trouble: (kind, count) =>
      void simulator.faults.add({
        endpoint: '*',
        count,
        ...(kind === 'latency'
          ? { kind, ms: 9_000 }
          : kind.startsWith('status')
            ? { kind: kind as 'status', status: 500 }
            : { kind: kind as 'drop_before' }),
      }),
    async close() {
      server.closeAllConnections()
      server.close()
      await athm.close()
      await simulator.close()
    },
  }
}

/** The simulator, which tells of each payment that was begun as soon as it is. */
function tellOfTickets(simulator: Simulator, { ticketMade }: ShopListener): Simulator {
  return {
    ...simulator,
    send: async (...call) => {
      try {
        return await simulator.send(...call)
      } finally {
        ticketMade()
      }
    },
  }
}

interface Site {
  readonly weather: Weather
  /** The shop's pages, by their path. */
  readonly pages: ReadonlyMap<string, string>
  readonly listener: ShopListener
}

function serve(athm: AthmBackend, { weather, pages, listener }: Site) {
  const listen = toNodeListener((request, info) =>
    weather.pass(request, (passed) => athm.fetch(passed, info)),
  )
  let asked = 0
  return createServer((incoming, outgoing) => {
    const { pathname } = new URL(incoming.url ?? '/', 'http://localhost')
    if (pathname.startsWith('/athm/')) {
      const name = `#${(asked += 1)} ${incoming.method} ${pathname.slice('/athm/'.length)}`
      listener.note(name)
      outgoing.once('close', () => {
        listener.note(`${name} ${outgoing.headersSent ? outgoing.statusCode : 'broken off'}`)
      })
      if (!weather.breaks(pathname, outgoing)) listen(incoming, outgoing)
      return
    }
    outgoing.writeHead(pages.has(pathname) ? 200 : 404, HEADERS).end(pages.get(pathname) ?? '')
  })
}

function toPages(
  { lang, isRedirecting, timeoutSeconds }: ShopPlan,
  order: string,
): ReadonlyMap<string, string> {
  const redirects = isRedirecting ? 'success-url="/thanks" failure-url="/cart"' : ''
  const price = order ? `order="${order}"` : 'total="25.00"'
  const button = `<athm-button ${price} timeout="${timeoutSeconds}" ${redirects}></athm-button>`
  const toPage = (title: string, body: string) =>
    `<!doctype html><html lang="${lang}"><meta charset="utf-8"><title>${title}</title>
<link rel="icon" href="data:,">${body}</html>`
  const script = '<script type="module" src="/athm/athm-button.js"></script>'
  return new Map([
    ['/shop', toPage('Tienda', `${script}<main>${button}</main>`)],
    ['/empty', toPage('Tienda', '')],
    ['/elsewhere', toPage('Otra', '<h1>Otra</h1>')],
    ['/thanks', toPage('Gracias', '<h1>Gracias</h1>')],
    ['/cart', toPage('Carrito', '<h1>Carrito</h1>')],
  ])
}
