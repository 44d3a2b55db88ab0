import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium, type Page } from 'playwright'
import { toNodeListener } from '../server/adapters/node.ts'
import type { Send } from '../server/athmovil/transport.ts'
import { createAthmBackend } from '../server/index.ts'
import { createSimulator } from '../server/simulator/simulator.ts'
import { ensureBuilt } from '../scripts/built.ts'
import { CHROMIUM_ARGS, findChromium } from '../scripts/find-browser.ts'
import { describeTimes, quantile } from './figures/statistics.ts'

const PAYMENTS = 30
const UPSTREAM_MS = 50
/** How long customers take to confirm: so many milliseconds, and up to so many more. */
const CONFIRM_AFTER_MS = 1_500
const CONFIRM_WITHIN_MS = 2_000

/**
 * Prints how long it takes from the customer's confirmation in the simulator to `athm-completed` in a real browser,
 * one payment after the other, with an upstream that answers each call in 50 ms; and how often it was asked.
 */
export async function run(): Promise<void> {
  await ensureBuilt()
  const shop = await openShop()
  const browser = await chromium.launch({ executablePath: await findChromium(), args: CHROMIUM_ARGS })
  try {
    const page = await browser.newPage()
    const times: number[] = []
    const reads: number[] = []
    for (let payment = 0; payment < PAYMENTS; payment++) {
      shop.calls.length = 0
      // oxlint-disable-next-line no-await-in-loop -- one customer at a time: this is latency, not throughput
      times.push(await timeOnePayment(page, shop))
      reads.push(shop.calls.filter((path) => path.endsWith('/findPayment')).length)
    }
    console.log(
      `from confirm to athm-completed, ${PAYMENTS} payments, upstream in ${UPSTREAM_MS} ms: ${describeTimes(times)}`,
    )
    console.log('aim: median at most 1000 ms, 95th percentile at most 2000 ms')
    const seconds = (CONFIRM_AFTER_MS + CONFIRM_WITHIN_MS / 2) / 1000
    console.log(
      `upstream reads per payment, confirmed after ${seconds} s on average: median ${quantile(reads, 0.5)}, most ${quantile(reads, 1)}`,
    )
  } finally {
    await browser.close()
    await shop.close()
  }
}

interface OpenShop {
  readonly url: string
  readonly calls: string[]
  confirmNewest(): Promise<void>
  close(): Promise<void>
}

async function openShop(): Promise<OpenShop> {
  const simulator = createSimulator({ latencyMs: UPSTREAM_MS })
  const calls: string[] = []
  const send: Send = (request, signal) => {
    calls.push(request.path)
    return simulator.send(request, signal)
  }
  const log = { info() {}, warn: console.warn, error: console.error }
  const athm = createAthmBackend({ upstream: { ...simulator, send }, database: ':memory:', log })
  athm.start()
  const page = new Response(
    '<!doctype html><html lang="es"><title>Bench</title><script type="module" src="/athm/athm-button.js"></script>' +
      '<athm-button total="25.00" phone-number="7875550100"></athm-button></html>',
    { headers: { 'content-type': 'text/html' } },
  )
  const server = createServer(
    toNodeListener(async (request) =>
      new URL(request.url).pathname.startsWith('/athm/') ? athm.fetch(request) : page.clone(),
    ),
  )
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const control = async (path: string, init?: RequestInit): Promise<unknown> =>
    (await simulator.fetch(new Request(`http://localhost/control/${path}`, init))).json()

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    calls,
    async confirmNewest() {
      const { tickets } = (await control('tickets')) as { tickets: { ecommerceId: string }[] }
      await control(`tickets/${tickets.at(-1)?.ecommerceId}/confirm`, { method: 'POST' })
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await athm.close()
      await simulator.close()
    },
  }
}

async function timeOnePayment(page: Page, shop: OpenShop): Promise<number> {
  await page.goto(shop.url)
  await page.locator('athm-button').getByRole('button').click()
  await page.locator('athm-button').getByRole('textbox').press('Enter')
  await page.locator('athm-button').getByText('Confirma en tu app').first().waitFor()
  const completed = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        addEventListener('athm-completed', () => resolve(Date.now()), { once: true })
      }),
  )
  await new Promise((resolve) => setTimeout(resolve, CONFIRM_AFTER_MS + Math.random() * CONFIRM_WITHIN_MS))
  const confirmedAt = Date.now()
  await shop.confirmNewest()
  return (await completed) - confirmedAt
}
