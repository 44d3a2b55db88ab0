import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test, type TestContext } from 'node:test'
import { runCommand, startServer } from './server-process.ts'
import { pay, post } from './shopper.ts'

const SECRET = { ATHM_SECRET: 's'.repeat(32) }
const SECRET_KEY = 'k'.repeat(32)

function createFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'athm-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

suite('athm-button sign', () => {
  test('prints a button whose price the backend with the same secret believes, even where no page is believed', async (t) => {
    const environment = { ...SECRET, ATHM_DATABASE_URL: join(createFolder(t), 'athm.db') }
    const args = ['sign', '--total', '25.00', '--metadata-1', 'poster', '--origins', 'https://shop.example']
    const { exitCode, printed } = await runCommand(args, environment)
    assert.equal(exitCode, 0)
    const [, order] = /^<athm-button order="([\w.-]+)"><\/athm-button>\n$/.exec(printed) ?? []
    const server = await startServer({
      ...SECRET,
      ATHM_ALLOW_CLIENT_TOTALS: 'false',
      ATHM_ALLOWED_ORIGINS: 'https://shop.example',
    })
    t.after(() => server.stop())
    const body = { order, phone_number: '7875550100' }
    const answer = await post(`${server.url}/athm/api/initiate/`, body, { origin: 'https://shop.example' })
    assert.equal(((await answer.json()) as { total: string }).total, '25.00')
    const plain = await post(`${server.url}/athm/api/initiate/`, {
      total: '25.00',
      phone_number: '7875550100',
    })
    assert.equal(((await plain.json()) as { code: string }).code, 'order_required')
  })

  test('tells machines the order’s id, and people what is missing', async (t) => {
    const environment = { ...SECRET, ATHM_DATABASE_URL: join(createFolder(t), 'athm.db') }
    const range = ['sign', '--min', '1', '--max', '500', '--origins', 'https://shop.example', '--json']
    const { printed } = await runCommand(range, environment)
    assert.match((JSON.parse(printed) as { order_id: string }).order_id, /^ord_/)
    for (const [args, sentence] of [
      [['sign'], /^Say what it costs: --total/],
      [['sign', '--total', '5'], /^Say where it may be paid: --origins/],
      [
        ['sign', '--total', '0.5', '--origins', 'https://shop.example'],
        /^total must be from 1\.00 to 1500\.00\.\n$/,
      ],
      [['sign', '--price', '5'], /Unknown option '--price'/],
    ] as const) {
      const { exitCode, printed: said } = await runCommand(args, environment)
      assert.ok(exitCode === 2 || exitCode === 1)
      assert.match(said, sentence)
    }
  })
})

suite('athm-button refund', () => {
  test('sends a part back, then refuses more than is left, and the same key sends nothing twice', async (t) => {
    const elsewhere = await startServer()
    t.after(() => elsewhere.stop())
    const environment = {
      ATHM_UPSTREAM_URL: `${elsewhere.url}/simulator`,
      ATHM_DATABASE_URL: join(createFolder(t), 'athm.db'),
    }
    const server = await startServer(environment)
    const { reference_number: reference } = await pay(server, { total: '30.00' })
    await server.stop()
    const args = [
      'refund',
      '--reference',
      String(reference),
      '--amount',
      '10.00',
      '--message',
      'Gracias',
      '--key',
      'a',
    ]
    for (let times = 0; times < 2; times++) {
      const { exitCode, printed } = await runCommand(args, environment)
      assert.equal(exitCode, 0, printed)
      assert.match(printed, /^Refunded \$10\.00 \(rfd_[\w-]+\)\.\n$/)
    }
    const more = await runCommand(
      ['refund', '--reference', String(reference), '--amount', '20.01'],
      environment,
    )
    assert.deepEqual(
      [more.exitCode, more.printed],
      [1, 'At most 20.00 of this payment can still be refunded.\n'],
    )
    const ledger = (await (await fetch(`${elsewhere.url}/simulator/control/ledger`)).json()) as {
      payments: { refundedCents: number }[]
    }
    assert.deepEqual(
      ledger.payments.map(({ refundedCents }) => refundedCents),
      [1_000],
    )
  })

  test('says that the sandbox’s simulator can not be reached from another process', async (t) => {
    const environment = { ATHM_DATABASE_URL: join(createFolder(t), 'athm.db') }
    const { exitCode, printed } = await runCommand(['refund', '--reference', 'x'], environment)
    assert.equal(exitCode, 2)
    assert.match(printed, /set ATHM_UPSTREAM_URL=/)
  })
})

suite('serve --handlers', () => {
  test('hands the merchant’s own code every event of a payment', async (t) => {
    const folder = createFolder(t)
    const [file, heard] = [join(folder, 'handlers.mjs'), join(folder, 'heard.txt')]
    writeFileSync(
      file,
      `import { appendFileSync } from 'node:fs'
       export default (athm) => {
         athm.on('*', ({ type }) => appendFileSync(${JSON.stringify(heard)}, type + '\\n'))
       }`,
    )
    const server = await startServer({}, 'sources', ['--handlers', file])
    await pay(server, { total: '5.00' })
    await server.stop()
    assert.equal(readFileSync(heard, 'utf8'), 'payment.initiated\npayment.confirmed\npayment.completed\n')
  })

  test('with a file that is not there, or exports nothing, exits with a sentence', async (t) => {
    const folder = createFolder(t)
    const empty = join(folder, 'empty.mjs')
    writeFileSync(empty, '')
    for (const [file, sentence] of [
      [empty, /has no default export \(athm\) =>/],
      [join(folder, 'nothing.mjs'), /can't be loaded/],
    ] as const) {
      const environment = { PORT: '0', ATHM_DATABASE_URL: join(folder, 'athm.db') }
      const { exitCode, printed } = await runCommand(['serve', '--handlers', file], environment)
      assert.equal(exitCode, 2)
      assert.match(printed, sentence)
    }
  })
})

suite('POST api/orders/ and api/refunds/, over real HTTP', () => {
  test('sign an order and refund it with the secret key', async (t) => {
    const server = await startServer({ ATHM_SECRET_KEY: SECRET_KEY })
    t.after(() => server.stop())
    const headers = { authorization: `Bearer ${SECRET_KEY}`, 'idempotency-key': 'a' }
    const signed = await post(`${server.url}/athm/api/orders/`, { total: '40.00' }, headers)
    const { order } = (await signed.json()) as { order: string }
    const { total, reference_number } = await pay(server, { order })
    assert.equal(total, '40.00')
    const refunded = await post(`${server.url}/athm/api/refunds/`, { reference_number }, headers)
    assert.deepEqual(
      [refunded.status, ((await refunded.json()) as { amount: string }).amount],
      [201, '40.00'],
    )
  })
})
