/** The simulator in the page itself: MSW hands it whatever the page sends to ATH Móvil's two hosts. */

import { expect } from 'chai'
import { http, HttpResponse } from 'msw'
import { setupWorker } from 'msw/browser'
import { createSimulator, type Simulator } from '../../server/simulator/simulator.ts'
import { until } from './mocks/page.ts'

const PAYMENTS = 'https://payments.athmovil.com/api/business-transaction/ecommerce'
const WWW = 'https://www.athmovil.com'
const LISTENER = 'https://shop.example/webhook'

type Json = Record<string, unknown>

describe('the simulator in a browser, behind MSW', () => {
  const worker = setupWorker()
  let simulator: Simulator
  let heard: Json[]

  before(() => worker.start({ quiet: true, onUnhandledFrame: 'bypass' }))
  after(() => worker.stop())

  beforeEach(() => {
    simulator = createSimulator()
    heard = []
    worker.use(
      http.all('https://payments.athmovil.com/*', ({ request }) => simulator.fetch(request)),
      http.all('https://www.athmovil.com/*', ({ request }) => simulator.fetch(request)),
      http.post(LISTENER, async ({ request }) => {
        heard.push((await request.json()) as Json)
        return HttpResponse.text('taken')
      }),
    )
  })
  afterEach(async () => {
    worker.resetHandlers()
    await simulator.close()
  })

  async function post(
    url: string,
    body: Json,
    headers: Record<string, string> = {},
  ): Promise<[number, Json]> {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    return [answer.status, (await answer.json()) as Json]
  }

  /** The controls are asked without a network. */
  async function control(path: string, init: RequestInit = {}): Promise<Json> {
    const answer = await simulator.fetch(new Request(`${location.origin}/control/${path}`, init))
    return (await answer.json()) as Json
  }

  async function open(): Promise<{ ecommerceId: string; token: string }> {
    const [status, { data }] = await post(`${PAYMENTS}/payment`, {
      env: 'production',
      publicToken: simulator.credentials.publicToken,
      timeout: 600,
      total: '10.31',
      tax: '1.06',
      subtotal: '9.25',
      metadata1: 'café ☕',
      metadata2: 'mesa 4',
      items: [{ name: 'Café', description: '', quantity: 1, price: '9.25', tax: '1.06', metadata: '' }],
      phoneNumber: '7875550100',
    })
    expect(status).to.equal(200)
    const { ecommerceId, auth_token: token } = data as Record<string, string>
    return { ecommerceId: ecommerceId ?? '', token: token ?? '' }
  }

  async function find(ecommerceId: string): Promise<Json> {
    const { publicToken } = simulator.credentials
    const [, { data }] = await post(`${PAYMENTS}/business/findPayment`, { ecommerceId, publicToken })
    return data as Json
  }

  it('opens a ticket, has it confirmed, captures it and refunds it, and tells a listener of the page', async () => {
    const subscription = {
      ...simulator.credentials,
      listenerURL: LISTENER,
      ecommercePaymentReceivedEvent: true,
      refundSentEvent: true,
    }
    expect((await post(`${WWW}/transactions/webhook/post`, subscription))[0]).to.equal(200)

    const { ecommerceId, token } = await open()
    expect(await find(ecommerceId)).to.include({ ecommerceStatus: 'OPEN', metadata1: 'café ☕' })
    await control(`tickets/${ecommerceId}/confirm`, { method: 'POST' })
    expect(await find(ecommerceId)).to.include({ ecommerceStatus: 'CONFIRM' })

    const [status, { data }] = await post(
      `${PAYMENTS}/authorization`,
      {},
      { authorization: `Bearer ${token}` },
    )
    expect(status).to.equal(200)
    expect(data).to.include({ ecommerceStatus: 'COMPLETED', total: 10.31, fee: 0.26 })
    const { referenceNumber } = data as Json

    const refund = { ...simulator.credentials, referenceNumber, amount: '10.31', message: 'Se acabó' }
    expect((await post(`${PAYMENTS}/refund`, refund))[0]).to.equal(200)
    const search = { ...simulator.credentials, referenceNumber }
    expect((await post(`${WWW}/api/v4/searchTransaction`, search))[1]).to.include({
      totalRefundedAmount: 10.31,
    })

    await until(() => heard.length === 2)
    expect(heard.map((webhook) => webhook['referenceNumber'])).to.deep.equal([
      referenceNumber,
      referenceNumber,
    ])
    // The listener has heard before its answer is booked.
    let ledger = await control('ledger')
    const isBooked = (): boolean => (ledger['webhooks'] as Json[]).every(({ answer }) => answer === 'taken')
    for (let look = 0; look < 100 && !isBooked(); look++) ledger = await control('ledger')
    expect(isBooked()).to.equal(true)
    expect(ledger['payments']).to.deep.equal([
      { ecommerceId, referenceNumber, capturedCents: 1031, refundedCents: 1031 },
    ])
  })

  it('signs its tokens as a real JWT, and takes no other', async () => {
    const { ecommerceId, token } = await open()
    const [head = '', body = '', signature = ''] = token.split('.')
    expect(JSON.parse(atob(head))).to.include({ alg: 'HS256' })
    expect(JSON.parse(atob(body))).to.include({ sub: ecommerceId })
    const forged = `${head}.${body}.${signature.slice(0, -1)}${signature.endsWith('A') ? 'Q' : 'A'}`
    const [status, { errorcode }] = await post(
      `${PAYMENTS}/authorization`,
      {},
      { authorization: `Bearer ${forged}` },
    )
    expect([status, errorcode]).to.deep.equal([401, 'BTRA_0401'])
  })

  it('answers the report, which no Request can ask for, by send', async () => {
    const { ecommerceId, token } = await open()
    await control(`tickets/${ecommerceId}/confirm`, { method: 'POST' })
    await post(`${PAYMENTS}/authorization`, {}, { authorization: `Bearer ${token}` })
    simulator.clock.jump(60_000)
    const toLocal = (at: number): string =>
      new Date(at - 4 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
    const now = simulator.clock.now()
    const body = {
      ...simulator.credentials,
      fromDate: toLocal(now - 120_000),
      toDate: toLocal(now),
    }
    const request = {
      host: 'www',
      method: 'GET',
      path: '/transactions/v4/transactionReport',
      headers: {},
    } as const
    const answer = await simulator.send(
      { ...request, body: JSON.stringify(body) },
      new AbortController().signal,
    )
    expect(answer.status).to.equal(200)
    expect(JSON.parse(answer.body)).to.have.length(1)
  })

  it('says of the phone’s page that a browser has no disk to read it from', async () => {
    const answer = await simulator.fetch(new Request(`${location.origin}/phone`))
    expect(answer.status).to.equal(501)
    expect(await answer.json()).to.include({ code: 'no_pages_here' })
  })
})
