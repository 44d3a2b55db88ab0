import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as fc from 'fast-check'
import { canBecome, isEnd, PAYMENT_STATUSES, toCents, type PaymentStatus } from '../../src/protocol/index.ts'
import {
  beginPayment,
  isVerifying,
  nextWrite,
  step,
  type LifecycleEvent,
  type PaymentState,
} from '../../server/payments/lifecycle.ts'
import { assertProperty } from '../property.ts'

const TOTAL = toCents(2_500)
const MINUTE = 60_000
const seen = (status: 'OPEN' | 'CONFIRM' | 'COMPLETED' | 'CANCEL', total = TOTAL): LifecycleEvent => ({
  type: 'seen',
  status,
  total,
  referenceNumber: status === 'COMPLETED' ? 'r-1' : null,
  ecommerceId: 'e-1',
})
const created: LifecycleEvent = {
  type: 'created',
  ecommerceId: 'e-1',
  tokenEndsAt: 15 * MINUTE,
  expiresAt: 10 * MINUTE,
}

/** Plays events at their minutes; what changes nothing is passed over. */
function play(...events: readonly (readonly [number, LifecycleEvent])[]): PaymentState {
  return events.reduce(
    (state, [minute, event]) => step(state, event, minute * MINUTE)?.state ?? state,
    beginPayment(TOTAL, 0),
  )
}

suite('how a payment ends', () => {
  const stories: readonly (readonly [string, PaymentState, PaymentStatus, string | null])[] = [
    [
      'refused at creation',
      play([0, { type: 'create_refused', code: 'refused', athmCode: 'X' }]),
      'FAILED',
      'refused',
    ],
    ['never answered', play([1, { type: 'create_lost' }]), 'FAILED', 'create_unknown'],
    ['cancelled by the customer in the app', play([0, created], [1, seen('CANCEL')]), 'CANCEL', null],
    ['over when its time was', play([0, created], [10, seen('CANCEL')]), 'EXPIRED', null],
    [
      'told to be expired',
      play([0, created], [1, { type: 'expired_hint' }], [2, seen('CANCEL')]),
      'EXPIRED',
      null,
    ],
    [
      'cancelled by the page after its time',
      play([0, created], [9, { type: 'cancel_wanted', cause: 'customer' }], [11, seen('CANCEL')]),
      'CANCEL',
      null,
    ],
    [
      'vetoed',
      play([0, created], [1, { type: 'cancel_wanted', cause: 'veto' }], [1, seen('CANCEL')]),
      'CANCEL',
      'vetoed',
    ],
    [
      'left open past its end',
      play([0, created], [12, { type: 'cancel_begun' }], [12, { type: 'cancel_accepted' }]),
      'EXPIRED',
      null,
    ],
    [
      'unknown upstream with its token over',
      play([0, created], [16, { type: 'ticket_unknown' }]),
      'EXPIRED',
      null,
    ],
    [
      'captured while a cancel was wanted',
      play([0, created], [1, { type: 'cancel_wanted', cause: 'customer' }], [1, seen('COMPLETED')]),
      'COMPLETED',
      null,
    ],
    [
      'captured after it had been given up',
      play([0, created], [1, seen('CANCEL')], [2, seen('COMPLETED')]),
      'COMPLETED',
      null,
    ],
  ]
  for (const [title, state, status, code] of stories) {
    test(`${title}: ${status}${code ? `, ${code}` : ''}`, () => {
      assert.deepEqual([state.status, state.code, state.intent], [status, code, null])
    })
  }

  test('a late capture is marked as late', () => {
    assert.equal(play([0, created], [1, seen('CANCEL')], [2, seen('COMPLETED')]).late, true)
    assert.equal(play([0, created], [1, seen('COMPLETED')]).late, false)
  })

  test('an unknown ticket whose token may still be used is not over', () => {
    assert.equal(play([0, created], [14, { type: 'ticket_unknown' }]).status, 'OPEN')
    const sent = play(
      [0, created],
      [1, seen('CONFIRM')],
      [1, { type: 'authorize_begun' }],
      [16, { type: 'ticket_unknown' }],
    )
    assert.equal(sent.status, 'CONFIRM')
  })

  test('a capture of another total, or without a reference, is for a person to look at', () => {
    const other = play([0, created], [1, seen('COMPLETED', toCents(2_499))])
    assert.deepEqual(
      [other.status, other.review, isVerifying(other)],
      ['OPEN', 'captured_total_differs', true],
    )
    const unnamed = step(
      play([0, created]),
      { ...seen('COMPLETED'), referenceNumber: null } as LifecycleEvent,
      MINUTE,
    )
    assert.equal(unnamed?.state.review, 'completed_without_reference')
  })
})

suite('what is sent upstream', () => {
  const confirmed = play([0, created], [1, seen('CONFIRM')])
  const authorizing = step(confirmed, { type: 'authorize_begun' }, MINUTE)?.state ?? confirmed

  test('is an authorization on CONFIRM, and nothing on OPEN', () => {
    assert.equal(nextWrite(confirmed, 'CONFIRM', MINUTE), 'authorize')
    assert.equal(nextWrite(play([0, created]), 'OPEN', MINUTE), null)
  })
  test('is no second authorization until the first can no longer take effect', () => {
    assert.equal(nextWrite(authorizing, 'CONFIRM', MINUTE + 49_999), null)
    assert.equal(step(authorizing, { type: 'authorize_begun' }, MINUTE + 49_999), null)
    assert.equal(nextWrite(authorizing, 'CONFIRM', MINUTE + 50_000), 'authorize')
  })
  test('is a cancel instead of another authorization, when one is wanted', () => {
    const wanted =
      step(authorizing, { type: 'cancel_wanted', cause: 'customer' }, MINUTE)?.state ?? authorizing
    assert.equal(nextWrite(wanted, 'CONFIRM', MINUTE + 10_000), null)
    assert.equal(nextWrite(wanted, 'CONFIRM', MINUTE + 50_000), 'cancel')
  })
  test('is a cancel a minute past the end, and when the token is over', () => {
    assert.equal(nextWrite(play([0, created]), 'OPEN', 11 * MINUTE - 1), null)
    assert.equal(nextWrite(play([0, created]), 'OPEN', 11 * MINUTE), 'cancel')
    assert.equal(nextWrite(confirmed, 'CONFIRM', 16 * MINUTE), 'cancel')
  })
  test('is never an authorization once a person is looking', () => {
    const looked = step(authorizing, { type: 'overdue' }, 17 * MINUTE)?.state ?? authorizing
    assert.equal(looked.review, 'intent_unresolved')
    assert.notEqual(
      nextWrite({ ...looked, tokenEndsAt: null, expiresAt: null }, 'CONFIRM', 18 * MINUTE),
      'authorize',
    )
  })
})

suite('whatever happens, in whatever order', () => {
  const event: fc.Arbitrary<LifecycleEvent> = fc.oneof(
    fc.constantFrom<LifecycleEvent>(
      created,
      { type: 'create_refused', code: 'refused', athmCode: 'BTRA_0009' },
      { type: 'create_lost' },
      { type: 'ticket_unknown' },
      { type: 'authorize_begun' },
      { type: 'authorize_refused', code: 'refused_limit', athmCode: 'BTRA_0045' },
      { type: 'write_unanswered' },
      { type: 'cancel_begun' },
      { type: 'cancel_accepted' },
      { type: 'expired_hint' },
      { type: 'overdue' },
    ),
    fc
      .constantFrom('customer', 'veto', 'refused', 'deadline')
      .map((cause): LifecycleEvent => ({ type: 'cancel_wanted', cause })),
    fc
      .tuple(fc.constantFrom('OPEN', 'CONFIRM', 'COMPLETED', 'CANCEL'), fc.constantFrom(2_500, 2_499))
      .map(([status, total]) => seen(status as 'OPEN', toCents(total))),
  )
  const life = fc.array(fc.tuple(event, fc.integer({ min: 0, max: 120_000 })), { maxLength: 40 })

  test('a status moves only as the table allows, an end keeps no intent, and each fact is told once', () => {
    assertProperty(
      fc.property(life, (events) => {
        let state = beginPayment(TOTAL, 0)
        let now = 0
        const told: string[] = []
        for (const [happening, passedMs] of events) {
          now += passedMs
          const change = step(state, happening, now)
          if (!change) continue
          const { status } = change.state
          assert.ok(status === state.status || canBecome(state.status, status))
          if (isEnd(status)) assert.equal(change.state.intent, null)
          if (status === 'COMPLETED') assert.equal(change.state.referenceNumber, 'r-1')
          told.push(...change.facts)
          state = change.state
        }
        assert.equal(new Set(told).size, told.length)
      }),
    )
  })

  test('COMPLETED is reached only by a reading of the very same cents', () => {
    assertProperty(
      fc.property(life, (events) => {
        let state = beginPayment(TOTAL, 0)
        let now = 0
        for (const [happening, passedMs] of events) {
          now += passedMs
          const next = step(state, happening, now)?.state ?? state
          if (next.status === 'COMPLETED' && state.status !== 'COMPLETED') {
            assert.ok(
              happening.type === 'seen' && happening.status === 'COMPLETED' && happening.total === TOTAL,
            )
          }
          state = next
        }
      }),
    )
  })

  test('the table lets no end become anything but COMPLETED', () => {
    for (const from of PAYMENT_STATUSES.filter(isEnd)) {
      for (const to of PAYMENT_STATUSES) {
        assert.equal(canBecome(from, to), from !== 'COMPLETED' && to === 'COMPLETED')
      }
    }
  })
})
