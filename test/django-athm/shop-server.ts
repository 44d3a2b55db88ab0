/** The shop on Django as a server: its pages, the built button among its static files, and ATH Móvil behind it. */

import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { toNodeListener } from '../../server/adapters/node.ts'
import { createSimulator } from '../../server/simulator/simulator.ts'
import { createDjangoAthm, type DjangoAthm } from './django-athm.ts'

const DIST = new URL('../../dist/', import.meta.url)

/** A shop that runs. */
export interface ShopServer {
  readonly url: string
  readonly shop: DjangoAthm
  /** Static files of the shop's own, by name. */
  readonly files: Map<string, string>
  /** The status of the newest ticket at ATH Móvil. */
  ticket(): Promise<string>
  /** Plays the customer, on the newest ticket. */
  act(what: 'confirm' | 'refuse' | 'expire'): Promise<void>
  stop(): Promise<void>
}

/** Starts it on a free port. The customer's phone is at `/simulator/phone`. */
export async function startShop(): Promise<ShopServer> {
  const simulator = createSimulator({ basePath: '/simulator' })
  const shop = createDjangoAthm(simulator)
  const files = new Map<string, string>()
  const server = createServer(
    toNodeListener(async (request) => {
      const { pathname } = new URL(request.url)
      if (pathname.startsWith('/simulator/')) return simulator.fetch(request)
      if (pathname.startsWith('/static/')) return answerFile(pathname.slice('/static/'.length), files)
      return shop.fetch(request)
    }),
  )
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const control = async (path: string, init?: RequestInit): Promise<Record<string, unknown>> =>
    (await (await fetch(`${url}/simulator/control/${path}`, init)).json()) as never
  const newest = async () =>
    ((await control('tickets'))['tickets'] as { ecommerceId: string; status: string }[]).at(-1)

  return {
    url,
    shop,
    files,
    ticket: async () => (await newest())?.status ?? '',
    async act(what) {
      await control(`tickets/${(await newest())?.ecommerceId}/${what}`, { method: 'POST' })
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await simulator.close()
    },
  }
}

async function answerFile(name: string, files: ReadonlyMap<string, string>): Promise<Response> {
  const [, built] = /^athm\/(standalone(?:-dialog)?\.js)$/.exec(name) ?? []
  const text = built ? await readFile(new URL(built, DIST), 'utf8') : files.get(name)
  if (text === undefined) return new Response('', { status: 404 })
  return new Response(text, { headers: { 'content-type': 'text/javascript; charset=utf-8' } })
}
