import assert from 'node:assert/strict'
import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { suite, test, type TestContext } from 'node:test'
import { createSimulator } from '../../server/simulator/simulator.ts'
import { openSqliteStore } from '../../server/simulator/sqlite-store.ts'
import { codeOf, createBench, dataOf, type Bench, type Json } from './bench.ts'
import { keepFor } from './kept.ts'

const MINUTE_MS = 60_000
const SUBSCRIPTION = {
  listenerURL: 'http://127.0.0.1:1/heard',
  ecommercePaymentReceivedEvent: true,
  ecommercePaymentExpiredEvent: true,
  refundSentEvent: true,
}

const read = async (bench: Bench, path: string): Promise<Json> => (await bench.control(path)).body
const statusOf = async (bench: Bench, id: string): Promise<unknown> =>
  dataOf(await bench.find(id))['ecommerceStatus']

/** What the ledger says was sent. */
async function told(bench: Bench): Promise<string[]> {
  const { webhooks } = await read(bench, 'ledger')
  return (webhooks as Json[]).map(({ ecommerceId, event }) => `${String(ecommerceId)} ${String(event)}`)
}

suite('a simulator that is kept, started again,', () => {
  test('knows its tickets, refunds, books, webhooks and businesses with their settings', async (t) => {
    const kept = keepFor(t, { businesses: [{ name: 'Uno' }, { name: 'Dos' }] })
    const bench = kept.bench()
    await bench.control('businesses', { refunded_totals: 'late', dialect: 'mixed' })
    await bench.www('POST /transactions/webhook/post', { ...bench.sim.credentials, ...SUBSCRIPTION })
    const { referenceNumber } = await bench.pay()
    await bench.refund(referenceNumber, '4.30')
    await bench.create()
    await kept.base.advance(MINUTE_MS)
    const paths = ['businesses', 'tickets', 'ledger', 'clock']
    const before = await Promise.all(paths.map((path) => read(bench, path)))
    const [, { tickets = [] } = {}, { webhooks = [] } = {}] = before as Record<string, Json[]>[]
    const again = await kept.restart()
    assert.deepEqual(await Promise.all(paths.map((path) => read(again, path))), before)
    assert.ok(webhooks.length >= 2)
    const path = `tickets/${String(tickets[0]?.['ecommerceId'])}`
    assert.equal(((await read(again, path))['refunds'] as Json[]).length, 1)
  })

  test('takes the auth_token that it gave before, and refunds what was paid before', async (t) => {
    const kept = keepFor(t)
    const { ecommerceId, token } = await kept.bench().create()
    await kept.bench().control(`tickets/${ecommerceId}/confirm`, null)
    const again = await kept.restart()
    const paid = dataOf(await again.authorize(token))
    assert.equal(paid['ecommerceStatus'], 'COMPLETED')
    const third = await kept.restart()
    assert.equal((await third.refund(String(paid['referenceNumber']), '10.31')).status, 200)
    const fourth = await kept.restart()
    assert.equal(codeOf(await fourth.refund(String(paid['referenceNumber']), '0.01')), '409 BTRA_0030')
  })

  test('counts its daily ids on', async (t) => {
    const kept = keepFor(t)
    const { referenceNumber } = await kept.bench().pay()
    await kept.bench().refund(referenceNumber, 1)
    await kept.restart()
    const { ecommerceId } = await kept.bench().pay()
    assert.equal(dataOf(await kept.bench().find(ecommerceId))['dailyTransactionId'], '0003')
  })

  test('lets its customers act, and its tickets expire, when they would have', async (t) => {
    const kept = keepFor(t)
    const bench = kept.bench()
    const soon = await bench.create({ phoneNumber: '7875550101' })
    const late = await bench.create({ phoneNumber: '7875550109' })
    const never = await bench.create({ phoneNumber: '7875550103' })
    const again = await kept.restart()
    assert.equal(await statusOf(again, soon.ecommerceId), 'OPEN')
    await kept.base.advance(1000)
    assert.equal(await statusOf(again, soon.ecommerceId), 'CONFIRM')
    await kept.base.advance(10 * MINUTE_MS - 5500)
    assert.equal(await statusOf(again, late.ecommerceId), 'CONFIRM')
    assert.equal(await statusOf(again, never.ecommerceId), 'OPEN')
    await kept.base.advance(5000)
    assert.equal(await statusOf(again, never.ecommerceId), 'CANCEL')
    await kept.base.advance(1000)
    assert.ok((await told(again)).includes(`${never.ecommerceId} ecommerce_expired`))
  })

  test('does at once what fell due while it was down', async (t) => {
    const kept = keepFor(t)
    const bench = kept.bench()
    const confirmed = await bench.create({ phoneNumber: '7875550101' })
    const expired = await bench.create({ timeout: 120 })
    const again = await kept.restart(3 * MINUTE_MS)
    await kept.base.advance(1000)
    assert.equal(await statusOf(again, confirmed.ecommerceId), 'CONFIRM')
    const ticket = await read(again, `tickets/${expired.ecommerceId}`)
    assert.deepEqual([ticket['status'], ticket['expired']], ['CANCEL', true])
    assert.deepEqual(await told(again), [`${expired.ecommerceId} ecommerce_expired`])
    assert.equal(again.webhooks.length, 1)
  })

  test('tells of what it had not told yet, once', async (t) => {
    const kept = keepFor(t)
    const { referenceNumber, ecommerceId } = await kept.bench().pay()
    await kept.bench().refund(referenceNumber, 1)
    const again = await kept.restart()
    await kept.base.advance(MINUTE_MS)
    assert.deepEqual(await told(again), [`${ecommerceId} ecommerce_completed`, `${ecommerceId} refund`])
    assert.equal(again.webhooks.length, 2)
    const third = await kept.restart()
    await kept.base.advance(MINUTE_MS)
    assert.deepEqual(third.webhooks, [])
  })

  test('has its clock go on as it went, also while it was down', async (t) => {
    const kept = keepFor(t)
    await kept.bench().control('clock', { speed: 60, jump_seconds: 3600 })
    await kept.base.advance(1000)
    const again = await kept.restart(1000)
    const { now, speed } = await read(again, 'clock')
    assert.deepEqual([now, speed], ['2026-01-15T17:02:00.000Z', 60])
  })

  test('goes on with its seed’s chance, and refuses another seed', async (t) => {
    const kept = keepFor(t, { seed: 5 })
    const whole = createBench({ seed: 5 })
    const [one, other] = [await kept.bench().pay(), await whole.pay()]
    assert.equal(one.referenceNumber, other.referenceNumber)
    await kept.restart(0, { seed: 5 })
    assert.equal((await kept.bench().pay()).referenceNumber, (await whole.pay()).referenceNumber)
    await assert.rejects(() => kept.restart(0, { seed: 6 }), /was begun with seed 5/)
  })

  test('keeps its businesses, and adds by name those that are asked for and not there', async (t) => {
    const kept = keepFor(t, { businesses: [{ name: 'Uno' }] })
    const [first] = kept.bench().sim.businesses
    const { sim } = await kept.restart(0, { businesses: [{ name: 'Dos' }, { name: 'Uno' }] })
    assert.deepEqual(
      sim.businesses.map(({ name }) => name),
      ['Uno', 'Dos'],
    )
    assert.deepEqual([sim.businesses[0], sim.credentials.publicToken], [first, first?.publicToken])
  })
})

suite('a file that can’t be used', () => {
  async function fill(t: TestContext): Promise<{ file: string; copy: string }> {
    const kept = keepFor(t)
    for (let count = 0; count < 20; count++) await kept.bench().pay()
    await kept.bench().sim.close()
    const copy = `${kept.file}.copy`
    copyFileSync(kept.file, copy)
    return { file: kept.file, copy }
  }

  /** Opens it, which fails with a sentence, and holds it against what it was. */
  function assertRefused(file: string, sentence: RegExp): void {
    const before = readFileSync(file)
    const open = (): void => {
      const store = openSqliteStore(file)
      try {
        createSimulator({ store })
      } finally {
        store.close()
      }
    }
    assert.throws(open, { name: 'StoreError', message: sentence })
    assert.ok(before.equals(readFileSync(file)), 'It was written.')
  }

  test('is left alone when it is of another version', async (t) => {
    const { copy } = await fill(t)
    const database = new DatabaseSync(copy)
    database.exec('PRAGMA user_version = 2')
    database.close()
    assertRefused(copy, /is of version 2; this simulator reads version 1\.$/)
  })

  test('is left alone when it is another program’s, or no database', async (t) => {
    const { copy } = await fill(t)
    const database = new DatabaseSync(`${copy}.other`)
    database.exec('CREATE TABLE payments (id TEXT)')
    database.close()
    assertRefused(`${copy}.other`, /is a database, but no simulator's\.$/)
    writeFileSync(`${copy}.txt`, 'café '.repeat(100))
    assertRefused(`${copy}.txt`, /is no database\.$/)
    writeFileSync(`${copy}.short`, 'SQLite format 3\0')
    assertRefused(`${copy}.short`, /is a database, but no simulator's\.$/)
  })

  test('is left alone when it is damaged: cut short, with other bytes in it, or with what is no JSON', async (t) => {
    const { copy } = await fill(t)
    const bytes = readFileSync(copy)
    writeFileSync(`${copy}.cut`, bytes)
    truncateSync(`${copy}.cut`, Math.floor(bytes.length / 2))
    assertRefused(`${copy}.cut`, /is damaged/)
    writeFileSync(
      `${copy}.scratched`,
      Buffer.concat([bytes.subarray(0, 4096), Buffer.alloc(bytes.length - 4096, 7)]),
    )
    assertRefused(`${copy}.scratched`, /is damaged/)
    const database = new DatabaseSync(copy)
    database.exec("UPDATE tickets SET value = '{' WHERE rowid = 3")
    database.close()
    assertRefused(copy, /damaged: tickets can't be read/)
  })

  test('is refused while another simulator has it', (t) => {
    const kept = keepFor(t)
    assert.throws(() => openSqliteStore(kept.file), /is in use by another simulator\.$/)
  })

  test('that can’t be written any more ends every answer, and what was kept stays true', async (t) => {
    const kept = keepFor(t)
    await kept.bench().pay()
    await kept.bench().sim.close()
    const store = openSqliteStore(kept.file)
    let isFull = false
    const bench = createBench({
      store: {
        ...store,
        write(changes) {
          if (isFull) throw new Error('The disk is full.')
          store.write(changes)
        },
      },
    })
    isFull = true
    await assert.rejects(() => bench.create(), /The disk is full/)
    isFull = false
    assert.equal((await bench.control('businesses', { name: 'Colmado' })).status, 500)
    store.close()
    const { sim } = await kept.restart()
    assert.equal(sim.businesses.length, 1)
    const { tickets } = await read(kept.bench(), 'tickets')
    assert.equal((tickets as Json[]).length, 1)
  })
})
