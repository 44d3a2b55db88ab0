import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import type { SyncSummary } from '../../server/index.ts'
import { createManualClock } from '../manual-clock.ts'
import { createBooksModel, toEntry } from './reconcile-books.ts'
import { createComparing, JANUARY, NOON, problemsOf } from './reconcile-comparing.ts'
import { createReconcileShop } from './reconcile-shop.ts'
import { createSandbox, whileTimePasses, type Sandbox } from './sandbox.ts'

suite('the report’s rows', () => {
  test('that are the vendor’s own sample contradict each other, and are told as such', async (t) => {
    const sample = readFileSync(
      new URL('../fixtures/athm/rest/transactionReport.response.json', import.meta.url),
      'utf8',
    )
    const { athm, rows } = await createComparing(t, (send) => (request, signal) => {
      if (!request.path.endsWith('transactionReport')) return send(request, signal)
      return Promise.resolve({ status: 200, body: sample })
    })
    const summary = await athm.sync({ fromDate: '2026-01-15', toDate: '2026-01-15' })
    assert.deepEqual([summary.rows, summary.errors], [2, 1])
    assert.deepEqual(summary.problems, [
      {
        kind: 'error',
        reason: 'contradictory_rows',
        date: '2026-01-15',
        row: 2,
        referenceNumber: '402894d56b240610016b2e6c78a6003a',
        paymentId: null,
      },
    ])
    assert.deepEqual(rows('payments'), [])
  })

  test('of a payment begun elsewhere make it a payment here, whom the merchant hears of once', async (t) => {
    const { books, sync, athm, rows } = await createComparing(t)
    books.entries.push(toEntry('a', NOON))
    assert.equal((await sync()).created, 1)
    assert.equal((await sync()).unchanged, 1)
    const [row] = rows('payments')
    const payment = await athm.payments.retrieve(String(row?.['id']))
    assert.ok(payment?.status === 'COMPLETED')
    assert.deepEqual(
      [
        payment.origin,
        payment.referenceNumber,
        payment.total,
        payment.fee,
        payment.phone,
        payment.customerName,
      ],
      ['external', 'reference-a', 1_000, 23, '7875550100', 'Valeria Herrero'],
    )
    assert.deepEqual(
      rows('events').map(({ type, source }) => [type, source]),
      [['payment.completed', 'report']],
    )
    assert.deepEqual(
      rows('customers').map(({ phone, name, email }) => [phone, name, email]),
      [['7875550100', 'Valeria Herrero', 'valher@gmail.com']],
    )
  })

  test('of a history are stored without a word to the merchant: payments, late ones and refunds', async (t) => {
    const { books, sync, keep, rows } = await createComparing(t)
    const late = toEntry('late', NOON, { metadata2: 'athmb-mark' })
    keep(late, { status: 'EXPIRED', reference_number: null, correlation_id: 'athmb-mark', ended_at: 5 })
    books.entries.push(toEntry('new', NOON, { refunded: 100 }), late)
    const summary = await sync({ events: false })
    assert.deepEqual([summary.created, summary.updated, summary.refundsFound], [1, 1, 1])
    assert.deepEqual(rows('events'), [])
    assert.deepEqual(
      rows('payments').map(({ status }) => status),
      ['COMPLETED', 'COMPLETED'],
    )
  })

  test('whose comparing breaks are told, and the others go on', async (t) => {
    const { books, sync, keep, rows } = await createComparing(t, (send) => async (request, signal) => {
      if (request.path.endsWith('findPayment')) throw new Error('socket hang up')
      return send(request, signal)
    })
    const [marked, other] = [toEntry('marked', NOON, { metadata2: 'athmb-mark' }), toEntry('other', NOON)]
    keep(marked, { status: 'CANCEL', reference_number: null, correlation_id: 'athmb-mark', ended_at: 5 })
    books.entries.push(marked, other)
    const summary = await sync()
    assert.deepEqual([summary.created, summary.errors, problemsOf(summary)], [1, 1, ['error could_not_ask']])
    // A guess would have stored the marked payment a second time.
    assert.deepEqual(
      rows('payments').map(({ reference_number: reference }) => reference),
      [null, 'reference-other'],
    )
  })

  test('whose reference another payment has here are told as an error while nobody can be asked whose it is', async (t) => {
    let isAway = true
    const { books, sync, keep, rows } = await createComparing(t, (send) => async (request, signal) => {
      if (isAway && request.path.endsWith('findPayment')) throw new Error('socket hang up')
      return send(request, signal)
    })
    const marked = toEntry('marked', NOON, { metadata2: 'athmb-mark' })
    keep(marked, { status: 'CANCEL', reference_number: null, correlation_id: 'athmb-mark', ended_at: 5 })
    keep(marked, { origin: 'external', ecommerce_id: null })
    books.entries.push(marked)
    assert.deepEqual(problemsOf(await sync()), ['error could_not_ask'])
    isAway = false
    assert.deepEqual(problemsOf(await sync()), ['unmatched reference_taken'])
    assert.deepEqual(
      rows('payments').map(({ review }) => review),
      ['reference_taken', null],
    )
  })

  test('of a ticket with a copied mark do not touch the payment that the mark is of', async (t) => {
    const { books, sync, keep, rows } = await createComparing(t)
    const marked = toEntry('marked', NOON, { metadata2: 'athmb-mark' })
    const id = keep(marked, { correlation_id: 'athmb-mark' })
    const copy = toEntry('copy', NOON, { metadata2: 'athmb-mark', fee: 1 })
    books.entries.push(marked, copy)
    const before = rows('payments')[0]
    const summary = await sync()
    assert.deepEqual([summary.created, summary.unchanged, summary.errors, summary.unmatched], [1, 1, 0, 0])
    assert.deepEqual(
      rows('payments').find((row) => row['id'] === id),
      before,
    )
    assert.equal((await sync()).unchanged, 2)
  })

  test('of a creation that was never answered are that payment’s once, and a copy of its mark is another', async (t) => {
    const { books, sync, keep, rows } = await createComparing(t)
    const given = { status: 'FAILED', code: 'create_unknown', reference_number: null, ecommerce_id: null }
    const [entry, copy] = ['one', 'copy'].map((name) => toEntry(name, NOON, { metadata2: 'athmb-mark' }))
    assert.ok(entry && copy)
    keep(entry, { ...given, correlation_id: 'athmb-mark', ended_at: 5 })
    books.entries.push(entry, copy)
    const first = await sync()
    assert.deepEqual([first.updated, first.created], [1, 1])
    assert.deepEqual(
      rows('payments').map(({ origin, status, reference_number: reference }) => [origin, status, reference]),
      [
        ['own', 'COMPLETED', 'reference-one'],
        ['external', 'COMPLETED', 'reference-copy'],
      ],
    )
    assert.equal((await sync()).unchanged, 2)
  })
})

suite('a dry run', () => {
  test('works on a copy that its owner alone can read, and that is gone afterwards, also when it fails', async (t) => {
    const { athm, books, copies, dump } = await createComparing(t)
    books.entries.push(toEntry('a', NOON))
    const before = dump()
    assert.equal((await athm.sync({ ...JANUARY, dryRun: true })).created, 1)
    const failing = athm.sync({
      ...JANUARY,
      dryRun: true,
      onDay() {
        throw new Error('no more')
      },
    })
    await assert.rejects(failing, /no more/)
    assert.equal(copies.length, 2)
    for (const { path, modes } of copies) {
      assert.deepEqual(modes, [0o600, 0o700])
      assert.equal(existsSync(path), false)
    }
    assert.deepEqual(dump(), before)
  })
})

suite('athm.sync', () => {
  test('refuses a wrong range before anything is asked', async (t) => {
    const { athm, books } = await createComparing(t)
    await assert.rejects(athm.sync({ fromDate: '2026-02-30' }), { name: 'RangeError' })
    assert.deepEqual(books.calls, [])
  })

  test('told to stop, finishes the day and says which one comes next; the next run goes on', async (t) => {
    const { athm, books } = await createComparing(t)
    for (const day of [11, 12, 13]) {
      const entry = toEntry(`${day}`, `2026-01-${day}T12:00:00-04:00`, { refunded: 100 })
      books.entries.push(entry)
    }
    const stopping = new AbortController()
    const onDay = ({ date }: { date: string }): void => {
      if (date === '2026-01-12') stopping.abort()
    }
    const first = await athm.sync({ ...JANUARY, onDay, signal: stopping.signal })
    assert.deepEqual(
      [first.stoppedBefore, first.daysRead, first.created, first.refundsFound],
      ['2026-01-13', 3, 2, 2],
    )
    const second = await athm.sync({ ...JANUARY, fromDate: '2026-01-13' })
    assert.deepEqual([second.stoppedBefore, second.created, second.refundsFound], [null, 1, 1])
  })

  test('gives everything else in the process its turns', async (t) => {
    const { sync, books } = await createComparing(t)
    for (let nth = 0; nth < 1_000; nth++) books.entries.push(toEntry(String(nth), NOON))
    let turns = 0
    let timer: NodeJS.Immediate | undefined
    const takeTurn = (): void => {
      turns += 1
      timer = setImmediate(takeTurn)
    }
    takeTurn()
    const { created } = await sync()
    clearImmediate(timer)
    assert.equal(created, 1_000)
    assert.ok(turns >= 50, `${turns} turns`)
  })

  test('ends when the database is full, and the next run goes on where it ended', async (t) => {
    const books = createBooksModel()
    const now = Date.parse('2026-02-10T16:00:00Z')
    const clock = createManualClock(now)
    const { athm, exec } = await createReconcileShop(t, { send: books.send, now, clock })
    for (let nth = 0; nth < 500; nth++) books.entries.push(toEntry(String(nth), NOON))
    exec('PRAGMA max_page_count = 150')
    await assert.rejects(whileTimePasses(clock, athm.sync(JANUARY)), /full/)
    exec('PRAGMA max_page_count = 100000')
    const { created, unchanged, errors } = await whileTimePasses(clock, athm.sync(JANUARY))
    assert.deepEqual([created + unchanged, errors], [500, 0])
    assert.ok(created > 0 && unchanged > 0, `${created} created`)
  })

  test('ends with the backend that it belongs to', async (t) => {
    const { athm, books } = await createComparing(t)
    books.entries.push(toEntry('a', '2026-01-10T12:00:00-04:00'))
    let closed: Promise<void> | undefined
    const summary = await athm.sync({ ...JANUARY, onDay: () => void (closed ??= athm.close()) })
    await closed
    assert.deepEqual([summary.stoppedBefore, summary.created], ['2026-01-11', 1])
    await assert.rejects(athm.sync(), /stopping|closed|destroyed/)
  })
})

suite('a sync beside a running server, on the simulator', () => {
  async function elsewhere({ simulator }: Sandbox, fields: object): Promise<string> {
    const request = new Request('http://localhost/control/payments', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ webhook: false, ...fields }),
    })
    const answer = await simulator.fetch(request)
    assert.equal(answer.status, 200)
    return ((await answer.json()) as { ecommerceId: string }).ecommerceId
  }

  test('finds what was paid elsewhere and refunded in the app, and is in accord with what the server sees', async (t) => {
    const sandbox = await createSandbox(t)
    const { athm, clock, simulator, pay, control } = sandbox
    const heard: string[] = []
    athm.on('*', ({ type, source }) => void heard.push(`${type} ${source}`))
    // No webhook is ever sent of this phone's payments.
    const id = await elsewhere(sandbox, { total: '30.00', phone: '7875550110' })
    const paying = await pay()
    await control(paying.ecommerceId, 'confirm')
    const refunding = new Request(`http://localhost/control/tickets/${id}/refund`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ amount: '12.00' }),
    })
    assert.equal((await simulator.fetch(refunding)).status, 200)
    await clock.advance(120_000)
    heard.length = 0
    // Twice at once, while the server goes on.
    const both = await whileTimePasses(clock, Promise.all([athm.sync(), athm.sync()]))
    const sum = (count: keyof SyncSummary): number => both.reduce((all, each) => all + Number(each[count]), 0)
    assert.deepEqual([sum('created'), sum('errors'), sum('unmatched')], [1, 0, 0])
    await clock.advance(10_000)
    assert.deepEqual(heard.toSorted(), ['payment.completed report', 'refund.sent report'])
    const after = await whileTimePasses(clock, athm.sync())
    assert.deepEqual([after.unchanged, after.created, after.updated, after.refundsFound], [2, 0, 0, 0])
  })

  test('has nothing to add to what its webhooks have told, but names', async (t) => {
    // The payment is read by its ecommerceId, as in 2025, which brings no names.
    const sandbox = await createSandbox(t, { dialect: '2025' })
    const { athm, clock, simulator } = sandbox
    const id = await elsewhere(sandbox, { total: '30.00', phone: '7875550199', webhook: true })
    for (const amount of ['5.00', '5.00', '7.00']) {
      const refunding = new Request(`http://localhost/control/tickets/${id}/refund`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ amount }),
      })
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      assert.equal((await simulator.fetch(refunding)).status, 200)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await clock.advance(120_000)
    }
    const first = await whileTimePasses(clock, athm.sync())
    assert.deepEqual(
      [first.created, first.updated, first.refundsFound, first.refundsKnown, first.problems],
      [0, 1, 0, 3, []],
    )
    const second = await whileTimePasses(clock, athm.sync())
    assert.deepEqual([second.unchanged, second.refundsKnown], [1, 3])
  })
})
