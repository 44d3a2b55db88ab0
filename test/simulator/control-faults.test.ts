import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { codeOf, createBench } from './bench.ts'

test('the controls arm faults, list them with their defaults and hits, and disarm them', async () => {
  const bench = createBench()
  assert.deepEqual((await bench.control('faults')).body, { faults: [] })
  await bench.control('faults', { endpoint: 'authorization', kind: 'drop_after' })
  await bench.control('faults', { endpoint: '*', kind: 'slow', ms: 100, seed: 1, share: 0 })
  const { status, body } = await bench.control('faults', {
    endpoint: 'cancel',
    kind: 'status',
    status: 409,
    athm_code: 'BTRA_0035',
    count: 2,
  })
  assert.equal(status, 200)
  assert.equal(codeOf(await bench.cancel('x')), '409 BTRA_0035')
  const armed = [
    { id: 1, endpoint: 'authorization', kind: 'drop_after', count: 1, left: 1, seen: 0, hits: 0 },
    { id: 2, endpoint: '*', kind: 'slow', ms: 100, seed: 1, share: 0, seen: 0, hits: 0 },
    {
      id: 3,
      endpoint: 'cancel',
      kind: 'status',
      status: 409,
      body: 'envelope',
      athm_code: 'BTRA_0035',
      count: 2,
      left: 2,
      seen: 0,
      hits: 0,
    },
  ]
  assert.deepEqual(body, { faults: armed })
  assert.deepEqual((await bench.control('faults')).body, {
    faults: [armed[0], { ...armed[1], seen: 1 }, { ...armed[2], left: 1, seen: 1, hits: 1 }],
  })
  assert.deepEqual((await bench.control('faults', { clear: true })).body, { faults: [] })
  assert.equal(codeOf(await bench.cancel('x')), '409 BTRA_0031')
})

test('DELETE disarms too, but not for another website', async () => {
  const bench = createBench()
  await bench.control('faults', { endpoint: '*', kind: 'drop_before' })
  const remove = (headers: Record<string, string> = {}): Promise<Response> =>
    bench.sim.fetch(new Request('http://localhost/simulator/control/faults', { method: 'DELETE', headers }))
  assert.equal((await remove({ origin: 'https://evil.example' })).status, 403)
  assert.equal(bench.sim.faults.list().length, 1)
  assert.deepEqual(await (await remove()).json(), { faults: [] })
})

/** A body → the code of its refusal. */
const WRONG: readonly [unknown, string][] = [
  [null, 'invalid_kind'],
  ['{', 'invalid_body'],
  [[], 'invalid_body'],
  [{}, 'invalid_kind'],
  [{ endpoint: '*' }, 'invalid_kind'],
  [{ endpoint: '*', kind: 'explode' }, 'invalid_kind'],
  [{ endpoint: '*', kind: 'constructor' }, 'invalid_kind'],
  [{ endpoint: '*', kind: ['drop_before'] }, 'invalid_kind'],
  [{ kind: 'drop_before' }, 'invalid_endpoint'],
  [{ endpoint: 'updatePhone', kind: 'drop_before' }, 'invalid_endpoint'],
  [{ endpoint: '__proto__', kind: 'drop_before' }, 'invalid_endpoint'],
  [{ endpoint: '*', kind: 'latency' }, 'invalid_ms'],
  [{ endpoint: '*', kind: 'latency', ms: -1 }, 'invalid_ms'],
  [{ endpoint: '*', kind: 'latency', ms: 0.5 }, 'invalid_ms'],
  [{ endpoint: '*', kind: 'slow', ms: '100' }, 'invalid_ms'],
  [{ endpoint: '*', kind: 'slow', ms: 3_600_001 }, 'invalid_ms'],
  [{ endpoint: '*', kind: 'status' }, 'invalid_status'],
  [{ endpoint: '*', kind: 'status', status: 199 }, 'invalid_status'],
  [{ endpoint: '*', kind: 'status', status: 600 }, 'invalid_status'],
  [{ endpoint: '*', kind: 'status_after', status: '500' }, 'invalid_status'],
  [{ endpoint: '*', kind: 'status', status: 500, body: 'xml' }, 'invalid_body'],
  [{ endpoint: '*', kind: 'garbage', body: 'html' }, 'invalid_body'],
  [{ endpoint: '*', kind: 'status', status: 500, athm_code: '' }, 'invalid_athm_code'],
  [{ endpoint: '*', kind: 'status', status: 500, athm_code: 'a b' }, 'invalid_athm_code'],
  [{ endpoint: '*', kind: 'status', status: 500, athm_code: 7 }, 'invalid_athm_code'],
  [{ endpoint: '*', kind: 'status', status: 500, body: 'html', athm_code: 'BTRA_0001' }, 'invalid_athm_code'],
  [{ endpoint: '*', kind: 'drop_before', count: 0 }, 'invalid_count'],
  [{ endpoint: '*', kind: 'drop_before', count: null }, 'invalid_count'],
  [{ endpoint: '*', kind: 'drop_before', count: 1.5 }, 'invalid_count'],
  [{ endpoint: '*', kind: 'drop_before', count: 1, seed: 1, share: 1 }, 'invalid_count'],
  [{ endpoint: '*', kind: 'drop_before', seed: 1 }, 'invalid_share'],
  [{ endpoint: '*', kind: 'drop_before', seed: 1, share: 1.1 }, 'invalid_share'],
  [{ endpoint: '*', kind: 'drop_before', seed: 1, share: '1' }, 'invalid_share'],
  [{ endpoint: '*', kind: 'drop_before', share: 1 }, 'invalid_seed'],
  [{ endpoint: '*', kind: 'drop_before', seed: -1, share: 1 }, 'invalid_seed'],
  ['{"endpoint":"*","kind":"drop_before","seed":1e999,"share":1}', 'invalid_seed'],
  [{ endpoint: '*', kind: 'drop_before', ms: 1 }, 'unknown_field'],
  [{ endpoint: '*', kind: 'status', stauts: 500 }, 'unknown_field'],
  [{ endpoint: '*', kind: 'status', status: 500, athmCode: 'BTRA_0001' }, 'unknown_field'],
  ['{"endpoint":"*","kind":"drop_before","__proto__":{"count":9}}', 'unknown_field'],
  [{ clear: false }, 'invalid_clear'],
  [{ clear: true, endpoint: '*' }, 'invalid_clear'],
]

test('a wrong fault is refused with a code that names what is wrong, and arms nothing', async () => {
  const bench = createBench()
  for (const [body, code] of WRONG) {
    assert.equal(codeOf(await bench.control('faults', body)), `400 ${code}`, JSON.stringify(body))
  }
  assert.deepEqual(bench.sim.faults.list(), [])
})

test('a program that arms a wrong fault is told with the same code', () => {
  const { faults } = createBench().sim
  assert.throws(() => faults.add({ endpoint: '*', kind: 'drop_before', seed: 1, share: 2 }), {
    code: 'invalid_share',
    message: 'share must be from 0 to 1.',
  })
  assert.throws(() => faults.add({ endpoint: '*', kind: 'status', status: 500, athmCode: ' ' }), {
    code: 'invalid_athm_code',
  })
  assert.deepEqual(faults.list(), [])
})

test('more than a hundred faults at once are refused', async () => {
  const bench = createBench()
  for (let count = 0; count < 100; count++) {
    bench.sim.faults.add({ endpoint: 'refund', kind: 'drop_before' })
  }
  const answer = await bench.control('faults', { endpoint: 'refund', kind: 'drop_before' })
  assert.equal(codeOf(answer), '409 too_many_faults')
})

test('whatever JSON is sent as a fault, the answer is 200 or 400, and calls are still answered', async () => {
  const bench = createBench()
  const field = fc.constantFrom(
    'endpoint',
    'kind',
    'ms',
    'status',
    'body',
    'athm_code',
    'count',
    'seed',
    'share',
    'clear',
    '__proto__',
  )
  const good = { endpoint: 'cancel', kind: 'status', status: 503 }
  await fc.assert(
    fc.asyncProperty(field, fc.jsonValue(), async (name, value) => {
      const body = JSON.stringify({ ...good, [name]: value })
      assert.ok([200, 400].includes((await bench.control('faults', body)).status))
      bench.sim.faults.clear()
    }),
    { numRuns: 300 },
  )
  assert.equal(codeOf(await bench.cancel('x')), '409 BTRA_0031')
})
