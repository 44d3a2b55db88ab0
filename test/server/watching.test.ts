import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { suite, test, type TestContext } from 'node:test'
import { ROUTES } from '../../src/protocol/index.ts'
import { createAthmBackend } from '../../server/index.ts'
import { createSimulator } from '../../server/simulator/simulator.ts'
import { createAdjustableClock } from '../../server/system.ts'
import { DIALECT } from '../dialect.ts'
import { createManualClock } from '../manual-clock.ts'
import { createSeededRandom } from '../seeded-random.ts'
import { createSandbox, START, type Sandbox } from './sandbox.ts'

/** More than can be read as often as each would like to be. */
const CROWD = 200
/** Whoever has begun a payment counts as looking for ten seconds. */
const SETTLE_MS = 12_000

/** Notes when each ticket is read upstream, in milliseconds since the epoch. */
function noteReads({ interfere, clock }: Sandbox): Map<string, number[]> {
  const reads = new Map<string, number[]>()
  interfere((request, pass) => {
    const id = /"ecommerceId":"([^"]+)"/.exec(request.body ?? '')?.[1]
    if (id !== undefined && request.path.endsWith('/findPayment')) {
      reads.set(id, [...(reads.get(id) ?? []), clock.now()])
    }
    return pass()
  })
  return reads
}

async function openCrowd(t: TestContext): Promise<Sandbox> {
  const sandbox = await createSandbox(t)
  for (let payment = 0; payment < CROWD; payment++) await sandbox.begin()
  return sandbox
}

/** The longest time between two readings, from the first instant to the last. */
function longestGap(reads: readonly number[], from: number, to: number): number {
  const instants = [from, ...reads, to]
  return Math.max(...instants.slice(1).map((at, index) => at - (instants[index] ?? at)))
}

suite('while more payments are open than can be read all the time', () => {
  test('ATH Móvil is asked at most 95 times in any second, and no less than it may be', async (t) => {
    const sandbox = await openCrowd(t)
    const reads = noteReads(sandbox)
    await sandbox.clock.advance(10_000)
    const instants = [...reads.values()].flat().toSorted((one, other) => one - other)
    const most = Math.max(
      ...instants.map((from) => instants.filter((at) => at >= from && at < from + 1000).length),
    )
    assert.ok(most <= 95, `${most} reads within a second`)
    assert.ok(instants.length >= 750, `${instants.length} reads within ten seconds`)
  })

  test('the one that somebody looks at is read every second or two, and none of the others waits for ever', async (t) => {
    const sandbox = await openCrowd(t)
    const { pay, clock, athm } = sandbox
    await clock.advance(SETTLE_MS)
    const watched = await pay()
    const reads = noteReads(sandbox)
    const from = clock.now()
    const response = await athm.fetch(
      new Request(`http://localhost/athm/${ROUTES.events.path}?payment_id=${watched.paymentId}`, {
        headers: { authorization: `Bearer ${watched.secret}` },
      }),
    )
    await clock.advance(20_000)
    await response.body?.cancel()
    const gaps = new Map([...reads].map(([id, instants]) => [id, longestGap(instants, from, clock.now())]))
    assert.equal(reads.size, CROWD + 1)
    assert.ok((gaps.get(watched.ecommerceId) ?? Infinity) <= 2_000, `${gaps.get(watched.ecommerceId)} ms`)
    assert.ok(Math.max(...gaps.values()) <= 10_000, `${Math.max(...gaps.values())} ms`)
  })

  test('one that is asked for jumps the queue, though it was due already', async (t) => {
    const sandbox = await createSandbox(t)
    const first = await sandbox.pay()
    for (let payment = 0; payment < CROWD; payment++) await sandbox.begin()
    const { clock } = sandbox
    await clock.advance(SETTLE_MS)
    for (let time = 0; time < 10; time++) {
      const reads = noteReads(sandbox)
      const asked = first.authorize()
      await clock.advance(200)
      assert.equal(reads.get(first.ecommerceId)?.length, 1)
      await asked
      await clock.advance(700)
    }
  })
})

test('a visit compiles no statement of its own', async (t) => {
  const clock = createManualClock(START)
  const random = createSeededRandom(1)
  const simulator = createSimulator({
    clock: createAdjustableClock(clock),
    random,
    dialect: DIALECT,
  })
  const compiled: string[] = []
  const athm = createAthmBackend({
    upstream: simulator,
    database: ':memory:',
    random,
    log: { info() {}, warn() {}, error() {} },
    openConnection(path) {
      const database = new DatabaseSync(path, { enableForeignKeyConstraints: true })
      return {
        get isTransaction() {
          return database.isTransaction
        },
        exec: (sql) => database.exec(sql),
        prepare(sql) {
          compiled.push(sql)
          return database.prepare(sql)
        },
        close: () => database.close(),
      }
    },
  })
  await athm.ready
  t.after(() => athm.close())
  athm.start()
  const body = JSON.stringify({ total: '25.00', phone_number: '7875550100' })
  const headers = { 'content-type': 'application/json' }
  await athm.fetch(
    new Request(`http://localhost/athm/${ROUTES.initiate.path}`, { method: 'POST', headers, body }),
  )
  await clock.advance(60_000)
  const before = compiled.length
  await clock.advance(60_000)
  assert.deepEqual(compiled.slice(before), [])
})
