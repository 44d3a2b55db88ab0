import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { createBench, type Bench, type Json } from './bench.ts'

type Answer = (outgoing: ServerResponse, incoming: IncomingMessage) => void

/** A listener on a port of this machine that answers in turn as told, then with 200. */
async function listen(
  t: TestContext,
  answers: readonly Answer[],
): Promise<{ url: string; heard: string[]; next(): Promise<unknown> }> {
  const heard: string[] = []
  const left = [...answers]
  const server = createServer((incoming, outgoing) => {
    let text = ''
    incoming.on('data', (chunk: Buffer) => (text += chunk.toString()))
    incoming.on('end', () => {
      heard.push(text)
      const answer = left.shift() ?? ((out) => out.end('taken'))
      answer(outgoing, incoming)
      server.emit('heard')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  return { url, heard, next: () => once(server, 'heard') }
}

/** Subscribes a listener under a policy of one retry a second later; a ticket is cancelled, of which it hears. */
async function cancelFor(url: string): Promise<Bench> {
  const bench = createBench()
  await bench.www('POST /transactions/webhook/post', {
    ...bench.sim.credentials,
    listenerURL: url,
    ecommercePaymentCancelledEvent: true,
  })
  await bench.control('webhook-policies', { retry_after_ms: [1000], answer_within_ms: 700 })
  await bench.cancel((await bench.create()).ecommerceId)
  return bench
}

async function bookedBy(bench: Bench): Promise<Json[]> {
  return (await bench.control('ledger')).body['webhooks'] as Json[]
}

/** Lets a condition come true that the network has to bring; no time of the bench's passes. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve))
}

/** What a listener does → what is booked of it: its status and its error. */
const FAILURES: readonly [string, Answer, number | null, RegExp][] = [
  [
    'answers 500',
    (outgoing) => outgoing.writeHead(500).end('<h1>Broken</h1>'),
    500,
    /^The listener answered 500\.$/,
  ],
  [
    'redirects',
    (outgoing) => outgoing.writeHead(307, { location: '/elsewhere' }).end(),
    307,
    /^The listener answered 307\.$/,
  ],
  ['cuts the connection', (outgoing) => outgoing.destroy(), null, /closed|hang up|ECONNRESET|terminated/i],
  [
    'cuts the connection amid its answer',
    (outgoing) => {
      outgoing.writeHead(200, { 'content-length': '100' })
      outgoing.write('half', () => outgoing.destroy())
    },
    null,
    /closed|aborted|length|ECONNRESET|terminated/i,
  ],
  ['says what is no HTTP', (_outgoing, { socket }) => socket.end('SMTP ready\r\n\r\n'), null, /./],
]

for (const [what, answer, status, error] of FAILURES) {
  test(`a listener that ${what} is told once more, and both are booked`, async (t) => {
    const listener = await listen(t, [answer])
    const bench = await cancelFor(listener.url)
    const first = listener.next()
    await bench.base.advance(200)
    await first
    await until(async () => (await bookedBy(bench))[0]?.['error'] !== null)
    const second = listener.next()
    await bench.base.advance(1000)
    await second
    await until(async () => (await bookedBy(bench))[1]?.['status'] !== null)
    const booked = await bookedBy(bench)
    assert.equal(booked.length, 2)
    assert.equal(booked[0]?.['status'], status)
    assert.match(String(booked[0]?.['error']), error)
    assert.deepEqual(
      [booked[1]?.['cause'], booked[1]?.['repeats'], booked[1]?.['status'], booked[1]?.['answer']],
      ['retry', 1, 200, 'taken'],
    )
    assert.deepEqual(
      listener.heard,
      booked.map(({ body }) => JSON.stringify(body)),
    )
    assert.equal(listener.heard[1], listener.heard[0])
    await bench.sim.close()
  })
}

test('a listener that hangs is given up, its connection closed, and told once more', async (t) => {
  let gone: Promise<unknown> = Promise.resolve()
  const listener = await listen(t, [(_outgoing, { socket }) => void (gone = once(socket, 'close'))])
  const bench = await cancelFor(listener.url)
  const first = listener.next()
  await bench.base.advance(200)
  await first
  assert.equal((await bookedBy(bench))[0]?.['error'], null)
  await bench.base.advance(700)
  await gone
  const second = listener.next()
  await bench.base.advance(1000)
  await second
  const [hung] = await bookedBy(bench)
  assert.deepEqual(
    [hung?.['status'], hung?.['error']],
    [null, 'The listener did not answer within 0.7 seconds.'],
  )
  await bench.sim.close()
})

test('of an answer that has no end only the beginning is read', async (t) => {
  const listener = await listen(t, [
    (outgoing) => {
      const flood = (): void => {
        while (!outgoing.destroyed && outgoing.write('x'.repeat(65_536)));
        outgoing.once('drain', flood)
      }
      flood()
    },
  ])
  const bench = await cancelFor(listener.url)
  const first = listener.next()
  await bench.base.advance(200)
  await first
  await until(async () => (await bookedBy(bench))[0]?.['status'] !== null)
  const [record] = await bookedBy(bench)
  assert.deepEqual([record?.['status'], record?.['error']], [200, null])
  assert.ok(String(record?.['answer']).length <= 2000)
  await bench.sim.close()
})

test('whoever has unsubscribed is not told once more', async (t) => {
  const listener = await listen(t, [(outgoing) => outgoing.writeHead(500).end()])
  const bench = await cancelFor(listener.url)
  const first = listener.next()
  await bench.base.advance(200)
  await first
  await until(async () => (await bookedBy(bench))[0]?.['error'] !== null)
  await bench.www('POST /transactions/webhook/post', {
    ...bench.sim.credentials,
    listenerURL: listener.url,
    refundSentEvent: true,
  })
  await bench.base.advance(60_000)
  assert.equal((await bookedBy(bench)).length, 1)
  await bench.sim.close()
})
