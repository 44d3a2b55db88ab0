import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { UpstreamAnswer } from '../../server/athmovil/transport.ts'
import { toEntry, toPaymentRow } from './reconcile-books.ts'
import { createComparing, NOON, problemsOf } from './reconcile-comparing.ts'
import { toRefundColumns } from './reconcile-shop.ts'

suite('a refund in the report', () => {
  test('of a payment that is older than this database brings that payment in first', async (t) => {
    const { books, sync, rows } = await createComparing(t)
    const old = toEntry('old', '2025-06-01T12:00:00-04:00', { refunded: 300 })
    books.entries.push(old)
    books.refunds.push({ of: old, at: Date.parse(NOON), dailyId: '0009', amount: 300 })
    const summary = await sync()
    assert.deepEqual([summary.created, summary.refundsFound, summary.unmatched], [1, 1, 0])
    assert.deepEqual(
      rows('events').map(({ type }) => type),
      ['payment.completed', 'refund.sent'],
    )
    const again = await sync()
    assert.deepEqual([again.created, again.refundsFound, again.refundsKnown], [0, 0, 1])
  })

  test('by its own reference is found by the phone of an older payment, of which ATH Móvil shows that much more', async (t) => {
    const { books, sync, keep, rows } = await createComparing(t)
    const [paid, refunded] = ['paid', 'refunded'].map((name) => toEntry(name, '2025-12-01T12:00:00-04:00'))
    assert.ok(paid && refunded)
    keep(paid)
    const id = keep(refunded)
    refunded.refunded = 250
    books.entries.push(paid, refunded)
    const reference = 'reference-of-the-refund'
    books.refunds.push({ of: refunded, at: Date.parse(NOON), dailyId: '0009', amount: 250, reference })
    assert.equal((await sync()).refundsFound, 1)
    assert.deepEqual(
      rows('refunds').map((row) => [row['payment_id'], row['amount_cents'], row['refund_reference']]),
      [[id, 250, reference]],
    )
    assert.equal((await sync()).refundsKnown, 1)
  })

  test('of nobody that is known is for a person to see', async (t) => {
    const { books, sync, rows } = await createComparing(t)
    const entry = toEntry('a', NOON)
    books.refunds.push({ of: entry, at: entry.at, dailyId: '0009', amount: 250 })
    const summary = await sync()
    assert.deepEqual([summary.unmatched, problemsOf(summary)], [1, ['unmatched refund_of_unknown_payment']])
    assert.deepEqual(rows('refunds'), [])
  })

  test('of a payment that is not completed here is for a person to see, and no event of it gets stuck', async (t) => {
    const { books, sync, keep, rows } = await createComparing(t)
    const entry = toEntry('a', NOON, { metadata2: 'athmb-mark', refunded: 100 })
    keep(entry, { status: 'OPEN', reference_number: null, correlation_id: 'athmb-mark', total_cents: 900 })
    books.entries.push(entry)
    books.refunds.push({ of: entry, at: entry.at, dailyId: '0009', amount: 100 })
    const summary = await sync()
    assert.deepEqual(problemsOf(summary), [
      'unmatched captured_total_differs',
      'unmatched refund_of_unpaid_payment',
    ])
    assert.deepEqual([rows('events'), rows('refunds')], [[], []])
  })

  test('of money outside the button is ignored', async (t) => {
    const entry = toEntry('cash', '2025-06-01T12:00:00-04:00')
    const { books, sync } = await createComparing(t, (send) => (request, signal) => {
      if (!request.path.endsWith('searchTransaction')) return send(request, signal)
      const row = { ...toPaymentRow(entry), transactionType: 'PAYMENT' }
      return Promise.resolve<UpstreamAnswer>({ status: 200, body: JSON.stringify(row) })
    })
    books.refunds.push({ of: entry, at: Date.parse(NOON), dailyId: '0009', amount: 250 })
    const summary = await sync()
    assert.deepEqual([summary.ignored, summary.unmatched, summary.errors, summary.created], [1, 0, 0, 0])
  })

  test('that was known by a total alone is told in its parts later, and not counted twice', async (t) => {
    const { books, sync, keep, rows } = await createComparing(t)
    const entry = toEntry('a', NOON, { refunded: 700 })
    keep(entry)
    books.entries.push(entry)
    assert.equal((await sync()).refundsFound, 1)
    for (const amount of [300, 400]) {
      books.refunds.push({ of: entry, at: entry.at + amount * 1_000, dailyId: `0${amount}`, amount })
    }
    const again = await sync()
    assert.deepEqual([again.refundsFound, again.refundsKnown, again.unmatched], [0, 2, 0])
    assert.deepEqual(
      rows('refunds').map((row) => row['amount_cents']),
      [700],
    )
    assert.equal(rows('payments')[0]?.['refunded_cents'], 700)
  })

  test('that ATH Móvil’s total does not show yet is for a later run', async (t) => {
    const { books, sync, keep, rows } = await createComparing(t)
    const entry = toEntry('a', NOON)
    keep(entry)
    books.entries.push(entry)
    books.refunds.push({ of: entry, at: entry.at, dailyId: '0009', amount: 300 })
    const early = await sync()
    assert.deepEqual([early.refundsFound, problemsOf(early)], [0, ['unmatched refund_unexplained']])
    entry.refunded = 300
    const later = await sync()
    assert.deepEqual([later.refundsFound, later.unmatched, rows('refunds').length], [1, 0, 1])
  })

  test('whose row is told twice is counted once', async (t) => {
    const { books, sync, keep } = await createComparing(t)
    const entry = toEntry('a', NOON, { refunded: 300 })
    keep(entry)
    books.entries.push(entry)
    const refund = { of: entry, at: entry.at, dailyId: '0009', amount: 300 }
    books.refunds.push(refund, refund)
    const summary = await sync()
    assert.deepEqual([summary.rows, summary.refundsFound, summary.refundsKnown], [3, 1, 0])
  })

  test('of two that are alike is recorded though the other one is known', async (t) => {
    const { books, sync, keep, insert, rows } = await createComparing(t)
    const entry = toEntry('a', NOON, { refunded: 600 })
    const id = keep(entry, { refunded_cents: 300 })
    insert('refunds', {
      ...toRefundColumns({ id: 'rfd_1', payment_id: id, amount_cents: 300, daily_id: '0008' }),
    })
    books.entries.push(entry)
    for (const dailyId of ['0008', '0009'])
      books.refunds.push({ of: entry, at: entry.at, dailyId, amount: 300 })
    const summary = await sync()
    assert.deepEqual([summary.refundsFound, summary.refundsKnown], [1, 1])
    assert.deepEqual(new Set(rows('refunds').map((row) => row['daily_id'])), new Set(['0008', '0009']))
  })

  test('that is less in ATH Móvil’s books than here takes nothing away', async (t) => {
    const { books, sync, keep, insert, rows } = await createComparing(t)
    const entry = toEntry('a', NOON, { refunded: 100 })
    const id = keep(entry, { refunded_cents: 300 })
    insert('refunds', { ...toRefundColumns({ id: 'rfd_1', payment_id: id, amount_cents: 300 }) })
    books.entries.push(entry)
    const summary = await sync()
    assert.deepEqual([summary.unchanged, summary.refundsFound, summary.unmatched], [1, 0, 0])
    assert.equal(rows('payments')[0]?.['refunded_cents'], 300)
  })

  test('is not guessed at while one of ours is unclear, and is found once that is settled', async (t) => {
    const { books, sync, keep, insert, exec, rows } = await createComparing(t)
    const entry = toEntry('a', NOON, { refunded: 240 })
    const id = keep(entry)
    const ours = toRefundColumns({ id: 'rfd_1', payment_id: id, amount_cents: 150, status: 'unknown' })
    insert('refunds', { ...ours })
    books.entries.push(entry)
    const early = await sync()
    assert.deepEqual(
      [early.refundsFound, problemsOf(early), rows('refunds').length],
      [0, ['unmatched refund_in_flight'], 1],
    )
    exec("update refunds set status = 'succeeded'")
    const later = await sync()
    assert.deepEqual([later.refundsFound, later.unmatched], [1, 0])
    assert.deepEqual(
      rows('refunds').map((row) => row['amount_cents']),
      [150, 90],
    )
  })

  test('that was known by its amount alone gets its names from its row, and is known by them from then on', async (t) => {
    const { books, sync, keep, rows } = await createComparing(t)
    const entry = toEntry('a', NOON, { refunded: 250 })
    keep(entry)
    books.entries.push(entry)
    assert.equal((await sync()).refundsFound, 1)
    const reference = 'reference-of-the-refund'
    books.refunds.push({ of: entry, at: entry.at + 60_000, dailyId: '0009', amount: 250, reference })
    assert.deepEqual((await sync()).refundsKnown, 1)
    assert.deepEqual(
      rows('refunds').map((row) => [row['refund_reference'], row['daily_id'], row['transaction_at']]),
      [[reference, '0009', entry.at + 60_000]],
    )
    books.calls.length = 0
    const again = await sync()
    assert.deepEqual([again.refundsKnown, again.unmatched], [1, 0])
    assert.ok(!books.calls.includes('searchTransaction'), 'nobody has to be asked whose it is')
  })

  test('of two payments of one phone goes to the one whose total shows it', async (t) => {
    const { books, sync, keep, rows } = await createComparing(t)
    const older = toEntry('older', '2026-01-14T12:00:00-04:00', { refunded: 250 })
    const newer = toEntry('newer', '2026-01-15T11:00:00-04:00')
    const [id] = [keep(older), keep(newer)]
    books.entries.push(older, newer)
    const refund = { of: older, at: Date.parse(NOON), dailyId: '0009', amount: 250 }
    books.refunds.push({ ...refund, reference: 'reference-of-the-refund' })
    assert.equal((await sync()).refundsFound, 1)
    assert.deepEqual(
      rows('refunds').map((row) => [row['payment_id'], row['daily_id']]),
      [[id, '0009']],
    )
    // All that is needed was in the report, but for the search by a reference that nobody knows.
    assert.ok(!books.calls.includes('findPayment'))
  })
})
