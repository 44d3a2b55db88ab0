/**
 * A small django-athm 1.0, and as much of Django around it as a button meets: sessions, the CSRF check, and pages of HTML
 * for what is forbidden, missing or broken. Facts of its behaviour come from its published sources; faults included.
 */

import { randomUUID } from 'node:crypto'
import type { Simulator } from '../../server/simulator/simulator.ts'
import type { Send } from '../../server/athmovil/transport.ts'
import { createSecret, maskSecret, refuseForgery } from './csrf.ts'
import { applyWebhook, cancelPayment, syncStatus, type Payment } from './payments.ts'
import { createUpstream } from './upstream.ts'

/** What stands in the place of a view's answer. `view` is the view itself. */
export type Interfere = (request: Request, view: () => Promise<Response>) => Response | Promise<Response>

/** A shop on Django with django-athm. */
export interface DjangoAthm {
  /** Answers any request: `/checkout/`, a page of the shop, and what is below `/athm/`. */
  fetch(request: Request): Promise<Response>
  /** The rows of payments, by ecommerceId. */
  readonly payments: Map<string, Payment>
  /** The requests for views so far, such as `POST initiate`. */
  readonly calls: string[]
  /** Decides what happens to the views of a name from now on. */
  interfere(name: string, how: Interfere | null): void
  /** Writes the shop's page; `csrfToken` is what a template has as `{{ csrf_token }}`. */
  page: (template: { csrfToken(): string }) => string
}

type Fields = Readonly<Record<string, unknown>>

/** Builds the shop on a simulator, whose webhooks it gets. `send` may stand between them. */
export function createDjangoAthm(simulator: Simulator, send: Send = simulator.send): DjangoAthm {
  const upstream = createUpstream(send, simulator.credentials)
  const payments = new Map<string, Payment>()
  const sessions = new Map<string, Map<string, string>>()
  const interferences = new Map<string, Interfere>()
  const calls: string[] = []
  simulator.deliverWebhooksTo(async (body) => {
    applyWebhook(payments, body)
    return { status: 200, body: '' }
  })

  async function initiate(request: Request, cookies: ReadonlyMap<string, string>): Promise<Response> {
    const data = await readJson(request)
    if (!data) return refuse(400, 'Invalid JSON')
    const total = Number(String(data['total'] ?? 'x'))
    if (Number.isNaN(total)) return refuse(400, 'Invalid total')
    if (total < 1 || total > 1500) return refuse(400, 'Total must be between 1.00 and 1500.00')
    const phoneNumber = String(data['phone_number'] ?? '').replace(/[\s-]/g, '')
    if (!/^\d{10}$/.test(phoneNumber)) return refuse(400, 'Invalid phone number')
    try {
      const items = ((data['items'] ?? []) as Fields[]).map(toUpstreamItem)
      const { ecommerceId, authToken } = await upstream.create({
        total: total.toFixed(2),
        subtotal: toDecimal(data['subtotal']),
        tax: toDecimal(data['tax']),
        metadata1: String(data['metadata_1'] ?? '').slice(0, 40),
        metadata2: String(data['metadata_2'] ?? '').slice(0, 40),
        items,
        phoneNumber,
      })
      payments.set(ecommerceId, {
        ecommerceId,
        total: total.toFixed(2),
        status: 'OPEN',
        referenceNumber: null,
      })
      const sessionId = cookies.get('sessionid') ?? randomUUID()
      const session = sessions.get(sessionId) ?? new Map<string, string>()
      sessions.set(sessionId, session.set(`athm_auth_${ecommerceId}`, authToken))
      return Response.json(
        { ecommerce_id: ecommerceId, status: 'OPEN' },
        { headers: { 'set-cookie': `sessionid=${sessionId}; HttpOnly; Path=/; SameSite=Lax` } },
      )
    } catch (thrown) {
      return refuse(500, (thrown as Error).message)
    }
  }

  async function status(request: Request): Promise<Response> {
    const { id, error } = parseId(new URL(request.url).searchParams.get('ecommerce_id'))
    const payment = payments.get(id)
    if (error) return error
    if (!payment) return refuse(404, 'Payment not found')
    await syncStatus(upstream, payment)
    return toAnswer(payment)
  }

  async function authorize(request: Request, cookies: ReadonlyMap<string, string>): Promise<Response> {
    const data = await readJson(request)
    if (!data) return refuse(400, 'Invalid JSON')
    const { id, error } = parseId(data['ecommerce_id'])
    if (error) return error
    const session = sessions.get(cookies.get('sessionid') ?? '')
    const authToken = session?.get(`athm_auth_${id}`)
    if (!authToken) return refuse(400, 'Session expired')
    const payment = payments.get(id)
    if (!payment) return refuse(404, 'Payment not found')
    if (payment.status === 'COMPLETED') return toAnswer(payment)
    if (payment.status === 'CANCEL') return refuse(400, 'Payment was cancelled')
    if (payment.status === 'EXPIRED') return refuse(400, 'Invalid status: EXPIRED')
    try {
      payment.referenceNumber = await upstream.authorize(authToken)
    } catch (thrown) {
      return refuse(500, (thrown as Error).message)
    }
    payment.status = 'COMPLETED'
    session?.delete(`athm_auth_${id}`)
    return toAnswer(payment)
  }

  async function cancel(request: Request, cookies: ReadonlyMap<string, string>): Promise<Response> {
    const data = await readJson(request)
    if (!data) return refuse(400, 'Invalid JSON')
    const { id, error } = parseId(data['ecommerce_id'])
    if (error) return error
    await cancelPayment(upstream, payments.get(id), id).catch(() => undefined)
    sessions.get(cookies.get('sessionid') ?? '')?.delete(`athm_auth_${id}`)
    return Response.json({ status: 'cancelled' })
  }

  const views = new Map(
    Object.entries({
      initiate: { method: 'POST', view: initiate },
      status: { method: 'GET', view: status },
      authorize: { method: 'POST', view: authorize },
      cancel: { method: 'POST', view: cancel },
    }),
  )

  const shop: DjangoAthm = {
    payments,
    calls,
    interfere: (name, how) => void (how ? interferences.set(name, how) : interferences.delete(name)),
    page: () => '',

    async fetch(request) {
      const { pathname } = new URL(request.url)
      const cookies = readCookies(request)
      if (pathname === '/checkout/') return answerPage(shop.page, cookies)
      const [, name = ''] = /^\/athm\/api\/(\w+)\/$/.exec(pathname) ?? []
      const route = views.get(name)
      if (!route) return toPage(404, 'Not Found', 'The requested resource was not found on this server.')
      calls.push(`${request.method} ${name}`)
      const forgery = refuseForgery(request, cookies)
      if (forgery)
        return toPage(403, '403 Forbidden', `CSRF verification failed. Request aborted. ${forgery}`)
      if (request.method !== route.method) return new Response('', { status: 405 })
      const answer = () => route.view(request, cookies)
      return (await interferences.get(name)?.(request, answer)) ?? answer()
    },
  }
  return shop
}

/** A page of Django's own: of an error, or of a login. */
export function toPage(status: number, title: string, text: string): Response {
  const body = `<!doctype html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>`
  return new Response(body, { status, headers: { 'content-type': 'text/html; charset=utf-8' } })
}

function answerPage(write: DjangoAthm['page'], cookies: ReadonlyMap<string, string>): Response {
  const secret = cookies.get('csrftoken') ?? createSecret()
  const headers = new Headers({ 'content-type': 'text/html; charset=utf-8' })
  const csrfToken = (): string => {
    // As in Django, a page that doesn't ask for the token sets no cookie.
    headers.set('set-cookie', `csrftoken=${secret}; Path=/; SameSite=Lax`)
    return maskSecret(secret)
  }
  return new Response(write({ csrfToken }), { headers })
}

function readCookies(request: Request): Map<string, string> {
  const pairs = (request.headers.get('cookie') ?? '').split('; ').map((pair) => pair.split('='))
  return new Map(pairs.map(([name = '', value = '']) => [name, value]))
}

async function readJson(request: Request): Promise<Fields | null> {
  return (await request.json().catch(() => null)) as Fields | null
}

function refuse(status: number, error: string): Response {
  return Response.json({ error }, { status })
}

function toAnswer({ status, referenceNumber }: Payment): Response {
  return Response.json({ status, reference_number: referenceNumber })
}

function parseId(value: unknown): { id: string; error?: Response } {
  if (!value) return { id: '', error: refuse(400, 'Missing ecommerce_id') }
  const isUuid = /^[\da-f]{8}(-?[\da-f]{4}){3}-?[\da-f]{12}$/i.test(String(value))
  return isUuid ? { id: String(value) } : { id: '', error: refuse(400, 'Invalid ecommerce_id') }
}

/** What is no number is passed over in silence. */
function toDecimal(value: unknown): string | undefined {
  return value === undefined || value === null || Number.isNaN(Number(value)) ? undefined : String(value)
}

/** A KeyError of Python's says the name of the key. */
function toUpstreamItem(item: Fields): object {
  for (const key of ['name', 'price']) if (!(key in item)) throw new Error(`'${key}'`)
  const { name, description = '', quantity = 1, price, tax = 0, metadata = '' } = item
  return { name, description, quantity: Number(quantity), price: String(price), tax: String(tax), metadata }
}
