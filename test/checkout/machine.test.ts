import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import {
  IDLE,
  isPaidBefore,
  step,
  type CheckoutEvent,
  type CheckoutState,
  type Phase,
} from '../../src/checkout/machine.ts'
import type { PaymentView } from '../../src/protocol/messages.ts'
import { PAYMENT_STATUSES, type PaymentStatus } from '../../src/protocol/payment.ts'
import type { Phone } from '../../src/protocol/phone.ts'
import { assertProperty } from '../property.ts'

const PHONE = '7875550101' as Phone

const toView = (status: PaymentStatus, more: Partial<PaymentView> = {}): PaymentView => ({
  payment_id: 'p1',
  status,
  verifying: false,
  reference_number: status === 'COMPLETED' ? 'r1' : null,
  ecommerce_id: null,
  total: '25.00',
  refunded: '0.00',
  expires_at: '2026-01-01T00:10:00Z',
  server_time: '2026-01-01T00:00:00Z',
  code: null,
  cancelled_by: null,
  ...more,
})

const run = (...events: CheckoutEvent[]): CheckoutState => events.reduce(step, IDLE)
const open: CheckoutEvent = { type: 'open', error: null }
const submit: CheckoutEvent = { type: 'submit', phone: PHONE }
const initiated = (status: PaymentStatus, more?: Partial<PaymentView>): CheckoutEvent => ({
  type: 'initiated',
  view: toView(status, more),
})
const view = (status: PaymentStatus, more?: Partial<PaymentView>): CheckoutEvent => ({
  type: 'view',
  view: toView(status, more),
})
const resume = (status: PaymentStatus | null): CheckoutEvent => ({
  type: 'resume',
  phone: PHONE,
  open: true,
  leaving: null,
  view: status && toView(status),
})
const waiting = run(open, submit, initiated('OPEN'))

describe('the checkout', () => {
  const ways: readonly (readonly [title: string, events: readonly CheckoutEvent[], phase: Phase])[] = [
    ['asks for a number when it is opened', [open], 'phone'],
    ['says at once what is wrong with the page', [{ type: 'open', error: 'total_not_a_number' }], 'failed'],
    ['asks the backend when the number is given', [open, submit], 'initiating'],
    [
      'stays in the phone step when it is refused',
      [open, submit, { type: 'refuse', code: 'refused' }],
      'phone',
    ],
    ['ends when the order is paid already', [open, submit, { type: 'refuse', code: 'order_paid' }], 'failed'],
    [
      'shows the payment of an order that may not be paid once more',
      [{ type: 'open', error: null, paid: toView('COMPLETED') }],
      'completed',
    ],
    [
      'is over when another phone paid the order while the number was changed',
      [open, submit, initiated('OPEN'), { type: 'change' }, view('CANCEL', { code: 'order_paid' })],
      'cancelled',
    ],
    ['waits for the customer', [open, submit, initiated('OPEN')], 'waiting'],
    [
      'waits for a creation without an answer',
      [open, submit, initiated('OPEN', { verifying: true, expires_at: null })],
      'initiating',
    ],
    [
      'authorizes once the customer agreed',
      [open, submit, initiated('OPEN'), view('CONFIRM')],
      'authorizing',
    ],
    [
      'owns up when the outcome is unknown',
      [open, submit, initiated('CONFIRM', { verifying: true })],
      'verifying',
    ],
    [
      'owns up when a person has to look',
      [open, submit, initiated('CONFIRM', { code: 'review' })],
      'verifying',
    ],
    ['completes', [open, submit, initiated('OPEN'), view('COMPLETED')], 'completed'],
    [
      'is cancelled by the server',
      [open, submit, initiated('OPEN'), { type: 'cancel' }, view('CANCEL')],
      'cancelled',
    ],
    ['expires by the server', [open, submit, initiated('OPEN'), view('EXPIRED')], 'expired'],
    ['fails by the server', [open, submit, initiated('OPEN'), view('FAILED')], 'failed'],
    [
      'shows a completion that came after a cancellation',
      [open, submit, initiated('CANCEL'), view('COMPLETED')],
      'completed',
    ],
    ['goes on with what a reload interrupted', [resume('OPEN')], 'waiting'],
    ['goes on with a request that a reload interrupted', [resume(null)], 'initiating'],
    ['shows an end that a reload interrupted', [resume('COMPLETED')], 'completed'],
    ['does not go on with one payment in the middle of another', [open, resume('OPEN')], 'phone'],
    [
      'owns up when an authorization takes too long, and stays with that',
      [open, submit, initiated('CONFIRM'), { type: 'slow' }, view('CONFIRM')],
      'verifying',
    ],
    [
      'takes nothing but an authorization for too slow',
      [open, submit, initiated('OPEN'), { type: 'slow' }],
      'waiting',
    ],
    [
      'says so when the backend no longer knows the payment',
      [open, submit, initiated('OPEN'), { type: 'lost', isKnown: true }],
      'phone',
    ],
    ['drops what the backend never knew', [resume('OPEN'), { type: 'lost', isKnown: false }], 'idle'],
    ['starts anew when asked to', [open, submit, initiated('EXPIRED'), { type: 'retry' }], 'phone'],
    ['closes from the phone step', [open, { type: 'dismiss' }], 'idle'],
    [
      'goes back to the number when it is changed',
      [open, submit, initiated('OPEN'), { type: 'change' }, view('CANCEL')],
      'phone',
    ],
    [
      'shows that the payment won over a changed number',
      [open, submit, initiated('OPEN'), { type: 'change' }, view('COMPLETED')],
      'completed',
    ],
    [
      'keeps a review in sight though the number is changed',
      [open, submit, initiated('OPEN'), { type: 'change' }, view('FAILED', { code: 'review' })],
      'failed',
    ],
  ]
  for (const [title, events, phase] of ways) it(title, () => assert.equal(run(...events).phase, phase))

  it('asks before it leaves a request behind, and goes on waiting when told so', () => {
    const asked = step(waiting, { type: 'dismiss' })
    assert.deepEqual([asked.closing, asked.open], [true, true])
    assert.deepEqual(step(asked, { type: 'keep' }), waiting)
  })

  it('takes the question back when the customer confirms meanwhile', () => {
    const confirmed = step(step(waiting, { type: 'dismiss' }), view('CONFIRM'))
    assert.deepEqual([confirmed.phase, confirmed.closing], ['authorizing', false])
  })

  it('remembers a dismissal while the request is on its way', () => {
    const left = run(open, submit, { type: 'dismiss' })
    assert.deepEqual([left.phase, left.leaving, left.open], ['initiating', 'cancel', true])
  })

  it('lets an undecided payment be hidden, and shows its end', () => {
    const hidden = run(open, submit, initiated('CONFIRM', { verifying: true }), { type: 'dismiss' })
    assert.deepEqual([hidden.phase, hidden.open], ['verifying', false])
    assert.equal(step(hidden, view('COMPLETED')).open, true)
  })

  it('lets a customer go whose cancel does not get through', () => {
    const stuck = [{ type: 'cancel' }, { type: 'away' }, { type: 'dismiss' }] as const
    assert.equal(stuck.reduce<CheckoutState>(step, waiting).open, false)
  })

  it('ignores a view that is older than what it knows, or of another payment', () => {
    const later = step(waiting, view('OPEN', { server_time: '2026-01-01T00:01:00Z', verifying: true }))
    assert.equal(step(later, view('OPEN')), later)
    assert.equal(step(waiting, view('COMPLETED', { payment_id: 'p0' })), waiting)
    const done = step(waiting, view('COMPLETED'))
    for (const status of PAYMENT_STATUSES.filter((one) => one !== 'COMPLETED'))
      assert.equal(step(done, view(status)), done)
  })

  it('does not take a late word on the payment before for one on the new payment', () => {
    const anew = [{ type: 'change' }, view('CANCEL'), submit, view('CANCEL'), view('COMPLETED')] as const
    assert.equal(anew.reduce(step, waiting).phase, 'initiating')
  })

  it('is back as soon as the backend says something', () => {
    assert.equal(step(step(waiting, { type: 'away' }), view('OPEN')).away, false)
  })

  it('knows an order that was paid before, but not in the middle of a try', () => {
    assert.equal(isPaidBefore(run(open, submit, { type: 'refuse', code: 'order_paid' })), true)
    assert.equal(isPaidBefore(step(waiting, view('CANCEL', { code: 'order_paid' }))), true)
    assert.equal(isPaidBefore(step(waiting, view('CONFIRM', { code: 'order_paid' }))), false)
    assert.equal(isPaidBefore(step(waiting, view('COMPLETED'))), false)
  })

  it('keeps its number for the next try', () => {
    assert.equal(run(open, submit, initiated('EXPIRED'), { type: 'dismiss' }, open).phone, PHONE)
  })
})

describe('whatever happens to a checkout', () => {
  const event: fc.Arbitrary<CheckoutEvent> = fc.oneof(
    fc.constant(open),
    fc.constant<CheckoutEvent>({ type: 'open', error: null, paid: toView('COMPLETED') }),
    fc.constant(submit),
    fc.constantFrom(...PAYMENT_STATUSES, null).map(resume),
    fc.boolean().map((isKnown): CheckoutEvent => ({ type: 'lost', isKnown })),
    fc.constantFrom<CheckoutEvent[]>(
      ...(['away', 'slow', 'dismiss', 'keep', 'cancel', 'change', 'retry'] as const).map((type) => ({
        type,
      })),
    ),
    fc.constantFrom<CheckoutEvent[]>(
      { type: 'refuse', code: 'refused' },
      { type: 'refuse', code: 'order_paid' },
    ),
    fc
      .record({
        status: fc.constantFrom(...PAYMENT_STATUSES),
        verifying: fc.boolean(),
        payment_id: fc.constantFrom('p1', 'p2'),
        code: fc.constantFrom(null, 'review' as const, 'order_paid' as const),
        server_time: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01T00:01:00Z'),
      })
      .chain(({ status, ...more }) => fc.constantFrom(view(status, more), initiated(status, more))),
  )

  /** Walks through random events, and hands each step to the check. */
  const always = (
    check: (before: CheckoutState, event: CheckoutEvent, after: CheckoutState) => void,
  ): void => {
    assertProperty(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        events.reduce((before, one) => {
          const after = step(before, one)
          check(before, one, after)
          return after
        }, IDLE)
      }),
      2_000,
    )
  }

  it('a completed payment is left by closing alone', () =>
    always((before, { type }, after) => {
      if (before.phase === 'completed') assert.ok(after.phase === 'completed' || type === 'dismiss')
    }))

  it('an end is shown only when the server said so', () =>
    always((_, __, { phase, payment, error }) => {
      const told = {
        completed: 'COMPLETED',
        cancelled: 'CANCEL',
        expired: 'EXPIRED',
        failed: 'FAILED',
      } as const
      if (phase in told && !error) assert.equal(payment?.status, told[phase as keyof typeof told])
    }))

  it('a request that may be in the app is never left without a cancel or a word', () =>
    always((before, { type }, after) => {
      const isLost = type === 'lost'
      if (before.phase === 'waiting' && before.open && !after.open)
        assert.ok(isLost || (before.leaving && before.away))
      if (isLost) return
      if (before.phase === 'waiting' || before.phase === 'authorizing') assert.notEqual(after.phase, 'idle')
    }))

  it('a new request begins only when none is under way', () =>
    always((before, { type }, after) => {
      if (type === 'submit' && after !== before) assert.equal(before.phase, 'phone')
    }))

  it('the question is asked only while waiting', () =>
    always((_, __, { closing, phase }) => assert.ok(!closing || phase === 'waiting')))
})
