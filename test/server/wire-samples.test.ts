import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import { readWebhook } from '../../server/athmovil/webhook.ts'
import { readTransaction } from '../../server/athmovil/wire.ts'
import { OTHERS, SAMPLES } from './wire-samples.ts'

const FIXTURES = new URL('../fixtures/athm/', import.meta.url)

/** What each sample of a webhook tells of. */
const KINDS: Readonly<Record<string, string>> = {
  'webhooks/donation.2020.json': 'donation',
  'webhooks/ecommerce-cancelled.2020.json': 'ecommerce_cancelled',
  'webhooks/ecommerce-cancelled.2025-05.json': 'ecommerce_cancelled',
  'webhooks/ecommerce-completed.2020.json': 'ecommerce_completed',
  'webhooks/ecommerce-completed.2025-05.json': 'ecommerce_completed',
  'webhooks/ecommerce-completed.2025-12.json': 'ecommerce_completed',
  'webhooks/ecommerce-expired.2020.json': 'ecommerce_expired',
  'webhooks/payment.2020.json': 'payment',
  'webhooks/refund.2020.json': 'refund',
  'webhooks/refund.2025-12.json': 'refund',
  'webhooks/simulated.2020.json': 'simulated',
}

suite('every documented sample', () => {
  const files = ['legacy', 'rest', 'webhooks'].flatMap((folder) =>
    readdirSync(new URL(folder, FIXTURES)).map((file) => `${folder}/${file}`),
  )
  const parts = new Map(files.filter((file) => !OTHERS.includes(file)).flatMap((file) => readParts(file)))

  test('is expected: none is left out, and none is expected that is not there', () => {
    assert.deepEqual([...parts.keys()].toSorted(), Object.keys(SAMPLES).toSorted())
    assert.deepEqual(
      OTHERS.filter((file) => !files.includes(file)),
      [],
    )
    const webhooks = files.filter((file) => file.startsWith('webhooks/') && !OTHERS.includes(file))
    assert.deepEqual(webhooks.toSorted(), Object.keys(KINDS).toSorted())
  })

  for (const [name, expected] of Object.entries(SAMPLES)) {
    test(`${name} is read right, field by field`, () =>
      assert.deepEqual(readTransaction(parts.get(name)), expected))
  }

  for (const [name, kind] of Object.entries(KINDS)) {
    test(`${name} is a webhook of the kind ${kind}`, () =>
      assert.deepEqual(readWebhook(readFileSync(new URL(name, FIXTURES))), {
        kind,
        transaction: SAMPLES[name],
      }))
  }

  for (const name of OTHERS) {
    test(`${name} is no event, should anybody deliver it`, () =>
      assert.equal(readWebhook(readFileSync(new URL(name, FIXTURES)))?.kind, 'unknown'))
  }
})

/** The transactions of a sample: its rows, its parts, what its envelope holds, or all of it. */
function readParts(file: string): [string, unknown][] {
  const json: unknown = JSON.parse(readFileSync(new URL(file, FIXTURES), 'utf8'))
  if (Array.isArray(json)) return json.map((row: unknown, index) => [`${file}[${index}]`, row])
  const { data } = json as { data?: Record<string, unknown> }
  if (!data) return [[file, json]]
  if (!('refund' in data)) return [[file, data]]
  return Object.entries(data).map(([part, value]) => [`${file}.${part}`, value])
}
