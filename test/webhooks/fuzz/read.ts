/** Fuzzed bodies, through their reader alone: it never throws, and what it finds is always of the shape that it promises. */

import assert from 'node:assert/strict'
import { isUtf8 } from 'node:buffer'
import { WEBHOOK_KINDS } from '../../../src/protocol/index.ts'
import { readWebhook } from '../../../server/athmovil/webhook.ts'
import type { Transaction } from '../../../server/athmovil/wire.ts'
import { toWebhookKey } from '../../../server/webhooks/key.ts'
import { createDice } from '../../simulation/dice.ts'
import { damage } from './bytes.ts'
import { makeBody, type Target } from './grammar.ts'

/** A payment for the bodies to name; there is no shop that has it. */
const TARGETS: readonly Target[] = [
  {
    ecommerceId: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
    referenceNumber: '215070443-402894c185ab1be40185acfe61c2000b',
    metadata1: 'athmb-0123456789abcdefghij',
    metadata2: 'athmb-0123456789abcdefghij',
    phone: '7875550100',
    total: 25,
  },
]

/** Reads so many bodies, made from a seed. Throws at the first that is read into something that can't be. */
export function fuzzReader(seed: number, bodies: number): void {
  const dice = createDice(seed)
  for (let index = 0; index < bodies; index++) {
    const body = damage(makeBody(dice, TARGETS), dice)
    const webhook = readWebhook(body)
    const told = `seed ${seed}, body ${index}: ${Buffer.from(body).toString('utf8').slice(0, 1_000)}`
    // What was read is read a second time only now and then, since that takes longer than all the rest.
    if (webhook === null || index % 8 === 0) assert.equal(webhook !== null, isReadable(body), told)
    if (webhook === null) continue
    assert.ok((WEBHOOK_KINDS as readonly string[]).includes(webhook.kind), told)
    assertShape(webhook.transaction, told)
    const { key, discriminator } = toWebhookKey(webhook, 'hash of the body')
    assert.match(key, /^[\da-f]{64}$/, told)
    assert.ok(discriminator.length < 1_200, told)
  }
}

/** A JSON object in UTF-8, whose values lie at most 32 deep. */
function isReadable(body: Uint8Array): boolean {
  if (!isUtf8(body)) return false
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body))
    return typeof value === 'object' && value !== null && !Array.isArray(value) && depthOf(value) <= 32
  } catch {
    return false
  }
}

/** Level by level, since the deepest bodies would be too much for a stack. */
function depthOf(value: unknown): number {
  let level: unknown[] = [value]
  for (let depth = 0; ; depth++) {
    level = level.filter((inner) => typeof inner === 'object' && inner !== null)
    if (level.length === 0) return depth
    level = level.flatMap((inner) => Object.values(inner as Record<string, unknown>))
  }
}

const AMOUNTS = ['total', 'subtotal', 'tax', 'fee', 'net', 'refunded'] as const
const TEXTS = [
  'ecommerceId',
  'referenceNumber',
  'dailyId',
  'metadata1',
  'metadata2',
  'businessName',
  'customerName',
  'customerEmail',
  'message',
] as const

function assertShape(transaction: Transaction, told: string): void {
  for (const field of AMOUNTS) assert.ok(isAmount(transaction[field]), `${field} in ${told}`)
  for (const field of TEXTS) assert.ok(isText(transaction[field]), `${field} in ${told}`)
  const { phone, at, items } = transaction
  assert.ok(phone === null || /^\d{10}$/.test(phone), `the phone in ${told}`)
  assert.ok(at === null || Number.isSafeInteger(at), `the date in ${told}`)
  for (const { price, tax, quantity, name, description, metadata } of items) {
    const isWhole = quantity === null || Number.isSafeInteger(quantity)
    assert.ok(isAmount(price) && isAmount(tax) && isWhole, `an item in ${told}`)
    assert.ok(
      [name, description, metadata].every((text) => typeof text === 'string'),
      `an item in ${told}`,
    )
  }
}

function isAmount(amount: number | null): boolean {
  return amount === null || (Number.isSafeInteger(amount) && amount >= 0 && !Object.is(amount, -0))
}

/** Trimmed, never empty, and never so long that a row could swell by it. */
function isText(text: string | null): boolean {
  return text === null || (text.length > 0 && text.length <= 500 && text.trimStart() === text)
}
