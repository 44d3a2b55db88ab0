import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { suite, test, type TestContext } from 'node:test'
import type { SyncOptions, SyncSummary } from '../../server/index.ts'
import type { Send, UpstreamAnswer } from '../../server/athmovil/transport.ts'
import { createManualClock } from '../manual-clock.ts'
import { createBooksModel, toEntry, toPaymentRow, type BooksModel } from './reconcile-books.ts'
import { createReconcileShop, type ReconcileShop } from './reconcile-shop.ts'
import { whileTimePasses } from './sandbox.ts'

const NOW = Date.parse('2026-02-10T16:00:00Z')

const ERROR_CODES = JSON.parse(
  readFileSync(new URL('../fixtures/athm/error-codes.json', import.meta.url), 'utf8'),
) as readonly { code: string }[]
/** They say that nothing was found, which is an answer. */
const NOTHING_FOUND = ['BTRA_0007', 'BTRA_0014', 'BTRA_0022', 'BTRA_0031', 'BTRA_0046', 'BTRA_0053']

interface Asking extends ReconcileShop {
  readonly books: BooksModel
  /** The ranges that were asked for. */
  readonly asked: string[]
  /** What happens to reports from now on; `pass` asks the books. */
  interfere(
    how: ((range: string, pass: () => Promise<UpstreamAnswer>) => Promise<UpstreamAnswer>) | null,
  ): void
  sync(options?: SyncOptions): Promise<SyncSummary>
  readonly clock: ReturnType<typeof createManualClock>
}

async function createAsking(t: TestContext, now = NOW): Promise<Asking> {
  const books = createBooksModel()
  const clock = createManualClock(now)
  const asked: string[] = []
  let how: Parameters<Asking['interfere']>[0] = null
  const send: Send = (request, signal) => {
    const pass = (): Promise<UpstreamAnswer> => books.send(request, signal)
    if (!request.path.endsWith('transactionReport')) return pass()
    const { fromDate, toDate } = JSON.parse(request.body ?? '') as Record<string, string>
    asked.push(`${fromDate} – ${toDate}`)
    return how ? how(asked.at(-1) ?? '', pass) : pass()
  }
  const shop = await createReconcileShop(t, { send, now, clock })
  return {
    ...shop,
    books,
    clock,
    asked,
    interfere: (next) => void (how = next),
    sync: (options) => whileTimePasses(clock, shop.athm.sync(options)),
  }
}

const JANUARY_15 = { fromDate: '2026-01-15', toDate: '2026-01-15' } as const

const refuse = (errorcode: string, status = 400): UpstreamAnswer => ({
  status,
  body: JSON.stringify({ status: 'error', message: 'No', errorcode, data: null }),
})

const counts = ({ created, updated, unchanged, unmatched, errors, ignored }: SyncSummary) => ({
  created,
  updated,
  unchanged,
  unmatched,
  errors,
  ignored,
})

suite('a day of the report', () => {
  test('is asked for from its first second to its last, and today to the second it is', async (t) => {
    const { sync, asked } = await createAsking(t)
    const { days, daysRead, errors } = await sync({ fromDate: '2026-02-08' })
    assert.deepEqual([days, daysRead, errors], [3, 3, 0])
    assert.deepEqual(asked, [
      '2026-02-08 00:00:00 – 2026-02-08 23:59:59',
      '2026-02-09 00:00:00 – 2026-02-09 23:59:59',
      '2026-02-10 00:00:00 – 2026-02-10 12:00:00',
    ])
  })

  test('has what was paid in its last second, and what was paid in the next one is the next day’s', async (t) => {
    const { sync, books } = await createAsking(t)
    books.entries.push(
      toEntry('late', '2026-01-15T23:59:59-04:00'),
      toEntry('early', '2026-01-16T00:00:00-04:00'),
    )
    const perDay: [string, number][] = []
    const onDay = ({ date, rows }: { date: string; rows: number }): void => void perDay.push([date, rows])
    const summary = await sync({ fromDate: '2026-01-14', toDate: '2026-01-17', onDay })
    assert.deepEqual(perDay, [
      ['2026-01-14', 0],
      ['2026-01-15', 1],
      ['2026-01-16', 1],
      ['2026-01-17', 0],
    ])
    assert.equal(summary.created, 2)
    const one = await sync(JANUARY_15)
    assert.deepEqual([one.rows, one.unchanged], [1, 1])
  })

  test('that tells of the day after too has nothing of it counted twice', async (t) => {
    const { sync, books, interfere } = await createAsking(t)
    books.entries.push(toEntry('a', '2026-01-15T12:00:00-04:00'), toEntry('b', '2026-01-16T12:00:00-04:00'))
    const all = JSON.stringify(books.entries.map(toPaymentRow))
    interfere(async () => ({ status: 200, body: all }))
    const summary = await sync({ fromDate: '2026-01-14', toDate: '2026-01-17' })
    assert.deepEqual([summary.rows, summary.created, summary.unchanged], [8, 2, 0])
  })

  test('with no transactions is no error, whichever code says so', async (t) => {
    const { sync, interfere } = await createAsking(t)
    for (const code of NOTHING_FOUND) {
      interfere(async () => refuse(code, 409))
      const summary = await sync(JANUARY_15)
      assert.deepEqual([summary.daysRead, summary.rows, summary.errors], [1, 0, 0], code)
    }
    interfere(async () => ({ status: 200, body: '[]' }))
    assert.deepEqual((await sync(JANUARY_15)).daysRead, 1)
  })

  test('that is too long for ATH Móvil is asked for in halves, with no second left out or asked for twice', async (t) => {
    const { sync, books, interfere, asked } = await createAsking(t)
    books.entries.push(
      toEntry('first', '2026-01-15T00:00:00-04:00'),
      toEntry('middle', '2026-01-15T11:59:59-04:00'),
      toEntry('then', '2026-01-15T12:00:00-04:00'),
      toEntry('last', '2026-01-15T23:59:59-04:00'),
    )
    const answered: (readonly [number, number])[] = []
    interfere(async (range, pass) => {
      const [from = 0, to = 0] = range.split(' – ').map((text) => Date.parse(`${text.replace(' ', 'T')}Z`))
      if (to - from >= 5 * 3_600_000) return refuse('BTRA_0026')
      answered.push([from, to])
      return pass()
    })
    assert.equal((await sync(JANUARY_15)).created, 4)
    assert.equal(answered.length, 8)
    const [midnight, last] = [Date.parse('2026-01-15T00:00:00Z'), Date.parse('2026-01-15T23:59:59Z')]
    assert.deepEqual([answered[0]?.[0], answered.at(-1)?.[1]], [midnight, last])
    for (const [nth, [from]] of answered.slice(1).entries()) {
      assert.equal(from, (answered[nth]?.[1] ?? 0) + 1_000)
    }
    assert.equal(asked.length, 15)
  })
})

suite('a report that fails', () => {
  const failures: Readonly<Record<string, (signal?: never) => Promise<UpstreamAnswer>>> = {
    'an answer of HTML': async () => ({ status: 200, body: '<html><h1>Bad gateway</h1></html>' }),
    'a 502 of a gateway': async () => ({ status: 502, body: '<html></html>' }),
    'a 500 with rows in it': async () => ({ status: 500, body: '[]' }),
    'half a body': async () => ({ status: 200, body: '[{"transactionType":"ECOMMERCE","status":"COMPL' }),
    'no body': async () => ({ status: 200, body: '' }),
    null: async () => ({ status: 200, body: 'null' }),
    'an object': async () => ({ status: 200, body: '{"rows":[]}' }),
    'an error without a code': async () => ({
      status: 200,
      body: '{"status":"error","message":"?","data":null}',
    }),
    'a connection that breaks': async () => {
      throw new Error('socket hang up')
    },
    silence: () => new Promise<UpstreamAnswer>(() => {}),
  }
  const reasons: Readonly<Record<string, string>> = {
    'a connection that breaks': 'unreachable',
    silence: 'timeout',
  }

  for (const [name, fail] of Object.entries(failures)) {
    test(`by ${name} is asked for four times with growing pauses, told, and the next day goes on`, async (t) => {
      const { sync, books, interfere, asked, clock } = await createAsking(t)
      books.entries.push(toEntry('a', '2026-01-16T12:00:00-04:00'))
      const times: number[] = []
      interfere((range, pass) => {
        if (!range.startsWith('2026-01-15')) return pass()
        times.push(clock.now())
        return fail()
      })
      const summary = await sync({ fromDate: '2026-01-15', toDate: '2026-01-16' })
      assert.deepEqual(counts(summary), {
        created: 1,
        updated: 0,
        unchanged: 0,
        unmatched: 0,
        errors: 1,
        ignored: 0,
      })
      assert.deepEqual(summary.failedDays, [
        { date: '2026-01-15', reason: reasons[name] ?? 'unreadable', athmCode: null },
      ])
      assert.deepEqual([summary.days, summary.daysRead, asked.length], [2, 1, 5])
      const pauses = times.slice(1).map((at, nth) => at - (times[nth] ?? 0))
      const deadlineMs = name === 'silence' ? 60_000 : 0
      assert.deepEqual(
        pauses,
        [2_000, 8_000, 30_000].map((ms) => ms + deadlineMs),
      )
    })
  }

  test('only for a while is no error in the end', async (t) => {
    const { sync, books, interfere } = await createAsking(t)
    books.entries.push(toEntry('a', '2026-01-15T12:00:00-04:00'))
    let failuresLeft = 3
    interfere(async (_, pass) => (failuresLeft-- > 0 ? { status: 503, body: 'busy' } : pass()))
    const summary = await sync(JANUARY_15)
    assert.deepEqual([summary.created, summary.errors, summary.failedDays.length], [1, 0, 0])
  })

  test('with any error code of ATH Móvil’s is told with that code', async (t) => {
    const { sync, interfere } = await createAsking(t)
    const codes = ERROR_CODES.map(({ code }) => code).filter((code) => !NOTHING_FOUND.includes(code))
    assert.ok(codes.length > 40)
    for (const code of [...codes, 'token.expired', 'PCUS_0007']) {
      for (const status of [200, 400, 401, 500]) {
        interfere(async () => refuse(code, status))
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const { errors, failedDays } = await sync(JANUARY_15)
        assert.deepEqual([errors, failedDays[0]?.athmCode], [1, code], `${code} ${status}`)
      }
    }
  })

  test('because the tokens are wrong is not asked for again: nothing but other tokens will help', async (t) => {
    const { sync, interfere, asked } = await createAsking(t)
    interfere(async () => refuse('BTRA_0403', 401))
    const { errors } = await sync({ fromDate: '2026-01-15', toDate: '2026-01-16' })
    assert.deepEqual([errors, asked.length], [2, 2])
  })

  test('is not waited for once the run is told to stop', async (t) => {
    const { athm, books, interfere, clock } = await createAsking(t)
    books.entries.push(toEntry('a', '2026-01-14T12:00:00-04:00'))
    const stopping = new AbortController()
    interfere((range, pass) =>
      range.startsWith('2026-01-15') ? new Promise<UpstreamAnswer>(() => {}) : pass(),
    )
    const running = athm.sync({
      fromDate: '2026-01-14',
      toDate: '2026-01-16',
      signal: stopping.signal,
    })
    await clock.advance(1_000)
    stopping.abort()
    await clock.advance(0)
    const { stoppedBefore, created, daysRead } = await running
    assert.deepEqual([stoppedBefore, created, daysRead], ['2026-01-15', 1, 1])
  })
})
