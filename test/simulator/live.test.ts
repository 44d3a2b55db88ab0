import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { toNodeListener } from '../../server/adapters/node.ts'
import { codeOf, createBench, type Bench, type Json } from './bench.ts'

const EVERYTHING = ['businesses', 'clock', 'faults', 'ledger', 'policies', 'tickets', 'webhooks']
const URL_OF_LIVE = 'http://127.0.0.1:8787/simulator/control/live'

interface Listening {
  /** What was told since the last time, oldest first: a list of what has changed, or a comment. */
  told(): Promise<unknown[]>
  /** Whether the stream has come to its end. */
  readonly isOver: boolean
  readonly answer: Response
  leave(): void
}

/** Opens a stream and reads it as fast as it comes. */
async function listen(bench: Bench, init: RequestInit = {}): Promise<Listening> {
  const leaving = new AbortController()
  const answer = await bench.sim.fetch(new Request(URL_OF_LIVE, { signal: leaving.signal, ...init }))
  const messages: unknown[] = []
  let isOver = false
  const read = async (): Promise<void> => {
    for await (const text of (answer.body as ReadableStream<Uint8Array>).pipeThrough(
      new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>,
    )) {
      messages.push(...readMessages(text))
    }
    isOver = true
  }
  void read()
  return {
    answer,
    async told() {
      await bench.base.advance(0)
      return messages.splice(0)
    },
    get isOver() {
      return isOver
    },
    leave: () => leaving.abort(),
  }
}

function readMessages(text: string): unknown[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .map((message) => {
      if (message.startsWith(':')) return message
      const [, data = ''] = /^event: change\ndata: (.*)$/.exec(message) ?? []
      return (JSON.parse(data) as Json)['changed']
    })
}

test('a page that begins to listen is told to look at everything, and then of nothing', async () => {
  const bench = createBench()
  const live = await listen(bench)
  assert.equal(live.answer.headers.get('content-type'), 'text/event-stream')
  assert.equal(live.answer.headers.get('cache-control'), 'no-store')
  assert.deepEqual(await live.told(), [EVERYTHING])
  await bench.base.advance(10_000)
  assert.deepEqual(await live.told(), [])
})

/** What is done → what has changed. Webhooks leave a little later, and are told when they do. */
const CHANGES: readonly [string, (bench: Bench) => unknown, readonly string[]][] = [
  ['a new ticket', (bench) => bench.create(), ['tickets']],
  ['a speed', (bench) => bench.control('clock', { speed: 60 }), ['clock']],
  ['a jump of the clock', (bench) => bench.sim.clock.jump(1000), ['clock']],
  ['a fault', (bench) => bench.control('faults', { endpoint: 'cancel', kind: 'drop_before' }), ['faults']],
  ['faults that are disarmed', (bench) => bench.sim.faults.clear(), ['faults']],
  [
    'a setting of a business',
    (bench) => bench.control('businesses', { refunded_totals: 'late' }),
    ['businesses'],
  ],
  [
    'a subscription',
    (bench) =>
      bench.www('POST /transactions/webhook/post', {
        ...bench.sim.credentials,
        listenerURL: 'https://shop.example/',
      }),
    ['businesses'],
  ],
  [
    'a payment made elsewhere',
    (bench) => bench.control('payments', { total: 5, webhook: false }),
    ['ledger', 'tickets'],
  ],
  ['a webhook', (bench) => bench.control('webhooks', { kind: 'simulated' }), ['webhooks']],
]

for (const [what, act, changed] of CHANGES) {
  test(`${what} is told at once`, async () => {
    const bench = createBench()
    const live = await listen(bench)
    await bench.base.advance(1000)
    await live.told()
    await act(bench)
    assert.deepEqual(await live.told(), [changed])
  })
}

test('a customer’s answer, an authorization, a refund and an end in time are told', async () => {
  const bench = createBench()
  const { ecommerceId, token } = await bench.create()
  await bench.create({ timeout: 120 })
  const live = await listen(bench)
  await bench.base.advance(1000)
  await live.told()
  await bench.control(`tickets/${ecommerceId}/confirm`, null)
  assert.deepEqual(await live.told(), [['tickets']])
  await bench.base.advance(1000)
  await bench.authorize(token)
  assert.deepEqual(await live.told(), [['ledger', 'tickets']])
  await bench.base.advance(1000)
  assert.deepEqual(await live.told(), [['webhooks']])
  await bench.control(`tickets/${ecommerceId}/refund`, {})
  assert.deepEqual(await live.told(), [['ledger', 'tickets']])
  await bench.base.advance(1000)
  await live.told()
  await bench.base.advance(118_000)
  assert.deepEqual((await live.told()).slice(-2), [['tickets'], ['webhooks']])
})

test('a call that changes nothing is not told, but that a fault has seen it is', async () => {
  const bench = createBench()
  const { ecommerceId } = await bench.create()
  const live = await listen(bench)
  await bench.base.advance(1000)
  await live.told()
  await bench.find(ecommerceId)
  await bench.control(`tickets/${ecommerceId}`)
  await bench.control('tickets/nobody/confirm', null)
  assert.deepEqual(await live.told(), [])
  bench.sim.faults.add({ endpoint: 'cancel', kind: 'drop_before' })
  assert.deepEqual(await live.told(), [['faults']])
})

test('a thousand tickets in a moment are told in two messages', async () => {
  const bench = createBench()
  const live = await listen(bench)
  await bench.base.advance(1000)
  await live.told()
  for (let count = 0; count < 1000; count++) await bench.create()
  assert.deepEqual(await live.told(), [['tickets']])
  await bench.base.advance(1000)
  assert.deepEqual(await live.told(), [['tickets']])
})

test('a page that does not read is told once, of everything that has changed, when it does', async () => {
  const bench = createBench()
  const { body } = await bench.sim.fetch(new Request(URL_OF_LIVE))
  const reader = (body as ReadableStream<Uint8Array>).getReader()
  const read = async (): Promise<unknown[]> =>
    readMessages(new TextDecoder().decode((await reader.read()).value))
  for (let count = 0; count < 50; count++) {
    await bench.create()
    bench.sim.clock.jump(60_000)
    await bench.base.advance(60_000)
  }
  assert.deepEqual(await read(), [EVERYTHING])
  await bench.base.advance(1000)
  assert.deepEqual(await read(), [['clock', 'tickets', 'webhooks']])
  await reader.cancel()
})

test('a quiet stream says every fifteen seconds of real time that it is alive, at any speed of the clock', async () => {
  const bench = createBench()
  const live = await listen(bench)
  for (const speed of [1, 600, 10_000, 0.01, 1]) {
    bench.sim.clock.setSpeed(speed)
    await bench.base.advance(1000)
    await live.told()
    await bench.base.advance(59_000)
    const told = await live.told()
    assert.deepEqual(new Set(told), new Set([': still here']), String(speed))
    assert.ok(told.length >= 3 && told.length <= 4, `${speed}: ${told.length}`)
  }
})

test('what a changed speed would have held back is told at once', async () => {
  const bench = createBench()
  const live = await listen(bench)
  bench.sim.clock.setSpeed(10_000)
  await bench.base.advance(1000)
  await bench.create({ phoneNumber: '7875550103' })
  await live.told()
  bench.sim.clock.setSpeed(1)
  assert.deepEqual(await live.told(), [['clock']])
  await bench.base.advance(200)
  await live.told()
  await bench.create()
  assert.deepEqual(await live.told(), [['tickets']])
})

test('streams end with the simulator, and a later one ends at once', async () => {
  const bench = createBench()
  const streams = [await listen(bench), await listen(bench)]
  await bench.sim.close()
  await bench.base.advance(0)
  assert.deepEqual(
    streams.map(({ isOver }) => isOver),
    [true, true],
  )
  const late = await listen(bench)
  assert.deepEqual(await late.told(), [])
  assert.equal(late.isOver, true)
})

test('a hundred pages may listen, one more is refused, and whoever leaves makes room', async () => {
  const bench = createBench()
  const streams: Listening[] = []
  for (let count = 0; count < 100; count++) streams.push(await listen(bench))
  assert.equal(codeOf(await bench.control('live')), '503 too_many_streams')
  streams[0]?.leave()
  await bench.base.advance(0)
  const cancelled = await bench.sim.fetch(new Request(URL_OF_LIVE))
  assert.equal(codeOf(await bench.control('live')), '503 too_many_streams')
  await cancelled.body?.cancel()
  await bench.create()
  for (let round = 0; round < 1000; round++) {
    const next = await bench.sim.fetch(new Request(URL_OF_LIVE))
    assert.equal(next.status, 200)
    await next.body?.cancel()
  }
  await bench.base.advance(1000)
  assert.deepEqual(await streams[1]?.told(), [EVERYTHING, ['tickets']])
})

test('another website may not listen, and a stream is for GET alone', async () => {
  const bench = createBench()
  const evil = { origin: 'https://evil.example' }
  assert.equal(codeOf(await bench.control('live', undefined, evil)), '403 origin_not_allowed')
  assert.equal(codeOf(await bench.control('live', {})), '405 method_not_allowed')
  assert.equal(codeOf(await bench.control('live/x')), '404 route_not_found')
})

/** The simulator on a port of this machine. */
async function serve(t: TestContext, bench: Bench): Promise<string> {
  const server = createServer(toNodeListener((request) => bench.sim.fetch(request))).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/simulator/control/live`
}

test('over HTTP the first message arrives while nothing else happens, and a reader that leaves makes room', async (t) => {
  const bench = createBench()
  const url = await serve(t, bench)
  for (let round = 0; round < 150; round++) {
    const leaving = new AbortController()
    const answer = await fetch(url, { signal: leaving.signal })
    assert.equal(answer.status, 200)
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
    const { value } = await reader.read()
    assert.deepEqual(readMessages(new TextDecoder().decode(value)), [EVERYTHING])
    if (round === 0) {
      await bench.create()
      await bench.base.advance(1000)
      const next = await reader.read()
      assert.deepEqual(readMessages(new TextDecoder().decode(next.value)), [['tickets']])
    }
    leaving.abort()
  }
})
