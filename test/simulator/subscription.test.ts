import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import type { PostWebhook, SimulatorOptions } from '../../server/simulator/simulator.ts'
import { WEBHOOK_DELAY_MS } from '../../server/simulator/webhook-policies.ts'
import { codeOf, createBench, type Answer, type Bench, type Json } from './bench.ts'
import { readSample } from './samples.ts'

const FLAGS = Object.keys(readSample('webhooks/subscribe.request.json')).filter((name) =>
  name.endsWith('Event'),
)

/** A bench whose listeners are a list. */
function createListenedBench(answer = { status: 200, body: 'ok' }): {
  bench: Bench
  posted: { url: string; body: Json }[]
} {
  const posted: { url: string; body: Json }[] = []
  const postWebhook: PostWebhook = (url, body) => {
    posted.push({ url, body: JSON.parse(body) as Json })
    return Promise.resolve(answer)
  }
  return { bench: createBench({ postWebhook }), posted }
}

function subscribe(bench: Bench, overrides: Json = {}): Promise<Answer> {
  const sample = readSample('webhooks/subscribe.request.json')
  return bench.www('POST /transactions/webhook/post', { ...sample, ...bench.sim.credentials, ...overrides })
}

async function cancelOne(bench: Bench): Promise<void> {
  await bench.cancel((await bench.create()).ecommerceId)
  await bench.base.advance(WEBHOOK_DELAY_MS)
}

async function listenerOf(bench: Bench): Promise<unknown> {
  return ((await bench.control('businesses')).body['businesses'] as Json[])[0]?.['listener']
}

test('a subscription is answered without its tokens, and shown by the controls', async () => {
  const { bench } = createListenedBench()
  assert.equal(await listenerOf(bench), null)
  const answer = await subscribe(bench, { refundSentEvent: false })
  assert.deepEqual(answer, {
    status: 200,
    body: {
      listenerURL: 'https://your.website.com/webhook',
      ...Object.fromEntries(FLAGS.map((flag) => [flag, flag !== 'refundSentEvent'])),
    },
  })
  assert.deepEqual(await listenerOf(bench), {
    url: 'https://your.website.com/webhook',
    events: ['payment', 'donation', 'ecommerce_completed', 'ecommerce_cancelled', 'ecommerce_expired'],
  })
})

test('once subscribed, webhooks go to the listener and no longer to the backend beside', async () => {
  const { bench, posted } = createListenedBench({ status: 201, body: 'taken' })
  await cancelOne(bench)
  assert.deepEqual([bench.webhooks.length, posted.length], [1, 0])
  await subscribe(bench)
  await cancelOne(bench)
  assert.deepEqual([bench.webhooks.length, posted.length], [1, 1])
  assert.equal(posted[0]?.url, 'https://your.website.com/webhook')
  assert.equal(posted[0]?.body['status'], 'CANCEL')
  const booked = (await bench.control('ledger')).body['webhooks'] as Json[]
  assert.deepEqual(
    booked.map(({ to, status, answer }) => ({ to, status, answer })),
    [
      { to: null, status: 200, answer: 'ok' },
      { to: 'https://your.website.com/webhook', status: 201, answer: 'taken' },
    ],
  )
})

test('a new subscription takes the place of the earlier one, and the controls can end it', async () => {
  const { bench, posted } = createListenedBench()
  await subscribe(bench)
  await subscribe(bench, { listenerURL: 'http://localhost:9999/hook?x=1' })
  await cancelOne(bench)
  assert.deepEqual(
    posted.map(({ url }) => url),
    ['http://localhost:9999/hook?x=1'],
  )
  await bench.control('businesses', { listener: null })
  assert.equal(await listenerOf(bench), null)
  await cancelOne(bench)
  assert.deepEqual([bench.webhooks.length, posted.length], [1, 1])
})

/** What happens → the flag that it is sent for. */
const CAUSES: readonly [string, string, (bench: Bench) => Promise<void>][] = [
  ['a completed payment', 'ecommercePaymentReceivedEvent', async (bench) => void (await bench.pay())],
  ['a cancelled ticket', 'ecommercePaymentCancelledEvent', cancelOne],
  [
    'an expired ticket',
    'ecommercePaymentExpiredEvent',
    async (bench) => {
      await bench.create({ timeout: 120 })
      await bench.base.advance(120_000)
    },
  ],
  [
    'a refund',
    'refundSentEvent',
    async (bench) => {
      const { body } = await bench.control('payments', { total: 5, webhook: false })
      await bench.control(`tickets/${String(body['ecommerceId'])}/refund`, {})
    },
  ],
]

for (const [what, flag, cause] of CAUSES) {
  test(`${what} is told with ${flag}, and not without it`, async () => {
    const { bench, posted } = createListenedBench()
    await subscribe(bench, Object.fromEntries(FLAGS.map((name) => [name, name !== flag])))
    await cause(bench)
    await bench.base.advance(WEBHOOK_DELAY_MS)
    assert.deepEqual(posted, [])
    await subscribe(bench, Object.fromEntries(FLAGS.map((name) => [name, name === flag])))
    await cause(bench)
    await bench.base.advance(WEBHOOK_DELAY_MS)
    assert.equal(posted.length, 1)
    assert.deepEqual(bench.webhooks, [])
  })
}

/** A change to the sample → what is answered. */
const CHANGES: readonly [string, Json, string][] = [
  ['an unknown public token', { publicToken: 'nobody' }, '401 BTRA_0401'],
  ['a wrong private token', { privateToken: 'wrong' }, '401 BTRA_0403'],
  ['no listener', { listenerURL: null }, '400 BTRA_0019'],
  ['a blank listener', { listenerURL: ' ' }, '400 BTRA_0018'],
  ['a listener that is no URL', { listenerURL: 'your.website.com/webhook' }, '400 BTRA_0006'],
  ['a listener of plain http', { listenerURL: 'http://your.website.com/webhook' }, '400 BTRA_0006'],
  [
    'a listener that only begins like this machine',
    { listenerURL: 'http://127.0.0.1.nip.io/' },
    '400 BTRA_0006',
  ],
  ['a listener of another protocol', { listenerURL: 'file:///etc/hosts' }, '400 BTRA_0006'],
  ['a flag that is a text', { refundSentEvent: 'true' }, '400 BTRA_0006'],
  ['plain http on this machine', { listenerURL: 'http://127.0.0.1:8000/' }, '200 success'],
  ['plain http on this machine in IPv6', { listenerURL: 'http://[::1]:8000/' }, '200 success'],
  ['no flags', Object.fromEntries(FLAGS.map((name) => [name, undefined])), '200 success'],
]

for (const [what, change, expected] of CHANGES) {
  test(`a subscription with ${what} is answered ${expected}, and takes effect only if it succeeds`, async () => {
    const { bench } = createListenedBench()
    assert.equal(codeOf(await subscribe(bench, change)), expected)
    assert.equal((await listenerOf(bench)) !== null, expected === '200 success')
  })
}

interface Received {
  method: string | undefined
  url: string | undefined
  headers: IncomingHttpHeaders
  body: string
}

/** A listener on this machine that keeps what it gets, and answers as told. */
async function listen(
  t: TestContext,
  answer: { status: number; headers?: Record<string, string> },
): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = []
  const server = createServer((incoming, outgoing) => {
    let body = ''
    incoming.on('data', (chunk: Buffer) => (body += chunk.toString()))
    incoming.on('end', () => {
      received.push({ method: incoming.method, url: incoming.url, headers: incoming.headers, body })
      outgoing.writeHead(answer.status, answer.headers).end('heard')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}

/** Sends a webhook to a listener that was subscribed; answers what the ledger says of it. */
async function sendOver(url: string, options: SimulatorOptions = {}): Promise<Json | undefined> {
  const bench = createBench(options)
  await subscribe(bench, { listenerURL: url })
  const { body } = await bench.control('webhooks', { kind: 'simulated' })
  return (body['webhooks'] as Json[])[0]
}

test('a listener gets a POST of JSON over real HTTP, and what it answers is booked', async (t) => {
  const { url, received } = await listen(t, { status: 200 })
  const booked = await sendOver(`${url}/athm/webhook/secret/?a=b`)
  const [request] = received
  assert.equal(received.length, 1)
  assert.deepEqual([request?.method, request?.url], ['POST', '/athm/webhook/secret/?a=b'])
  assert.equal(request?.headers['content-type'], 'application/json')
  assert.deepEqual(JSON.parse(request?.body ?? ''), booked?.['body'])
  assert.deepEqual([booked?.['status'], booked?.['answer'], booked?.['error']], [200, 'heard', null])
})

test('a redirect is not followed', async (t) => {
  const other = await listen(t, { status: 200 })
  const { url, received } = await listen(t, { status: 302, headers: { location: other.url } })
  const booked = await sendOver(url)
  assert.deepEqual([received.length, other.received.length], [1, 0])
  assert.deepEqual([booked?.['status'], booked?.['error']], [302, 'The listener answered 302.'])
})

test('a listener that is not there is booked as such', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  const booked = await sendOver(`http://127.0.0.1:${port}/`)
  assert.equal(booked?.['status'], null)
  assert.match(String(booked?.['error']), /ECONNREFUSED/)
})

/** A listener that takes everything and says nothing, and a webhook that is on its way to it. */
async function sendToTheSilent(t: TestContext): Promise<{ bench: Bench; booked: Promise<unknown> }> {
  const server = createServer(() => {}).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const bench = createBench()
  const { port } = server.address() as AddressInfo
  await subscribe(bench, { listenerURL: `http://127.0.0.1:${port}/` })
  const sent = bench.control('webhooks', { kind: 'simulated' })
  await once(server, 'request')
  return { bench, booked: sent.then(({ body }) => (body['webhooks'] as Json[])[0]?.['error']) }
}

test('a listener has five seconds to answer', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { booked } = await sendToTheSilent(t)
  t.mock.timers.tick(5000)
  assert.equal(await booked, 'The listener did not answer within 5 seconds.')
})

test('a delivery under way ends when the simulator is closed', async (t) => {
  const { bench, booked } = await sendToTheSilent(t)
  await bench.sim.close()
  assert.equal(await booked, 'The simulator is closed.')
})
