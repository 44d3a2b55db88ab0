import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Fault, FaultEffect } from '../../server/simulator/simulator.ts'
import type { UpstreamAnswer } from '../../server/athmovil/transport.ts'
import { codeOf, createBench } from './bench.ts'
import { ENDPOINTS, prepare, READERS } from './fault-subjects.ts'

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** A fault → what the caller sees, and whether the call took effect. */
const EFFECTS: readonly [FaultEffect, (answer: UpstreamAnswer) => boolean, boolean][] = [
  [{ kind: 'status', status: 502 }, ({ status, body }) => status === 502 && body.startsWith('<'), false],
  [
    { kind: 'status', status: 503, body: 'empty' },
    ({ status, body }) => status === 503 && body === '',
    false,
  ],
  [
    { kind: 'status', status: 200, athmCode: 'BTRA_0035' },
    ({ status, body }) =>
      status === 200 &&
      body ===
        '{"status":"error","message":"The e-commerce transaction has not the expected status","errorcode":"BTRA_0035","data":null}',
    false,
  ],
  [
    { kind: 'status', status: 409, athmCode: 'XBUS_0001' },
    ({ body }) => body === '{"status":"error","message":"Error","errorcode":"XBUS_0001","data":null}',
    false,
  ],
  [
    { kind: 'status_after', status: 500, body: 'envelope' },
    ({ status, body }) => status === 500 && body.includes('"BTRA_9999"'),
    true,
  ],
  [
    { kind: 'garbage' },
    ({ status, body }) => status === 200 && /^\[?\{"\w+":"/.test(body) && !isJson(body),
    true,
  ],
  [
    { kind: 'garbage', body: 'bytes' },
    ({ status, body }) => status === 200 && body.startsWith('\u0000'),
    true,
  ],
]

for (const endpoint of ENDPOINTS) {
  for (const [effect, isSeen, isEffective] of EFFECTS) {
    const what = Object.values(effect).join(' ')
    test(`${endpoint} with ${what} ${isEffective ? 'takes effect' : 'has no effect'}, and answers that`, async () => {
      const bench = createBench()
      const subject = await prepare(bench, endpoint)
      bench.sim.faults.add({ endpoint, ...effect })
      const answer = await subject.send()
      assert.ok(isSeen(answer), JSON.stringify(answer))
      assert.equal(await subject.tookEffect(), isEffective && !READERS.has(endpoint))
    })
  }

  test(`${endpoint} with drop_before rejects, has no effect, and succeeds when it is sent again`, async () => {
    const bench = createBench()
    const subject = await prepare(bench, endpoint)
    bench.sim.faults.add({ endpoint, kind: 'drop_before' })
    await assert.rejects(subject.send(), { name: 'ConnectionDropped', code: 'ECONNRESET' })
    assert.equal(await subject.tookEffect(), false)
    assert.equal((await subject.send()).status, 200)
  })

  test(`${endpoint} with drop_after rejects, and takes effect`, async () => {
    const bench = createBench()
    const subject = await prepare(bench, endpoint)
    bench.sim.faults.add({ endpoint, kind: 'drop_after' })
    await assert.rejects(subject.send(), { name: 'ConnectionDropped', code: 'ECONNRESET' })
    assert.equal(await subject.tookEffect(), !READERS.has(endpoint))
  })

  test(`${endpoint} with hang_after takes effect, and waits until the caller gives up`, async () => {
    const bench = createBench()
    const subject = await prepare(bench, endpoint)
    bench.sim.faults.add({ endpoint, kind: 'hang_after' })
    const abort = new AbortController()
    let isOver = false
    const answer = subject.send(abort.signal).finally(() => (isOver = true))
    await bench.base.advance(3_600_000)
    assert.equal(isOver, false)
    assert.equal(await subject.tookEffect(), !READERS.has(endpoint))
    abort.abort(new Error('given up'))
    await assert.rejects(answer, /given up/)
  })

  for (const kind of ['latency', 'slow'] as const) {
    const when = kind === 'latency' ? 'only then' : 'at once'
    test(`${endpoint} with ${kind} answers after its time, and takes effect ${when}`, async () => {
      const bench = createBench()
      const subject = await prepare(bench, endpoint)
      bench.sim.faults.add({ endpoint, kind, ms: 5000 })
      let isOver = false
      const answer = subject.send().finally(() => (isOver = true))
      await bench.base.advance(4999)
      assert.equal(isOver, false)
      assert.equal(await subject.tookEffect(), kind === 'slow' && !READERS.has(endpoint))
      await bench.base.advance(1)
      assert.equal((await answer).status, 200)
      assert.equal(await subject.tookEffect(), !READERS.has(endpoint))
    })
  }
}

test('a fault hits the next calls of its own endpoint, as many as it counts, and is gone', async () => {
  const bench = createBench()
  bench.sim.faults.add({ endpoint: 'cancel', kind: 'status', status: 503, athmCode: 'BTRA_9998', count: 2 })
  const { ecommerceId } = await bench.create()
  assert.equal(codeOf(await bench.cancel(ecommerceId)), '503 BTRA_9998')
  assert.equal(codeOf(await bench.find(ecommerceId)), '200 success')
  assert.deepEqual(
    bench.sim.faults.list().map(({ left, seen, hits }) => ({ left, seen, hits })),
    [{ left: 1, seen: 1, hits: 1 }],
  )
  assert.equal(codeOf(await bench.cancel(ecommerceId)), '503 BTRA_9998')
  assert.deepEqual(bench.sim.faults.list(), [])
  assert.equal(codeOf(await bench.cancel(ecommerceId)), '200 success')
})

test('a fault of * hits every endpoint, and paths that are none', async () => {
  const bench = createBench()
  bench.sim.faults.add({ endpoint: '*', kind: 'status', status: 503, body: 'envelope', count: 3 })
  const codes = []
  for (const path of ['/payment', '/nowhere', '/refund', '/refund']) {
    codes.push(codeOf(await bench.call(path, {})))
  }
  assert.deepEqual(codes, ['503 BTRA_9999', '503 BTRA_9999', '503 BTRA_9999', '401 BTRA_0401'])
})

test('of several faults for one call the one armed first hits; the others wait', async () => {
  const bench = createBench()
  bench.sim.faults.add({ endpoint: '*', kind: 'status', status: 501, body: 'envelope' })
  bench.sim.faults.add({ endpoint: 'cancel', kind: 'status', status: 502, body: 'envelope' })
  const codes = []
  for (let call = 0; call < 3; call++) codes.push((await bench.cancel('x')).status)
  assert.deepEqual(codes, [501, 502, 409])
})

test('with the latency of every call a fault waits its halves too', async () => {
  const bench = createBench({ latencyMs: 1000 })
  bench.sim.faults.add({ endpoint: '*', kind: 'latency', ms: 3000 })
  let isOver = false
  void bench.cancel('x').finally(() => (isOver = true))
  await bench.base.advance(3999)
  assert.equal(isOver, false)
  await bench.base.advance(1)
  assert.equal(isOver, true)
})

/** Which of a hundred calls are hit, as text of 0 and 1. */
async function patternOf(...faults: Fault[]): Promise<string> {
  const bench = createBench()
  for (const fault of faults) bench.sim.faults.add(fault)
  let pattern = ''
  for (let call = 0; call < 100; call++) pattern += (await bench.cancel('x')).status === 503 ? '1' : '0'
  return pattern
}

const seeded = (seed: number, share: number): Fault => {
  return { endpoint: 'cancel', kind: 'status', status: 503, body: 'envelope', seed, share }
}

test('a fault by seed hits its share, the same calls every time, and others with another seed', async () => {
  const pattern = await patternOf(seeded(7, 0.3))
  assert.equal(await patternOf(seeded(7, 0.3)), pattern)
  assert.notEqual(await patternOf(seeded(8, 0.3)), pattern)
  const hits = pattern.replaceAll('0', '').length
  assert.ok(hits > 15 && hits < 45, `${hits} of 100`)
  assert.equal(await patternOf(seeded(7, 0)), '0'.repeat(100))
  assert.equal(await patternOf(seeded(7, 1)), '1'.repeat(100))
})

test('a fault by seed hits the same calls beside another fault', async () => {
  const pattern = await patternOf(seeded(7, 0.3))
  const beside: Fault = { endpoint: '*', kind: 'status', status: 501, body: 'envelope', count: 10 }
  assert.equal(await patternOf(beside, seeded(7, 0.3)), '0'.repeat(10) + pattern.slice(10))
})

test('a closed simulator ends the calls that hang', async () => {
  const bench = createBench()
  bench.sim.faults.add({ endpoint: '*', kind: 'hang_after' })
  const hanging = assert.rejects(bench.cancel('x'), /closed/)
  await bench.sim.close()
  await hanging
})
