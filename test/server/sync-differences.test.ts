import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
import type { SyncSummary } from '../../server/index.ts'
import type { PaymentRow } from '../../server/store/schema.ts'
import { createSeededRandom } from '../seeded-random.ts'
import { ExpectedCustomers } from './reconcile-customers.ts'
import { createJanuary } from './reconcile-january.ts'
import { NOW, type Expected, type January } from './reconcile-plants.ts'
import { createReconcileShop, type AnyRow, type Dump, type ReconcileShop } from './reconcile-shop.ts'

const SEED = Number(process.env['SEED'] ?? 20_260_101)
const ROWS = 10_000
const OF_EACH = 20

const JANUARY_DAYS = { fromDate: '2026-01-01', toDate: '2026-01-31' }

suite(`a report of ${ROWS} rows with differences of many kinds (seed ${SEED})`, () => {
  test('has every planted one found and mended, no other invented, and nothing left for a second run', async (t) => {
    const { january, shop, customers } = await createShop(t)
    const { expected } = january
    t.diagnostic(`${expected.length} differences of ${new Set(expected.map(({ kind }) => kind)).size} kinds`)
    assert.ok(expected.length >= 500)

    const before = shop.dump()
    const summary = await shop.athm.sync(JANUARY_DAYS)
    const after = shop.dump()
    checkSummary(summary, january)
    checkPayments(before, after, expected)
    checkRefunds(before, after, expected)
    checkJournal(before, after, expected)
    checkEvents(before, after, expected)
    checkCustomers(after, customers, expected)
    for (const table of ['webhook_events', 'idempotency_keys', 'settings', 'pushes', 'revoked_orders']) {
      assert.deepEqual(after[table], before[table], table)
    }
    assert.deepEqual(new Set(january.books.calls), READINGS)

    const second = await shop.athm.sync(JANUARY_DAYS)
    const { created, updated, unchanged, refundsFound, refundsKnown } = summary
    assert.deepEqual(second, {
      ...summary,
      created: 0,
      updated: 0,
      unchanged: unchanged + created + updated,
      refundsFound: 0,
      refundsKnown: refundsKnown + refundsFound - toldByTotalAlone(expected),
    })
    assert.deepEqual(shop.dump(), after, 'a second run changes nothing')
  })

  test('is told alike by a dry run, which changes nothing and only reads', async (t) => {
    const { january, shop } = await createShop(t, { rows: 500, ofEach: 3 })
    const before = shop.dump()
    const dry = await shop.athm.sync({ ...JANUARY_DAYS, dryRun: true })
    assert.deepEqual(shop.dump(), before)
    const summary = await shop.athm.sync(JANUARY_DAYS)
    checkSummary(summary, january, 500)
    assert.deepEqual(withoutNewIds(dry), { ...withoutNewIds(summary), dryRun: true })
    assert.deepEqual(new Set(january.books.calls), READINGS)
  })
})

const READINGS = new Set(['transactionReport', 'findPayment', 'searchTransaction'])

/** What is new has another id in a copy. */
function withoutNewIds(summary: SyncSummary): SyncSummary {
  return { ...summary, problems: summary.problems.map((problem) => ({ ...problem, paymentId: null })) }
}

async function createShop(
  t: TestContext,
  size: { rows: number; ofEach: number } = { rows: ROWS, ofEach: OF_EACH },
): Promise<{ january: January; shop: ReconcileShop; customers: ExpectedCustomers }> {
  const january = createJanuary(createSeededRandom(SEED), size)
  const shop = await createReconcileShop(t, { send: january.books.send, now: NOW })
  const customers = new ExpectedCustomers()
  for (const payment of january.payments) customers.note(payment)
  shop.inOne(() => {
    for (const row of january.payments) shop.insert('payments', { ...row })
    for (const row of january.refunds) shop.insert('refunds', { ...row })
    for (const row of customers.rows.values()) shop.insert('customers', { ...row })
  })
  return { january, shop, customers }
}

const count = (expected: readonly Expected[], outcome: string): number =>
  expected.filter((each) => each.outcome === outcome).length

const toldByTotalAlone = (expected: readonly Expected[]): number =>
  expected.flatMap(({ refunds = [] }) => refunds).filter(({ daily_id: dailyId }) => dailyId === null).length

function checkSummary(summary: SyncSummary, { expected, books, knownRefunds }: January, ofRows = ROWS): void {
  const problems = expected.flatMap(({ outcome, reason, problems: more = [] }) => [
    ...(outcome === 'unmatched' ? [`unmatched ${reason}`] : []),
    ...more,
  ])
  const [created, updated] = [count(expected, 'created'), count(expected, 'updated')]
  const counted = created + updated + count(expected, 'unmatched')
  const { rows, ignored, ...rest } = summary
  const isIgnored = ({ row }: { row: unknown }): boolean =>
    /^(PAYMENT|donation)$/.test(String((row as AnyRow)['transactionType']))
  assert.equal(rows, ofRows + books.refunds.length + books.others.length)
  assert.equal(ignored, books.others.filter(isIgnored).length)
  assert.deepEqual(
    { ...rest, problems: rest.problems.map(({ kind, reason }) => `${kind} ${reason}`).toSorted() },
    {
      ...JANUARY_DAYS,
      dryRun: false,
      days: 31,
      daysRead: 31,
      created,
      updated,
      unchanged: ofRows - counted,
      unmatched: problems.filter((problem) => problem.startsWith('unmatched')).length,
      errors: problems.filter((problem) => problem.startsWith('error')).length,
      refundsFound: expected.flatMap(({ refunds = [] }) => refunds).length,
      refundsKnown: knownRefunds + expected.reduce((known, each) => known + (each.refundsKnown ?? 0), 0),
      stoppedBefore: null,
      failedDays: [],
      problems: problems.toSorted(),
    },
  )
}

function checkPayments(before: Dump, after: Dump, expected: readonly Expected[]): void {
  const patches = new Map(expected.map(({ paymentId, patch = {} }) => [paymentId, patch]))
  const kinds = new Map(expected.map(({ paymentId, kind }) => [paymentId, kind]))
  const found = new Map(after['payments']?.map((row) => [row['id'], row]))
  for (const row of before['payments'] ?? []) {
    const id = row['id'] as string
    assert.deepEqual(
      { ...found.get(id) },
      { ...row, ...patches.get(id) },
      `${id}: ${kinds.get(id) ?? 'in order'}`,
    )
    found.delete(id)
  }
  const byReference = new Map([...found.values()].map((row) => [row['reference_number'], row]))
  const created = expected.flatMap((each) => each.created ?? [])
  assert.equal(found.size, created.length)
  for (const row of created) {
    const stored = byReference.get(row.reference_number)
    assert.deepEqual(pickSame(stored, row), row, row.reference_number)
  }
}

function checkRefunds(before: Dump, after: Dump, expected: readonly Expected[]): void {
  const patches = new Map(expected.map(({ refundPatch }) => [refundPatch?.id, refundPatch?.patch]))
  const found = new Map(after['refunds']?.map((row) => [row['id'], row]))
  for (const row of before['refunds'] ?? []) {
    const id = row['id'] as string
    const filled = found.get(id)
    // A refund that is known may be given the date of its row, and nothing else, unless something was planted.
    const date = { transaction_at: filled?.['transaction_at'] }
    assert.deepEqual({ ...filled }, { ...row, ...date, ...patches.get(id) })
    found.delete(id)
  }
  const byPayment = Map.groupBy(found.values(), (row) => row['payment_id'])
  for (const { paymentId, refunds = [], kind } of expected) {
    const stored = (byPayment.get(paymentId) ?? []).toSorted((one, other) =>
      String(one['daily_id']).localeCompare(String(other['daily_id'])),
    )
    const wanted = refunds.map((refund) => Object.assign({ status: 'succeeded', origin: 'external' }, refund))
    assert.deepEqual(
      stored.map((row, nth) => pickSame(row, wanted[nth] ?? {})),
      wanted,
      kind,
    )
    byPayment.delete(paymentId)
  }
  assert.equal(byPayment.size, 0)
}

function checkJournal(before: Dump, after: Dump, expected: readonly Expected[]): void {
  assert.deepEqual(before['journal'], [])
  const ids = toIds(after)
  const wanted = expected.flatMap((each) =>
    (each.journal ?? []).map((change) => `${ids(each)} ${change} report`),
  )
  const written = after['journal']?.map((row) =>
    ['payment_id', 'change', 'source'].map((column) => row[column]).join(' '),
  )
  assert.deepEqual(written?.toSorted(), wanted.toSorted())
  const refunds = expected.flatMap((each) => (each.refunds ?? []).map(() => 'found'))
  assert.deepEqual(
    after['refund_journal']?.map((row) => row['change']),
    refunds,
  )
}

function checkEvents(before: Dump, after: Dump, expected: readonly Expected[]): void {
  assert.deepEqual(before['events'], [])
  const ids = toIds(after)
  const wanted = expected.flatMap((each) => (each.events ?? []).map((type) => `${ids(each)} ${type}`))
  const told = after['events']?.map((row) => ['payment_id', 'type'].map((column) => row[column]).join(' '))
  assert.deepEqual(told?.toSorted(), wanted.toSorted())
}

function checkCustomers(after: Dump, customers: ExpectedCustomers, expected: readonly Expected[]): void {
  const rows = new Map(after['payments']?.map((row) => [row['id'], row]))
  const ids = toIds(after)
  for (const each of expected) {
    const isTold = each.outcome === 'created' || each.outcome === 'updated'
    if (isTold) customers.note(rows.get(ids(each)) as unknown as PaymentRow)
  }
  const wanted = [...customers.rows.values()].toSorted((one, other) => (one.phone < other.phone ? -1 : 1))
  assert.deepEqual(
    after['customers']?.map((row) => ({ ...row })),
    wanted,
  )
}

function toIds(after: Dump): (expected: Expected) => string {
  const byReference = new Map(after['payments']?.map((row) => [row['reference_number'], row['id']]))
  return ({ paymentId, created }) => paymentId ?? String(byReference.get(created?.reference_number))
}

/** The columns of a row that another one names. */
function pickSame(row: AnyRow | undefined, wanted: object): AnyRow {
  return Object.fromEntries(Object.keys(wanted).map((column) => [column, row?.[column]]))
}
