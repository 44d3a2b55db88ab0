import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { createBench, type Bench, type Json } from './bench.ts'

type Step =
  | { readonly do: 'create'; readonly cents: number; readonly phone: string }
  | { readonly do: 'confirm' | 'refuse' | 'expire' | 'authorize' | 'cancel'; readonly which: number }
  | { readonly do: 'wait' | 'jump'; readonly seconds: number }

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('create' as const),
    cents: fc.integer({ min: 100, max: 150_000 }),
    phone: fc.constantFrom('7875550100', '7875550101', '7875550102', '7875550103'),
  }),
  fc.record({
    do: fc.constantFrom(
      'confirm' as const,
      'refuse' as const,
      'expire' as const,
      'authorize' as const,
      'cancel' as const,
    ),
    which: fc.nat(5),
  }),
  fc.record({ do: fc.constant('authorize' as const), which: fc.nat(5) }),
  fc.record({
    do: fc.constantFrom('wait' as const, 'jump' as const),
    seconds: fc.integer({ min: 0, max: 200 }),
  }),
)

/** Takes one step; answers the reference number when money moved. */
async function take(
  bench: Bench,
  tickets: { ecommerceId: string; token: string }[],
  step: Step,
): Promise<unknown> {
  if (step.do === 'create') {
    const total = `${Math.floor(step.cents / 100)}.${String(step.cents % 100).padStart(2, '0')}`
    return void tickets.push(await bench.create({ total, phoneNumber: step.phone }))
  }
  if ('seconds' in step) {
    if (step.do === 'wait') await bench.base.advance(step.seconds * 1000)
    else await bench.control('clock', { jump_seconds: step.seconds })
    return
  }
  const ticket = tickets[step.which]
  if (!ticket) return undefined
  if (step.do === 'cancel') return void (await bench.cancel(ticket.ecommerceId))
  if (step.do !== 'authorize')
    return void (await bench.control(`tickets/${ticket.ecommerceId}/${step.do}`, null))
  const { status, body } = await bench.authorize(ticket.token)
  return status === 200 ? (body['data'] as Json)['referenceNumber'] : undefined
}

/** Dollars of a JSON number as whole cents. */
const toCents = (dollars: unknown): number => Math.round(Number(dollars) * 100)

test('whatever happens in whatever order, no ticket is captured twice and both books agree to the cent', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 40 }), async (steps) => {
      const bench = createBench()
      const tickets: { ecommerceId: string; token: string }[] = []
      const references: unknown[] = []
      for (const step of steps) {
        const reference = await take(bench, tickets, step)
        if (reference !== undefined) references.push(reference)
      }

      const movements = (await bench.control('ledger')).body['movements'] as Json[]
      const completed = ((await bench.control('tickets')).body['tickets'] as Json[]).filter(
        (ticket) => ticket['status'] === 'COMPLETED',
      )
      assert.deepEqual(
        movements.map((movement) => movement['referenceNumber']),
        references,
      )
      assert.equal(new Set(movements.map((movement) => movement['ecommerceId'])).size, movements.length)
      assert.deepEqual(
        new Set(completed.map((ticket) => ticket['ecommerceId'])),
        new Set(movements.map((movement) => movement['ecommerceId'])),
      )
      const sum = (amounts: number[]): number => amounts.reduce((a, b) => a + b, 0)
      assert.equal(
        sum(movements.map((movement) => Number(movement['totalCents']))),
        sum(completed.map((ticket) => toCents(ticket['total']))),
      )
      for (const { totalCents, feeCents, netCents } of movements) {
        assert.equal(Number(feeCents) + Number(netCents), totalCents)
      }
    }),
    { numRuns: 150 },
  )
})
