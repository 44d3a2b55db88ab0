import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { addDays, halve, listDays, parseDay, toDay, toStretch } from '../../server/watcher/puerto-rico-day.ts'
import { parseSyncRange } from '../../server/watcher/reconcile-range.ts'

/** Noon in Puerto Rico. */
const NOW = Date.parse('2026-03-02T16:00:00Z')

suite('a day in Puerto Rico', () => {
  test('begins and ends four hours behind UTC, summer and winter', () => {
    for (const day of ['2026-01-15', '2026-07-15']) {
      const { fromAt, toAt } = toStretch(day)
      assert.deepEqual(
        [fromAt, toAt].map((at) => new Date(at).toISOString()),
        [`${day}T04:00:00.000Z`, `${day.slice(0, 8)}16T03:59:59.000Z`],
      )
    }
  })

  test('holds its last second, and not the next one', () => {
    assert.equal(toDay(Date.parse('2026-03-01T23:59:59.999-04:00')), '2026-03-01')
    assert.equal(toDay(Date.parse('2026-03-02T00:00:00-04:00')), '2026-03-02')
  })

  test('is counted over the ends of months and years, and over leap days', () => {
    assert.deepEqual(
      [
        addDays('2024-02-28', 1),
        addDays('2026-02-28', 1),
        addDays('2026-01-01', -1),
        addDays('2026-03-08', 1),
      ],
      ['2024-02-29', '2026-03-01', '2025-12-31', '2026-03-09'],
    )
    assert.deepEqual(listDays('2025-12-30', '2026-01-02'), [
      '2025-12-30',
      '2025-12-31',
      '2026-01-01',
      '2026-01-02',
    ])
    assert.deepEqual(listDays('2026-01-02', '2026-01-01'), [])
  })

  test('is cut in halves without a gap or an overlap, down to a second', () => {
    let left = [toStretch('2026-01-15')]
    for (let cuts = 0; cuts < 17; cuts++) left = left.flatMap((stretch) => halve(stretch) ?? [stretch])
    assert.equal(left.length, 86_400)
    assert.ok(left.every(({ fromAt, toAt }) => fromAt === toAt))
    assert.ok(left.every(({ fromAt }, nth) => nth === 0 || fromAt === (left[nth - 1]?.toAt ?? 0) + 1_000))
  })

  test('is nothing else than a day of the calendar', () => {
    for (const wrong of [
      '2026-02-30',
      '2025-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-1-1',
      '26-01-01',
      ' 2026-01-01',
      '2026-01-01T00:00:00',
      'today',
      '',
      20260101,
      null,
      undefined,
    ]) {
      assert.equal(parseDay(wrong), undefined, String(wrong))
    }
    assert.equal(parseDay('2024-02-29'), '2024-02-29')
  })
})

suite('a range', () => {
  test('is yesterday and today in Puerto Rico when nothing is said', () => {
    assert.deepEqual(parseSyncRange({}, NOW), ['2026-03-01', '2026-03-02'])
    // Past midnight in UTC, and still the evening before in Puerto Rico.
    assert.deepEqual(parseSyncRange({}, Date.parse('2026-03-02T03:00:00Z')), ['2026-02-28', '2026-03-01'])
    assert.deepEqual(parseSyncRange({ fromDate: '2026-03-02' }, NOW), ['2026-03-02'])
  })

  test('has both its days, and two years at most', () => {
    assert.equal(parseSyncRange({ fromDate: '2026-01-01', toDate: '2026-01-31' }, NOW).length, 31)
    assert.equal(parseSyncRange({ fromDate: '2023-01-01', toDate: '2024-12-31' }, NOW).length, 731)
  })

  test('that is wrong is refused in one sentence that names what was given', () => {
    for (const [fromDate, toDate, sentence] of [
      ['2026-02-30', undefined, 'fromDate must be a day of the calendar, such as 2026-01-31.'],
      [undefined, 'tomorrow', 'toDate must be a day of the calendar, such as 2026-01-31.'],
      ['2026-01-02', '2026-01-01', 'fromDate (2026-01-02) must not be after toDate (2026-01-01).'],
      [undefined, '2026-01-01', 'fromDate (2026-03-01) must not be after toDate (2026-01-01).'],
      [undefined, '2026-03-03', 'toDate (2026-03-03) is in the future: it is 2026-03-02 in Puerto Rico.'],
      ['2024-01-01', '2026-01-01', 'From 2024-01-01 to 2026-01-01 is 732 days; ask for two years at most.'],
    ] as const) {
      assert.throws(() => parseSyncRange({ fromDate, toDate }, NOW), {
        name: 'RangeError',
        message: sentence,
      })
    }
  })
})
