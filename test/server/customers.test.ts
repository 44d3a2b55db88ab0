import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { suite, test, type TestContext } from 'node:test'
import { isAbout } from '../../server/payments/person.ts'
import type { Phone } from '../../src/protocol/index.ts'
import { createSandboxOnFile, type Row, type SandboxOnFile } from './on-file.ts'

const TOKEN = 'a-token-of-the-secret-path'
const [PHONE, OTHER] = ['7875550101', '7875550106'] as const
const NAME = 'Cliente de prueba'
const EMAIL = 'cliente@example.com'

/** A shop where a person has paid twice, and got five dollars back; and another person has paid once. */
async function createShop(t: TestContext): Promise<SandboxOnFile & { referenceNumber: string }> {
  const sandbox = await createSandboxOnFile(t, { webhookTokens: [TOKEN] })
  const { athm, clock, pay, simulator } = sandbox
  simulator.deliverWebhooksTo(async (body) => {
    const { status } = await sandbox.call(`webhook/${TOKEN}/`, { method: 'POST', body })
    return { status, body: '' }
  })
  const items = [{ name: 'Café', description: 'con leche', quantity: 2, price: '10.00', tax: '1.15' }]
  const first = await pay({ phone_number: PHONE, metadata_1: 'order-1', items })
  await clock.advance(20_000)
  await pay({ phone_number: OTHER, total: '7.00' })
  await pay({ phone_number: PHONE, total: '3.00' })
  await clock.advance(120_000)
  const referenceNumber = (await first.status()).reference_number ?? ''
  await athm.refunds.create({
    referenceNumber,
    amount: '5.00',
    message: `Gracias, ${NAME}`,
    idempotencyKey: 'a',
  })
  await clock.advance(60_000)
  return { ...sandbox, referenceNumber }
}

/** Everything in every table, as text. */
function dump({ query }: SandboxOnFile): string {
  const tables = query("SELECT name FROM sqlite_master WHERE type = 'table'").map(({ name }) => String(name))
  const toText = (row: Row): string =>
    Object.values(row)
      .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString() : String(value)))
      .join('|')
  return tables.flatMap((table) => query(`SELECT * FROM ${table}`).map(toText)).join('\n')
}

const without = (rows: Row[], ...columns: string[]): Row[] =>
  rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !columns.includes(name))))

suite('a customer', () => {
  test('is who paid with a phone, however it is written', async (t) => {
    const { athm } = await createShop(t)
    const customer = await athm.customers.retrieve('(787) 555-0101')
    assert.deepEqual([customer?.phone, customer?.name, customer?.email], [PHONE, NAME, EMAIL])
    assert.ok(customer && customer.firstPaidAt < customer.lastPaidAt)
    assert.deepEqual(await athm.customers.retrieve('+1 787 555 0101'), customer)
    assert.equal(await athm.customers.retrieve('787-555-0199'), undefined)
  })

  for (const phone of [
    '',
    '787-555-010',
    '7875550101x',
    '٧٨٧٥٥٥٠١٠١',
    '27875550101',
    7_875_550_101 as unknown as string,
  ]) {
    test(`is nobody by ${JSON.stringify(phone)}, and nothing is done`, async (t) => {
      const { athm } = await createSandboxOnFile(t)
      for (const ask of [athm.customers.retrieve, athm.customers.export, athm.customers.erase]) {
        await assert.rejects(ask(phone), { code: 'invalid_phone_number', details: { field: 'phone' } })
      }
    })
  }
})

interface Exported {
  readonly payments: readonly (Record<string, unknown> & { refunds: Record<string, unknown>[] })[]
  readonly webhooks: readonly Record<string, unknown>[]
  readonly customer: Record<string, unknown> | null
  readonly pushes: readonly Record<string, unknown>[]
}

suite('the export of a person', () => {
  test('is a plain object with their payments, refunds and deliveries, and nobody else’s', async (t) => {
    const shop = await createShop(t)
    const exported = await shop.athm.customers.export('787-555-0101')
    const { customer, payments, webhooks } = exported as unknown as Exported
    assert.deepEqual(JSON.parse(JSON.stringify(exported)), exported)
    assert.deepEqual([customer?.['name'], customer?.['email']], [NAME, EMAIL])
    const [first] = payments
    assert.deepEqual(
      payments.map(({ status, total, refunded }) => [status, total, refunded]),
      [
        ['COMPLETED', '25.00', '5.00'],
        ['COMPLETED', '3.00', '0.00'],
      ],
    )
    assert.deepEqual([first?.['reference_number'], first?.['metadata_1']], [shop.referenceNumber, 'order-1'])
    assert.deepEqual(first?.['items'], [
      { name: 'Café', description: 'con leche', quantity: 2, price: '10.00', tax: '1.15', metadata: '' },
    ])
    assert.equal(first?.['created_at'], '2026-03-02T16:00:00.000Z')
    assert.deepEqual(
      first?.refunds.map(({ amount, status, message }) => [amount, status, message]),
      [['5.00', 'succeeded', `Gracias, ${NAME}`]],
    )
    assert.equal(webhooks.length, 3)
    assert.ok(webhooks.every(({ body }) => /787\D*555\D*0101/.test(String(body))))
    assert.equal(JSON.stringify(exported).includes(OTHER), false)
  })

  test('has the id that can cancel a payment only once it can’t any more', async (t) => {
    const { athm, pay, control, clock } = await createSandboxOnFile(t)
    const { ecommerceId } = await pay()
    const text = async (): Promise<string> => JSON.stringify(await athm.customers.export('7875550100'))
    assert.equal((await text()).includes(ecommerceId), false)
    await control(ecommerceId, 'confirm')
    await clock.advance(10_000)
    assert.equal((await text()).includes(ecommerceId), true)
  })

  test('of somebody unknown is empty', async (t) => {
    const { athm } = await createSandboxOnFile(t)
    assert.deepEqual(await athm.customers.export('787-555-0199'), {
      phone: '7875550199',
      customer: null,
      payments: [],
      webhooks: [],
      pushes: [],
    })
  })
})

suite('erasing a person', () => {
  test('takes name, e-mail and phone out of every table and out of the file, and leaves the books', async (t) => {
    const shop = await createShop(t)
    const { athm, clock, query, file, logged } = shop
    // A payment of another till's: what ATH Móvil says of it is evidence that names the person.
    const { referenceNumber } = await shop.ask('payments', { total: 6, phone: PHONE, webhook: false })
    const told = { status: 'completed', referenceNumber, total: '6.00', name: NAME, phoneNumber: PHONE }
    await shop.post(`webhook/${TOKEN}/`, { transactionType: 'ecommerce', ...told })
    await clock.advance(60_000)
    // The other one has the same name and e-mail in the simulator: gone as well, so that none of them may be left.
    await athm.customers.erase(OTHER)
    const books = without(
      query('SELECT * FROM payments ORDER BY id'),
      'phone',
      'customer_name',
      'customer_email',
      'erased_at',
    )
    const money = query('SELECT id, status, amount_cents, payment_id, version FROM refunds')
    const journal = query('SELECT payment_id, version, change, to_status FROM journal ORDER BY id')
    const keys = query('SELECT id, state, key, discriminator, payment_id FROM webhook_events ORDER BY id')
    logged.length = 0

    const erasure = await athm.customers.erase('(787) 555-0101')
    assert.deepEqual(erasure, { isFound: true, payments: 3, webhooks: 4, evidence: 2 })

    for (const word of [PHONE, '(787) 555-0101', '787-555-0101', NAME, EMAIL]) {
      assert.equal(dump(shop).includes(word), false, word)
    }
    assert.deepEqual(
      without(
        query('SELECT * FROM payments ORDER BY id'),
        'phone',
        'customer_name',
        'customer_email',
        'erased_at',
      ),
      books,
    )
    assert.deepEqual(query('SELECT id, status, amount_cents, payment_id, version FROM refunds'), money)
    assert.deepEqual(query('SELECT payment_id, version, change, to_status FROM journal ORDER BY id'), journal)
    assert.deepEqual(
      query('SELECT id, state, key, discriminator, payment_id FROM webhook_events ORDER BY id'),
      keys,
    )
    assert.deepEqual(query('SELECT name FROM customers'), [])
    assert.deepEqual(
      logged.map((line) => JSON.parse(line) as object),
      [{ level: 'info', message: 'a customer was erased' }],
    )
    await clock.advance(10_000)
    for (const path of [file, `${file}-wal`]) {
      const bytes = readFileSync(path)
      for (const word of [PHONE, NAME, EMAIL]) assert.equal(bytes.includes(word), false, `${word} in ${path}`)
    }
  })

  test('leaves everybody else alone', async (t) => {
    const shop = await createShop(t)
    const before = await shop.athm.customers.export(OTHER)
    await shop.athm.customers.erase(PHONE)
    assert.deepEqual(await shop.athm.customers.export(OTHER), before)
  })

  test('a second time finds nothing, and does no harm', async (t) => {
    const shop = await createShop(t)
    await shop.athm.customers.erase(PHONE)
    const before = dump(shop)
    assert.deepEqual(await shop.athm.customers.erase(PHONE), {
      isFound: false,
      payments: 0,
      webhooks: 0,
      evidence: 0,
    })
    assert.equal(dump(shop), before)
    assert.equal(await shop.athm.customers.retrieve(PHONE), undefined)
    assert.deepEqual((await shop.athm.customers.export(PHONE)).payments, [])
  })

  test('is refused while a payment of theirs is under way, and then nothing is changed', async (t) => {
    const shop = await createShop(t)
    const { athm, begin, clock } = shop
    simulateWaiting(shop)
    await begin({ phone_number: PHONE, total: '9.00' })
    await clock.advance(100)
    const before = dump(shop)
    await assert.rejects(athm.customers.erase(PHONE), { code: 'customer_has_payment' })
    assert.equal(dump(shop), before)
    await clock.advance(1_200_000)
    assert.equal((await athm.customers.erase(PHONE)).payments, 3)
  })

  test('is refused while a refund of theirs is on its way, and while a delivery is being worked on', async (t) => {
    const shop = await createShop(t)
    const { athm, clock, simulator, referenceNumber } = shop
    simulator.faults.add({ endpoint: 'refund', kind: 'drop_after' })
    const refund = await athm.refunds.create({ referenceNumber, amount: '1.00', idempotencyKey: 'b' })
    assert.equal(refund.status, 'unknown')
    await assert.rejects(athm.customers.erase(PHONE), { code: 'customer_has_payment' })
    await clock.advance(300_000)
    shop.interfere(() => Promise.reject(new Error('reset')))
    const body = {
      transactionType: 'ECOMMERCE',
      status: 'COMPLETED',
      referenceNumber: '1',
      phoneNumber: 7_875_550_101,
    }
    await shop.post('webhook/', body)
    await clock.advance(1_000)
    await assert.rejects(athm.customers.erase(PHONE), { code: 'customer_has_payment' })
    shop.interfere(null)
    await clock.advance(60_000)
    assert.equal((await athm.customers.erase(PHONE)).isFound, true)
  })

  for (const [title, spelling] of [
    ['ten digits', '"7875550101"'],
    ['a number', '7875550101'],
    ['brackets and a dash', '"(787) 555-0101"'],
    ['a country code', '"+1 787.555.0101"'],
  ] as const) {
    test(`finds a delivery that nobody could match, whose phone is written as ${title}`, async (t) => {
      const sandbox = await createSandboxOnFile(t)
      const { athm, clock, call, query } = sandbox
      const body = `{"transactionType":"nobody knows","name":"${NAME}","phoneNumber":${spelling}}`
      await call('webhook/', { method: 'POST', body })
      await call('webhook/', { method: 'POST', body: body.replace('0101', '0102') })
      await clock.advance(1_000)
      assert.equal((await athm.customers.erase(PHONE)).webhooks, 1)
      assert.deepEqual(
        query('SELECT length(body) > 0 AS kept FROM webhook_events ORDER BY rowid').map(({ kept }) => kept),
        [0, 1],
      )
    })
  }

  test('who pays again is a new customer', async (t) => {
    const { athm, pay, clock } = await createShop(t)
    await athm.customers.erase(PHONE)
    await pay({ phone_number: PHONE, total: '4.00' })
    await clock.advance(20_000)
    const customer = await athm.customers.retrieve(PHONE)
    assert.equal(customer?.name, NAME)
    assert.deepEqual(customer?.firstPaidAt, customer?.lastPaidAt)
    assert.equal((await athm.customers.export(PHONE)).payments.length, 1)
  })
})

/** From now on ATH Móvil keeps every ticket open until its end. */
function simulateWaiting({ interfere }: SandboxOnFile): void {
  interfere(async (request, pass) => {
    const answer = await pass()
    return request.path.endsWith('findPayment')
      ? { ...answer, body: answer.body.replace(/"ecommerceStatus":"CONFIRM"/, '"ecommerceStatus":"OPEN"') }
      : answer
  })
}

suite('a text', () => {
  const person = { phone: PHONE as Phone, words: ['María O’Neill', 'maria@example.com'] }
  for (const [title, text, isIt] of [
    ['with their phone', 'call 787.555.0101 now', true],
    ['with their name in capitals', '{"to":"MARÍA O’NEILL"}', true],
    ['with their name in escapes', String.raw`{"to":"Mar\u00eda O\u2019Neill"}`, true],
    ['with their e-mail, and broken', '{"to":"maria@example.com', true],
    ['of an answer that tells another spelling', '{"status":"success","data":{"name":"Maria Oneill"}}', true],
    ['of a refund’s answer', '{"data":{"refund":{"phoneNumber":"(939) 555-0101"}}}', true],
    [
      'of an answer that tells of nobody',
      '{"data":{"ecommerceId":"x","total":25,"items":[{"name":"Café"}]}}',
      false,
    ],
    ['of an error', '<html>787-555-0102</html>', false],
  ] as const) {
    test(`${title} is ${isIt ? '' : 'not '}about a person`, () => {
      assert.equal(isAbout(text, person), isIt)
    })
  }
})
