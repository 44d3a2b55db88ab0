import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { DIALECTS } from '../../server/simulator/dialects.ts'
import { assertAsyncProperty } from '../property.ts'
import { createSeededRandom } from '../seeded-random.ts'
import { createBench, type Answer, type Bench, type Json } from './bench.ts'

/** What is done to one of the tickets; `which` counts them, and begins anew after the last. */
type Act =
  | { readonly do: 'confirm' | 'refuse' | 'expire' | 'authorize' | 'cancel'; readonly which: number }
  | { readonly do: 'refund'; readonly which: number; readonly cents: number }
  | { readonly do: 'phone'; readonly which: number; readonly phone: string }

type Step =
  | Act
  | { readonly do: 'create'; readonly cents: number; readonly phone: string | null }
  | { readonly do: 'read' }
  | { readonly do: 'wait' | 'jump'; readonly seconds: number }
  | {
      readonly do: 'fault'
      readonly endpoint: 'authorization' | 'refund' | '*'
      readonly kind: 'drop_before' | 'drop_after' | 'garbage'
    }

const which = fc.nat(5)

const PHONES = ['7875550100', '7875550101', '7875550102', '7875550106', '7875550109'] as const

/** Weighted towards what moves money. */
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('create' as const),
      cents: fc.integer({ min: 100, max: 150_000 }),
      phone: fc.constantFrom(null, ...PHONES),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('phone' as const), which, phone: fc.constantFrom(...PHONES) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('read' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('confirm' as const), which }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('authorize' as const), which }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('refund' as const),
      which,
      cents: fc.integer({ min: 1, max: 100_000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('refuse' as const, 'expire' as const, 'cancel' as const),
      which,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('wait' as const, 'jump' as const),
      seconds: fc.integer({ min: 0, max: 60 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      endpoint: fc.constantFrom('authorization' as const, 'refund' as const, '*' as const),
      kind: fc.constantFrom('drop_before' as const, 'drop_after' as const, 'garbage' as const),
    }),
  },
)

interface OpenTicket {
  readonly ecommerceId: string
  readonly token: string
}

interface Walker {
  readonly bench: Bench
  readonly tickets: OpenTicket[]
  /** The references that answers brought; what was lost on its way is not among them. */
  readonly references: unknown[]
}

/** Dollars of a JSON number as whole cents. */
const toCents = (dollars: unknown): number => Math.round(Number(dollars) * 100)
const toDollars = (cents: number): string =>
  `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
const sumOf = (rows: readonly Json[], field: string): number =>
  rows.reduce((sum, row) => sum + Number(row[field]), 0)

/** Lets a call be lost: null when the connection broke or the answer can't be read. */
async function orLost<T>(answer: Promise<T>): Promise<T | null> {
  return await answer.catch((error: unknown) => {
    const { name } = error as Error
    assert.ok(name === 'ConnectionDropped' || name === 'SyntaxError', String(error))
    return null
  })
}

async function ticketsOf(bench: Bench): Promise<Json[]> {
  const listed = (await bench.control('tickets')).body['tickets'] as Json[]
  return await Promise.all(
    listed.map(async ({ ecommerceId }) => (await bench.control(`tickets/${String(ecommerceId)}`)).body),
  )
}

async function refund({ bench }: Walker, ecommerceId: string, cents: number): Promise<Answer | null> {
  const { referenceNumber } = (await bench.control(`tickets/${ecommerceId}`)).body
  return await orLost(bench.refund(String(referenceNumber), toDollars(cents)))
}

async function take(walker: Walker, step: Step): Promise<void> {
  const { bench, tickets } = walker
  switch (step.do) {
    case 'create': {
      const ticket = await orLost(bench.create({ total: toDollars(step.cents), phoneNumber: step.phone }))
      if (ticket) tickets.push(ticket)
      return
    }
    case 'wait':
      return await bench.base.advance(step.seconds * 1000)
    case 'jump':
      return void (await bench.control('clock', { jump_seconds: step.seconds }))
    case 'fault':
      return void (await bench.control('faults', { endpoint: step.endpoint, kind: step.kind }))
    case 'read':
      return void (await orLost(report(bench)))
    default: {
      const ticket = tickets[step.which % tickets.length]
      if (ticket) await act(walker, ticket, step)
    }
  }
}

async function act(walker: Walker, ticket: OpenTicket, step: Act): Promise<void> {
  const { bench, references } = walker
  switch (step.do) {
    case 'refund': {
      const answer = await refund(walker, ticket.ecommerceId, step.cents)
      // A refusal of 2020 is a 200 as well.
      if (answer?.body['status'] !== 'success') return
      references.push((answer.body['data'] as { refund: Json }).refund['referenceNumber'])
      return
    }
    case 'authorize': {
      const answer = await orLost(bench.authorize(ticket.token))
      if (answer?.body['status'] === 'success')
        references.push((answer.body['data'] as Json)['referenceNumber'])
      return
    }
    case 'phone': {
      const body = { ecommerceId: ticket.ecommerceId, phoneNumber: step.phone }
      const before = (await bench.control(`tickets/${ticket.ecommerceId}`)).body['phone']
      await orLost(bench.setPhone(ticket.token, body))
      const now = (await bench.control(`tickets/${ticket.ecommerceId}`)).body['phone']
      assert.ok(before === null || now === before, 'a phone was set twice')
      return
    }
    case 'cancel':
      return void (await orLost(bench.cancel(ticket.ecommerceId)))
    default:
      await bench.control(`tickets/${ticket.ecommerceId}/${step.do}`, null)
  }
}

/** Asks for the report of the day so far. */
async function report(bench: Bench): Promise<Answer> {
  const { now } = (await bench.control('clock')).body
  const toDate = new Date(Date.parse(String(now)) - 4 * 3_600_000).toISOString()
  const range = { fromDate: '2026-01-15 00:00:00', toDate: toDate.slice(0, 19).replace('T', ' ') }
  return await bench.www('GET /transactions/v4/transactionReport', { ...bench.sim.credentials, ...range })
}

/** Compares the ledger with what the tickets say, with the report, and with what answers said. */
async function audit({ bench, references }: Walker): Promise<void> {
  await bench.control('faults', { clear: true })
  const ledger = (await bench.control('ledger')).body as { movements: Json[]; payments: Json[] }
  const captures = ledger.movements.filter(({ type }) => type === 'payment')
  const refunds = ledger.movements.filter(({ type }) => type === 'refund')
  const tickets = await ticketsOf(bench)
  const completed = tickets.filter(({ status }) => status === 'COMPLETED')

  const reported: unknown = (await report(bench)).body
  const rows = Array.isArray(reported) ? (reported as Json[]) : []
  for (const [type, movements] of [
    ['ECOMMERCE', captures],
    ['REFUND', refunds],
  ] as const) {
    const told = rows.filter((row) => row['transactionType'] === type)
    assert.equal(
      told.reduce((sum, { total }) => sum + toCents(total), 0),
      sumOf(movements, 'totalCents'),
    )
  }

  const booked = new Set(ledger.movements.map(({ referenceNumber }) => referenceNumber))
  assert.equal(booked.size, ledger.movements.length)
  for (const reference of references) assert.ok(booked.has(reference))

  assert.equal(new Set(captures.map(({ ecommerceId }) => ecommerceId)).size, captures.length)
  assert.equal(
    sumOf(captures, 'totalCents'),
    completed.reduce((sum, { total }) => sum + toCents(total), 0),
  )
  for (const { totalCents, feeCents, netCents } of captures) {
    assert.equal(Number(feeCents) + Number(netCents), totalCents)
  }
  assert.equal(ledger.payments.length, captures.length)
  assert.equal(sumOf(ledger.payments, 'capturedCents'), sumOf(captures, 'totalCents'))
  assert.equal(sumOf(ledger.payments, 'refundedCents'), sumOf(refunds, 'totalCents'))
  for (const { ecommerceId, capturedCents, refundedCents } of ledger.payments) {
    assert.ok(Number(refundedCents) <= Number(capturedCents), 'more was refunded than was captured')
    const ticket = completed.find((other) => other['ecommerceId'] === ecommerceId)
    const parts = (ticket?.['refunds'] ?? []) as Json[]
    assert.equal(
      parts.reduce((sum, { amount }) => sum + toCents(amount), 0),
      refundedCents,
    )
  }
}

for (const dialect of DIALECTS) {
  test(`whatever happens in whatever order in dialect ${dialect}, no ticket is captured twice, none is refunded beyond its total, and all books agree to the cent`, async () => {
    let captured = 0
    let refunded = 0
    await assertAsyncProperty(
      fc.asyncProperty(
        fc.array(anyStep, { minLength: 5, maxLength: 60, size: 'max' }),
        fc.nat(),
        async (steps, seed) => {
          const bench = createBench({ dialect, random: createSeededRandom(seed) })
          const walker: Walker = { bench, tickets: [], references: [] }
          for (const step of steps) await take(walker, step)
          await audit(walker)
          const { movements } = (await bench.control('ledger')).body as { movements: Json[] }
          captured += movements.filter(({ type }) => type === 'payment').length
          refunded += movements.filter(({ type }) => type === 'refund').length
        },
      ),
    )
    const walked = `${captured} captures and ${refunded} refunds were walked through`
    // A run that replays one failure walks less.
    assert.ok(process.env['ATHM_TEST_PATH'] !== undefined || (captured > 20 && refunded > 10), walked)
  })
}
