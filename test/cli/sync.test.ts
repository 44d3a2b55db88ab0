import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { suite, test, type TestContext } from 'node:test'
import { toEntry, toPaymentRow } from '../server/reconcile-books.ts'

const COMMAND = new URL('../../server/cli/main.ts', import.meta.url).pathname
const DAY = '2026-01-15'
const DAYS = ['--from-date', DAY, '--to-date', DAY]

/** What a command has said, and how it ended. */
interface Ended {
  readonly exitCode: number | null
  readonly out: string
  readonly err: string
}

/** ATH Móvil's second host over real HTTP, which answers each day with what a test says. */
async function createUpstream(t: TestContext, report: (day: string) => unknown) {
  const asked: string[] = []
  async function answer(path: string, body: string): Promise<unknown> {
    if (path === '/control/businesses') {
      return { businesses: [{ publicToken: 'public', privateToken: 'private' }] }
    }
    // A GET with a body.
    const { fromDate = '' } = JSON.parse(body) as { fromDate?: string }
    asked.push(fromDate.slice(0, 10))
    return report(fromDate.slice(0, 10))
  }
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    outgoing.end(JSON.stringify(await answer(incoming.url ?? '', Buffer.concat(chunks).toString())))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const folder = mkdtempSync(join(tmpdir(), 'athm-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const temporary = join(folder, 'tmp')
  mkdirSync(temporary)
  const database = join(folder, 'athm.db')
  const environment = {
    PATH: process.env['PATH'] ?? '',
    TMPDIR: temporary,
    ATHM_UPSTREAM_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ATHM_DATABASE_URL: database,
  }
  function start(args: readonly string[], more: Record<string, string> = {}) {
    const child = spawn(process.execPath, [COMMAND, 'sync', ...args], {
      env: { ...environment, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said = { out: '', err: '' }
    child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()))
    const ended = once(child, 'close').then(([exitCode]): Ended => ({
      exitCode: exitCode as number,
      ...said,
    }))
    return { child, said, ended }
  }
  return {
    asked,
    temporary,
    start,
    run: (args: readonly string[], more?: Record<string, string>) => start(args, more).ended,
    query(sql: string): Record<string, unknown>[] {
      const connection = new DatabaseSync(database)
      try {
        return connection
          .prepare(sql)
          .all()
          .map((row) => Object.assign({}, row))
      } finally {
        connection.close()
      }
    },
    exec(sql: string): void {
      const connection = new DatabaseSync(database)
      connection.exec(sql)
      connection.close()
    },
  }
}

const row = toPaymentRow(toEntry('a', `${DAY}T12:00:00-04:00`, { refunded: 100 }))

suite('athm-button sync', () => {
  test('stores what was missed and ends with 0, then finds all in order and ends with 0 again', async (t) => {
    const { run, query } = await createUpstream(t, () => [row])
    const first = await run([...DAYS, '--json'])
    assert.deepEqual([first.exitCode, first.err], [0, ''])
    assert.deepEqual(JSON.parse(first.out), {
      from_date: DAY,
      to_date: DAY,
      dry_run: false,
      days: 1,
      days_read: 1,
      rows: 1,
      created: 1,
      updated: 0,
      unchanged: 0,
      unmatched: 0,
      ignored: 0,
      errors: 0,
      refunds_found: 1,
      refunds_known: 0,
      stopped_before: null,
      failed_days: [],
      problems: [],
    })
    // For the server to deliver.
    assert.deepEqual(query('SELECT type FROM events ORDER BY seq'), [
      { type: 'payment.completed' },
      { type: 'refund.sent' },
    ])
    const second = await run(DAYS)
    assert.deepEqual([second.exitCode, second.err], [0, `${DAY}  1 row\n`])
    assert.match(second.out, /^2026-01-15: 1 day, 1 row\.\n\n {2}created {8}0 .*\n.*\n {2}unchanged {6}1 /)
  })

  test('with --no-events leaves nothing to tell', async (t) => {
    const { run, query } = await createUpstream(t, () => [row])
    assert.equal((await run([...DAYS, '--no-events', '--json'])).exitCode, 0)
    assert.deepEqual(query('SELECT status FROM payments'), [{ status: 'COMPLETED' }])
    assert.deepEqual(query('SELECT type FROM events'), [])
  })

  test('with --dry-run tells the same, changes nothing, and leaves no copy behind', async (t) => {
    const { run, query, temporary } = await createUpstream(t, () => [row])
    const { exitCode, out } = await run([...DAYS, '--dry-run'])
    assert.equal(exitCode, 0)
    assert.match(out, /A dry run: nothing was changed\./)
    assert.match(out, /created {8}1 /)
    assert.deepEqual([query('SELECT * FROM payments'), query('SELECT * FROM events')], [[], []])
    assert.deepEqual(readdirSync(temporary), [])
  })

  test('ends with 3 when something needs a person, and says what', async (t) => {
    const { run, exec } = await createUpstream(t, () => [row])
    await run(DAYS)
    exec('UPDATE payments SET total_cents = total_cents + 1')
    const { exitCode, out } = await run(DAYS)
    assert.equal(exitCode, 3)
    assert.match(
      out,
      /unmatched {2}2026-01-15 {2}The payment was completed here for another total\. \(row 1, reference-a, pay_/,
    )
  })

  test('ends with 1 when a row can not be read, though the others are done', async (t) => {
    const { run } = await createUpstream(t, () => [row, 'no object', { ...row, referenceNumber: '' }])
    const { exitCode, out } = await run([...DAYS, '--json'])
    const { created, errors, problems } = JSON.parse(out) as Record<string, unknown>
    assert.deepEqual([exitCode, created, errors], [1, 1, 2])
    assert.deepEqual(problems, [
      {
        kind: 'error',
        reason: 'unreadable_row',
        date: DAY,
        row: 2,
        reference_number: null,
        payment_id: null,
      },
      { kind: 'error', reason: 'no_reference', date: DAY, row: 3, reference_number: null, payment_id: null },
    ])
  })

  test('ends with 1 when a day can not be read, and says which and why', async (t) => {
    const refusal = { status: 'error', message: 'Invalid authorization token', errorcode: 'BTRA_0403' }
    const { run } = await createUpstream(t, () => refusal)
    const { exitCode, out, err } = await run(DAYS)
    assert.deepEqual([exitCode, err], [1, `${DAY}  could not be read (BTRA_0403)\n`])
    assert.match(out, /error {6}2026-01-15 {2}The report could not be read: BTRA_0403\./)
    const json = await run([...DAYS, '--json'])
    assert.deepEqual(
      [json.exitCode, json.err, (JSON.parse(json.out) as Record<string, unknown>)['failed_days']],
      [1, '', [{ date: DAY, reason: 'refused', athm_code: 'BTRA_0403' }]],
    )
  })

  test('ends with 2 and one sentence for arguments that are wrong, before anything is opened or asked', async (t) => {
    const { run, asked, temporary } = await createUpstream(t, () => [row])
    const missing = join(temporary, 'none', 'athm.db')
    for (const [args, sentence] of [
      [['--from-date', '2026-02-30'], '--from-date must be a day of the calendar, such as 2026-01-31.'],
      [['--to-date', 'yesterday'], '--to-date must be a day of the calendar, such as 2026-01-31.'],
      [
        ['--from-date', '2026-01-02', '--to-date', '2026-01-01'],
        '--from-date (2026-01-02) must not be after --to-date (2026-01-01).',
      ],
      [
        ['--from-date', '2023-01-01', '--to-date', '2026-01-01'],
        'From 2023-01-01 to 2026-01-01 is 1097 days; ask for two years at most.',
      ],
      [['--since', '2026-01-01'], 'sync has no option --since; athm-button help lists those it has.'],
      [['--from-date'], '--from-date needs a day, such as 2026-01-31.'],
      [['--from-date', '--json'], '--from-date needs a day, such as 2026-01-31.'],
      [['--json=yes'], '--json takes no value.'],
      [['2026-01-01'], 'sync takes options alone, such as --from-date 2026-01-01 --to-date 2026-01-31.'],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one process after the other
      const ended = await run(args, { ATHM_DATABASE_URL: missing })
      assert.deepEqual(ended, { exitCode: 2, out: '', err: `${sentence}\n` })
    }
    const future = await run(['--to-date', '2999-01-01'], { ATHM_DATABASE_URL: missing })
    assert.equal(future.exitCode, 2)
    assert.match(
      future.err,
      /^--to-date \(2999-01-01\) is in the future: it is \d{4}-\d\d-\d\d in Puerto Rico\.\n$/,
    )
    const own = await run([], { ATHM_UPSTREAM_URL: '', ATHM_DATABASE_URL: missing })
    assert.equal(own.exitCode, 2)
    assert.match(
      own.err,
      /^The sandbox's simulator lives in the server's own process: set ATHM_UPSTREAM_URL=\S+\n$/,
    )
    assert.deepEqual(asked, [])
  })

  for (const more of [[], ['--dry-run'], ['--json']]) {
    test(`told to stop (${more.join(' ') || 'plainly'}) finishes its day, says where to go on and ends with 1`, async (t) => {
      const reached = Promise.withResolvers<void>()
      const { start, run, asked, temporary } = await createUpstream(t, async (day) => {
        if (day === '2026-01-04') {
          reached.resolve()
          await new Promise(() => {})
        }
        return [row]
      })
      const range = ['--from-date', '2026-01-01', '--to-date', '2026-01-31']
      const { child, ended } = start([...range, ...more])
      await reached.promise
      child.kill('SIGINT')
      const { exitCode, out, err } = await ended
      assert.equal(exitCode, 1)
      assert.deepEqual(asked, ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04'])
      assert.deepEqual(readdirSync(temporary), [])
      if (more.includes('--json')) {
        assert.equal(err, '')
        assert.equal((JSON.parse(out) as Record<string, unknown>)['stopped_before'], '2026-01-04')
      } else {
        assert.match(err, /Stopping as soon as what is under way is done\./)
        assert.match(
          out,
          /Stopped before 2026-01-04\. Go on with --from-date 2026-01-04 --to-date 2026-01-31\./,
        )
        assert.match(out, new RegExp('created {8}1 '))
      }
      assert.equal((await run(DAYS)).exitCode, 0)
    })
  }
})
