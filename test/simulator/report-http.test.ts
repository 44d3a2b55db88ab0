import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { Hono } from 'hono'
import { toNodeListener } from '../../server/adapters/node.ts'
import { createNodeSend } from '../../server/athmovil/node-http.ts'
import { createBench, type Bench, type Json } from './bench.ts'

const PATH = '/transactions/v4/transactionReport'

/** Serves a simulator as `athm-button serve` does: inside an app, below its mount. */
async function serve(t: TestContext, bench: Bench): Promise<number> {
  const app = new Hono()
  app.all('/simulator/*', (c) => bench.sim.fetch(c.req.raw))
  const server = createServer(toNodeListener(async (request, info) => app.fetch(request, info)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

function requestOf(bench: Bench): string {
  const dates = { fromDate: '2026-01-15 00:00:00', toDate: '2026-01-15 12:00:00' }
  return JSON.stringify({ ...bench.sim.credentials, ...dates })
}

test('over HTTP a GET with a body is answered with the report, in full', async (t) => {
  const bench = createBench()
  const { referenceNumber } = await bench.pay()
  const url = `http://127.0.0.1:${await serve(t, bench)}/simulator`
  const send = createNodeSend({ payments: url, www: url })
  const headers = { 'content-type': 'application/json' }
  const signal = new AbortController().signal
  const body = requestOf(bench)
  const answer = await send({ host: 'www', method: 'GET', path: PATH, headers, body }, signal)
  assert.equal(answer.status, 200)
  const [row] = JSON.parse(answer.body) as Json[]
  assert.equal(row?.['referenceNumber'], referenceNumber)

  const bare = await send({ host: 'www', method: 'GET', path: PATH, headers }, signal)
  assert.deepEqual([bare.status, (JSON.parse(bare.body) as Json)['errorcode']], [400, 'BTRA_0006'])
})

test('over HTTP the body of a GET may come in chunks, and the connection serves the next request', async (t) => {
  const bench = createBench()
  await bench.pay()
  const socket = connect(await serve(t, bench), '127.0.0.1')
  t.after(() => socket.destroy())
  const body = Buffer.from(requestOf(bench))
  let answers = ''
  socket.on('data', (data: Buffer) => (answers += data.toString()))
  for (const part of [
    `GET /simulator${PATH} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n`,
    ...[body.subarray(0, 10), body.subarray(10)].map(
      (chunk) => `${chunk.length.toString(16)}\r\n${chunk.toString()}\r\n`,
    ),
    '0\r\n\r\n',
    // This one's body is read by nobody.
    'GET /simulator/control/clock HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}',
    'GET /simulator/control/clock HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
  ]) {
    socket.write(part)
  }
  await once(socket, 'close')
  assert.deepEqual(answers.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 200'])
  assert.match(answers, /"transactionType":"ECOMMERCE"/)
})

test('over HTTP a body of a GET that has no end is answered before it is read', async (t) => {
  const bench = createBench()
  const socket = connect(await serve(t, bench), '127.0.0.1')
  t.after(() => socket.destroy())
  socket.write(`GET /simulator${PATH} HTTP/1.1\r\nhost: x\r\ncontent-length: 100000000\r\n\r\n`)
  socket.write(Buffer.alloc(200_000, ' '))
  const [answer] = (await once(socket, 'data')) as [Buffer]
  assert.match(answer.toString(), /^HTTP\/1\.1 413 [^]*body\.too\.large/)
})
