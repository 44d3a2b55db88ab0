import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test, type TestContext } from 'node:test'
import type { AthmBackend } from '../../server/index.ts'
import { parseOptions } from '../../server/options.ts'
import { openDatabase } from '../../server/store/store.ts'
import { changeSyncState, readSyncState, type SyncState } from '../../server/watcher/reconcile-lease.ts'
import type { Send, UpstreamAnswer } from '../../server/athmovil/transport.ts'
import { sleep } from '../../server/context.ts'
import { createManualClock } from '../manual-clock.ts'
import { createBooksModel, toEntry, toPuertoRico, type BooksModel } from './reconcile-books.ts'
import { createReconcileShop, type ReconcileShop } from './reconcile-shop.ts'

/** Ten in the evening in Puerto Rico, and the next day in UTC. */
const NOW = Date.parse('2026-02-11T02:00:00Z')
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

interface Scheduling {
  readonly clock: ReturnType<typeof createManualClock>
  readonly books: BooksModel
  /** Each report that was asked for: when, in Puerto Rico, and of which day. */
  readonly asked: string[]
  readonly logged: string[]
  /** What happens to reports from now on. */
  interfere(how: (() => Promise<UpstreamAnswer>) | null): void
  /** Starts another server on the same database. */
  start(syncEvery?: string): Promise<ReconcileShop>
}

function createScheduling(t: TestContext): Scheduling {
  const folder = mkdtempSync(join(tmpdir(), 'athm-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const clock = createManualClock(NOW)
  const books = createBooksModel()
  const asked: string[] = []
  const logged: string[] = []
  let servers = 0
  let how: (() => Promise<UpstreamAnswer>) | null = null
  const send: Send = (request, signal) => {
    if (!request.path.endsWith('transactionReport')) return books.send(request, signal)
    const { fromDate = '' } = JSON.parse(request.body ?? '') as Record<string, string>
    asked.push(`${toPuertoRico(clock.now()).slice(0, 16)}: ${fromDate.slice(0, 10)}`)
    return how ? how() : books.send(request, signal)
  }
  const write = (message: string, fields: object = {}): void =>
    void logged.push(`${message} ${JSON.stringify(fields)}`)
  return {
    clock,
    books,
    asked,
    logged,
    interfere: (next) => void (how = next),
    async start(syncEvery) {
      const log = { info: write, warn: write, error: write }
      // By another path each: in one process, a server on the same one would take over.
      servers += 1
      const database = `${folder}/${'./'.repeat(servers)}athm.db`
      const shop = await createReconcileShop(t, { send, now: NOW, clock, database, log, syncEvery })
      shop.athm.start()
      await clock.advance(0)
      return shop
    },
  }
}

const stop = async ({ clock }: Scheduling, { athm }: { athm: AthmBackend }): Promise<void> => {
  const closed = athm.close()
  await clock.advance(1_000)
  await closed
}

suite('the schedule', () => {
  test('is off unless it is asked for', async (t) => {
    const { start, clock, asked } = createScheduling(t)
    await start()
    await start('off')
    await clock.advance(HOUR_MS)
    assert.deepEqual(asked, [])
  })

  test('compares yesterday and today in Puerto Rico, at the start and then so often', async (t) => {
    const { start, clock, asked, books, logged } = createScheduling(t)
    const { athm } = await start('3h')
    const heard: string[] = []
    athm.on('*', ({ type, source }) => void heard.push(`${type} ${source}`))
    await clock.advance(MINUTE_MS)
    assert.deepEqual(asked.splice(0), ['2026-02-10 22:00: 2026-02-09', '2026-02-10 22:00: 2026-02-10'])
    books.entries.push(toEntry('a', '2026-02-10T23:59:59-04:00'))
    await clock.advance(3 * HOUR_MS - 2 * MINUTE_MS)
    assert.deepEqual(asked, [])
    await clock.advance(2 * MINUTE_MS)
    // Past midnight, which is four in the morning in UTC.
    assert.deepEqual(asked, ['2026-02-11 01:00: 2026-02-10', '2026-02-11 01:00: 2026-02-11'])
    await clock.advance(10_000)
    assert.deepEqual(heard, ['payment.completed report'])
    assert.match(
      logged.join('\n'),
      /reconciled 2026-02-10 to 2026-02-11: 1 created, 0 updated, 0 unchanged, 0 unmatched, 0 errors/,
    )
  })

  test('is kept over a restart: neither repeated at once, nor forgotten', async (t) => {
    const scheduling = createScheduling(t)
    const { start, clock, asked } = scheduling
    await stop(scheduling, await start('24h'))
    assert.equal(asked.splice(0).length, 2)
    await clock.advance(23 * HOUR_MS)
    await start('24h')
    await clock.advance(59 * MINUTE_MS)
    assert.deepEqual(asked, [])
    await clock.advance(MINUTE_MS)
    assert.equal(asked.length, 2)
  })

  test('that is made more frequent counts from the last run', async (t) => {
    const scheduling = createScheduling(t)
    const { start, clock, asked } = scheduling
    await stop(scheduling, await start('24h'))
    asked.length = 0
    await clock.advance(HOUR_MS)
    await start('90m')
    assert.deepEqual(asked, [])
    await clock.advance(31 * MINUTE_MS)
    assert.deepEqual(asked.length, 2)
  })

  test('is done by one of two servers', async (t) => {
    const { start, clock, asked, interfere } = createScheduling(t)
    interfere(async () => {
      await sleep(clock, 20_000)
      return { status: 200, body: '[]' }
    })
    await start('30m')
    await start('30m')
    await start('30m')
    await clock.advance(MINUTE_MS)
    assert.equal(asked.length, 2)
    await clock.advance(30 * MINUTE_MS)
    assert.equal(asked.length, 4)
  })

  test('is claimed by one of two servers that look at the same moment', async (t) => {
    const db = await openDatabase(':memory:')
    t.after(() => db.destroy())
    const [one, other] = [await readSyncState(db), await readSyncState(db)]
    const claim = (owner: string, state: SyncState): Promise<boolean> =>
      changeSyncState(db, state, { ...state, owner, leaseUntil: NOW + 1 })
    assert.deepEqual([await claim('one', one), await claim('other', other)], [true, false])
    assert.equal((await readSyncState(db)).owner, 'one')
  })

  test('goes back to the last run that was done when the server was away, and no more than a month', async (t) => {
    const scheduling = createScheduling(t)
    const { start, clock, asked } = scheduling
    await stop(scheduling, await start('24h'))
    asked.length = 0
    await clock.advance(4 * 24 * HOUR_MS)
    await stop(scheduling, await start('24h'))
    assert.deepEqual(
      asked.splice(0).map((line) => line.slice(18)),
      ['2026-02-10', '2026-02-11', '2026-02-12', '2026-02-13', '2026-02-14'],
    )
    await clock.advance(100 * 24 * HOUR_MS)
    await start('24h')
    assert.equal(asked.length, 32)
  })

  test('that fails is told, tried again with growing pauses, and then goes its way', async (t) => {
    const { start, clock, asked, interfere, logged } = createScheduling(t)
    interfere(async () => ({ status: 502, body: '<html></html>' }))
    await start('15m')
    await clock.advance(HOUR_MS)
    const times = asked.filter((line) => line.endsWith('2026-02-09')).map((line) => line.slice(11, 16))
    // Each run asks four times for each of the two days, which takes a minute and twenty seconds; then five, ten and
    // fifteen minutes pass, no more than the schedule's own.
    const runs = times.filter((_, nth) => nth % 4 === 0)
    assert.deepEqual(runs, ['22:00', '22:06', '22:17', '22:34', '22:50'])
    assert.ok(logged.some((line) => /the report of 2026-02-09 could not be read.*"unreadable"/.test(line)))
    interfere(null)
    asked.length = 0
    await clock.advance(15 * MINUTE_MS)
    assert.equal(asked.length, 2)
    await clock.advance(15 * MINUTE_MS)
    assert.equal(asked.length, 4)
  })

  test('that is stopped in the middle stops at once, and begins anew at the next start', async (t) => {
    const scheduling = createScheduling(t)
    const { start, clock, asked, interfere } = scheduling
    interfere(() => new Promise(() => {}))
    const server = await start('24h')
    await clock.advance(5_000)
    const began = clock.now()
    await stop(scheduling, server)
    assert.ok(clock.now() - began <= 2_000)
    asked.length = 0
    interfere(null)
    await start('24h')
    await clock.advance(1_000)
    assert.equal(asked.length, 2)
  })

  test('of a server that died goes on with another one when its lease is over', async (t) => {
    const { start, clock, asked } = createScheduling(t)
    const { dump, insert } = await start()
    assert.deepEqual(
      dump()['settings']?.filter(({ name }) => name === 'sync'),
      [],
    )
    const died = { doneAt: null, failures: 0, failedAt: 0, owner: 'dead', leaseUntil: NOW + 15 * MINUTE_MS }
    insert('settings', { name: 'sync', value: JSON.stringify(died) })
    await start('24h')
    await clock.advance(14 * MINUTE_MS)
    assert.deepEqual(asked, [])
    await clock.advance(2 * MINUTE_MS)
    assert.equal(asked.length, 2)
  })

  test('does not wait for years after a clock that was wrong for a while', async (t) => {
    const { start, clock, asked } = createScheduling(t)
    const { insert } = await start()
    const wrong = { doneAt: NOW + 1e12, failures: 0, failedAt: 0, owner: null, leaseUntil: 0 }
    insert('settings', { name: 'sync', value: JSON.stringify(wrong) })
    await start('24h')
    await clock.advance(MINUTE_MS)
    assert.equal(asked.length, 2)
  })
})

suite('syncEvery', () => {
  const read = (syncEvery: string | undefined) => {
    const upstream = { send: () => Promise.reject(new Error('Nobody asks')) }
    return parseOptions({ upstream, mode: 'sandbox', publicToken: 'public', syncEvery }).syncEveryMs
  }

  test('is a number of minutes, hours or days, or off', () => {
    assert.deepEqual(['off', '5m', '90m', '24h', '31d', undefined].map(read), [
      null,
      5 * MINUTE_MS,
      90 * MINUTE_MS,
      24 * HOUR_MS,
      31 * 24 * HOUR_MS,
      null,
    ])
  })

  test('is nothing else, and neither too often nor too seldom', () => {
    for (const wrong of ['4m', '0h', '32d', '1.5h', '24', '24 h', 'daily', '-5m', '99999d']) {
      assert.throws(() => read(wrong), /^OptionsError: syncEvery \(ATHM_SYNC_EVERY\) must be /, wrong)
    }
  })
})
