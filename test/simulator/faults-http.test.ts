import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { toNodeListener } from '../../server/adapters/node.ts'
import { createNodeSend } from '../../server/athmovil/node-http.ts'
import type { Send, UpstreamAnswer } from '../../server/athmovil/transport.ts'
import { createBench, ticketBody, type Bench, type Json } from './bench.ts'

/** Serves a simulator over HTTP on this machine; answers a sender that goes there, as a backend's would. */
async function serve(t: TestContext, bench: Bench): Promise<{ server: Server; send: Send }> {
  // The adapter tells of every cut connection; here they are cut on purpose.
  t.mock.method(console, 'error', () => {})
  const server = createServer(toNodeListener(bench.sim.fetch)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/simulator`
  return { server, send: createNodeSend({ payments: url, www: url }) }
}

function createTicket(bench: Bench, send: Send, signal?: AbortSignal): Promise<UpstreamAnswer> {
  return send(
    {
      host: 'payments',
      method: 'POST',
      path: '/api/business-transaction/ecommerce/payment',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(ticketBody(bench.sim.credentials.publicToken)),
    },
    signal ?? new AbortController().signal,
  )
}

async function countTickets(bench: Bench): Promise<number> {
  return ((await bench.control('tickets')).body['tickets'] as Json[]).length
}

for (const [kind, count] of [
  ['drop_before', 0],
  ['drop_after', 1],
] as const) {
  test(`over HTTP ${kind} is a broken connection, and the next call is answered`, async (t) => {
    const bench = createBench()
    const { send } = await serve(t, bench)
    bench.sim.faults.add({ endpoint: 'payment', kind })
    await assert.rejects(createTicket(bench, send), { code: 'ECONNRESET' })
    assert.equal(await countTickets(bench), count)
    assert.equal((await createTicket(bench, send)).status, 200)
  })

  test(`to a handler of Requests ${kind} is a body that fails`, async () => {
    const bench = createBench()
    bench.sim.faults.add({ endpoint: '*', kind })
    const answer = await bench.sim.fetch(
      new Request('http://localhost/simulator/api/business-transaction/ecommerce/payment', {
        method: 'POST',
        body: JSON.stringify(ticketBody(bench.sim.credentials.publicToken)),
      }),
    )
    await assert.rejects(answer.text(), { name: 'ConnectionDropped' })
    assert.equal(await countTickets(bench), count)
  })
}

test('over HTTP an answer that hangs ends when the client goes away', async (t) => {
  const bench = createBench()
  const { server, send } = await serve(t, bench)
  bench.sim.faults.add({ endpoint: 'payment', kind: 'hang_after' })
  const abort = new AbortController()
  const answer = createTicket(bench, send, abort.signal)
  await once(server, 'request')
  while ((await countTickets(bench)) === 0) await new Promise((resolve) => setImmediate(resolve))
  abort.abort()
  await assert.rejects(answer, { name: 'AbortError' })
})

test('over HTTP a gateway’s page is HTML, and an empty answer and one without a body arrive as such', async (t) => {
  const bench = createBench()
  const { send } = await serve(t, bench)
  bench.sim.faults.add({ endpoint: 'payment', kind: 'status', status: 502 })
  bench.sim.faults.add({ endpoint: 'payment', kind: 'status', status: 503, body: 'empty' })
  bench.sim.faults.add({ endpoint: 'payment', kind: 'status', status: 204 })
  assert.match((await createTicket(bench, send)).body, /^<!doctype html>/)
  assert.deepEqual(await createTicket(bench, send), { status: 503, body: '' })
  assert.deepEqual(await createTicket(bench, send), { status: 204, body: '' })
  bench.sim.faults.add({ endpoint: '*', kind: 'status', status: 502 })
  const page = await bench.sim.fetch(new Request('http://localhost/simulator/api/x'))
  assert.equal(page.headers.get('content-type'), 'text/html;charset=UTF-8')
})

test('over HTTP garbage arrives whole, and is no JSON', async (t) => {
  const bench = createBench()
  const { send } = await serve(t, bench)
  for (const body of ['half', 'bytes'] as const) {
    bench.sim.faults.add({ endpoint: 'payment', kind: 'garbage', body })
    const answer = await createTicket(bench, send)
    assert.equal(answer.status, 200)
    assert.throws(() => JSON.parse(answer.body) as unknown, SyntaxError)
  }
  assert.equal(await countTickets(bench), 2)
})
