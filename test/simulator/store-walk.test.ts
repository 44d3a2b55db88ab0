import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { createAdjustableClock } from '../../server/system.ts'
import { createManualClock } from '../manual-clock.ts'
import { createBench, START_AT, type Bench, type Json } from './bench.ts'
import { startKept } from './kept.ts'

const which = fc.nat(5)
const anyStep = fc.oneof(
  fc.record({ do: fc.constant('create'), phone: fc.constantFrom(100, 101, 102, 103, 104, 106, 108, 109) }),
  fc.record({ do: fc.constantFrom('confirm', 'authorize', 'authorize', 'cancel', 'expire'), which }),
  fc.record({ do: fc.constant('refund'), which, amount: fc.integer({ min: 1, max: 8 }) }),
  fc.record({ do: fc.constantFrom('pass', 'jump', 'pass'), seconds: fc.integer({ min: 0, max: 400 }) }),
  fc.record({ do: fc.constant('set'), totals: fc.constantFrom('at_once', 'late', 'never') }),
  fc.record({ do: fc.constant('restart') }),
)
type Step = Readonly<Record<string, string | number>>

interface Walker {
  readonly bench: () => Bench
  readonly pass: (ms: number) => Promise<void>
  readonly restart: () => Promise<unknown>
}

/** Takes the steps. Returns every answer, the tickets and the money in the end, and what was told in any order. */
async function walk({ bench, pass, restart }: Walker, steps: readonly Step[]): Promise<unknown[]> {
  const tickets: { ecommerceId: string; token: string }[] = []
  const references: string[] = []
  const answers: unknown[] = []
  for (const step of steps) {
    const { ecommerceId = 'none', token = 'none' } =
      tickets[Number(step['which']) % (tickets.length || 1)] ?? {}
    switch (step['do']) {
      case 'create': {
        const body = { phoneNumber: `7875550${step['phone']}`, metadata1: `ticket ${tickets.length}` }
        const made = await bench().create(body).catch(String)
        if (typeof made === 'object') tickets.push(made)
        answers.push(made)
        break
      }
      case 'authorize': {
        const answer = await bench().authorize(token)
        const { referenceNumber } = (answer.body['data'] ?? {}) as Json
        if (typeof referenceNumber === 'string') references.push(referenceNumber)
        answers.push(answer)
        break
      }
      case 'cancel':
        answers.push(await bench().cancel(ecommerceId), await bench().find(ecommerceId))
        break
      case 'refund': {
        const reference = references[Number(step['which']) % (references.length || 1)] ?? 'none'
        const { status, body } = await bench().refund(reference, step['amount'])
        answers.push([status, body])
        break
      }
      case 'pass':
        await pass(Number(step['seconds']) * 1000)
        break
      case 'jump':
        answers.push(await bench().control('clock', { jump_seconds: step['seconds'] }))
        await pass(0)
        break
      case 'set':
        answers.push(await bench().control('businesses', { refunded_totals: step['totals'] }))
        break
      case 'restart':
        await restart()
        // What is due now rings now, as it would have without.
        await pass(0)
        break
      default:
        answers.push(await bench().control(`tickets/${ecommerceId}/${step['do']}`, null))
    }
  }
  await pass(3_600_000)
  const { movements, payments, webhooks } = (await bench().control('ledger')).body as Record<string, Json[]>
  const told = (webhooks ?? []).map(
    ({ ecommerceId, event, status }) => `${String(ecommerceId)} ${String(event)} ${String(status)}`,
  )
  return [...answers, movements, payments, told.toSorted(), (await bench().control('tickets')).body]
}

async function walkThrough(steps: readonly Step[]): Promise<unknown[]> {
  const base = createManualClock(START_AT)
  const bench = createBench({ seed: 1, clock: createAdjustableClock(base) })
  return await walk({ bench: () => bench, pass: base.advance, restart: async () => {} }, steps)
}

async function walkWithRestarts(steps: readonly Step[]): Promise<unknown[]> {
  const kept = startKept({ seed: 1 })
  try {
    return await walk({ bench: kept.bench, pass: kept.base.advance, restart: () => kept.restart() }, steps)
  } finally {
    await kept.close()
  }
}

test('a simulator that is started again and again answers like one that never stops', async () => {
  const seed = process.env['ATHM_TEST_SEED']
  const path = process.env['ATHM_TEST_PATH']
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 40 }), async (steps) => {
      assert.deepEqual(await walkWithRestarts(steps), await walkThrough(steps))
    }),
    { numRuns: 40, ...(seed !== undefined && { seed: Number(seed) }), ...(path !== undefined && { path }) },
  )
})
