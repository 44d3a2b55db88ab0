import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { suite, test } from 'node:test'
import { createSandboxOnFile, type SandboxOnFile } from './on-file.ts'

const DONATION = '{"transactionType":"donation","status":"completed","total":"1.00"}'
const LARGE = 'x'.repeat(64 * 1024 + 1)

function toRequest(body: BodyInit | null, headers: Record<string, string> = {}): Request {
  return new Request('https://shop.example/my-webhook', {
    method: 'POST',
    headers,
    body,
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  })
}

const readRows = ({ query }: SandboxOnFile) =>
  query('SELECT way, state, CAST(body AS TEXT) AS body, content_type, deliveries FROM webhook_events')

async function readAnswer(response: Response): Promise<readonly [number, Record<string, unknown>]> {
  return [response.status, (await response.json()) as Record<string, unknown>]
}

suite('a delivery that comes by a route of the shop’s own', () => {
  test('is stored as it came and answered, and what it tells of is asked of ATH Móvil', async (t) => {
    const sandbox = await createSandboxOnFile(t)
    const { athm, clock, ask } = sandbox
    const told: string[] = []
    athm.on('*', ({ type }) => void told.push(type))
    const { ecommerceId, referenceNumber } = await ask('payments', { total: 12.5, webhook: false })
    const paid = { status: 'COMPLETED', ecommerceId, referenceNumber, total: 12.5 }
    const body = JSON.stringify({ transactionType: 'ECOMMERCE', ...paid })
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    const answer = await readAnswer(await athm.webhooks.receive(toRequest(body, headers)))
    assert.deepEqual(answer, [200, { received: true }])
    await clock.advance(10_000)
    assert.deepEqual(readRows(sandbox), [
      { way: 'route', state: 'applied', body, content_type: headers['content-type'], deliveries: 1 },
    ])
    assert.deepEqual(sandbox.query('SELECT origin, status, total_cents FROM payments'), [
      { origin: 'external', status: 'COMPLETED', total_cents: 1250 },
    ])
    assert.deepEqual(told.toSorted(), ['payment.completed', 'webhook.received'])
  })

  test('may be handed over as the text or the bytes that a framework has read', async (t) => {
    const sandbox = await createSandboxOnFile(t)
    const { webhooks } = sandbox.athm
    const bytes = new TextEncoder().encode(DONATION)
    const within = new Uint8Array([1, 2, ...bytes, 3]).subarray(2, -1)
    for (const body of [DONATION, bytes, Buffer.from(DONATION), within]) {
      assert.equal((await webhooks.receive({ body, contentType: 'text/plain' })).status, 200)
    }
    await sandbox.clock.advance(100)
    assert.deepEqual(readRows(sandbox), [
      { way: 'route', state: 'ignored', body: DONATION, content_type: 'text/plain', deliveries: 4 },
    ])
  })

  for (const [title, body] of [
    ['no JSON', 'hello'],
    ['nothing', ''],
    ['bad UTF-8', new Uint8Array([0xff, 0xfe])],
  ] as const) {
    test(`is answered 200 also when it is ${title}`, async (t) => {
      const sandbox = await createSandboxOnFile(t)
      assert.equal((await sandbox.athm.webhooks.receive(toRequest(body))).status, 200)
      assert.equal((await sandbox.athm.webhooks.receive({ body })).status, 200)
      await sandbox.clock.advance(100)
      assert.deepEqual(
        readRows(sandbox).map(({ state, deliveries }) => [state, deliveries]),
        [['malformed', 2]],
      )
    })
  }

  test('of more than 64 KB is answered 413 and not stored, whether or not it says how long it is', async (t) => {
    const sandbox = await createSandboxOnFile(t)
    const { webhooks } = sandbox.athm
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(10_000)),
    })
    const said = toRequest('{}', { 'content-length': '70000' })
    for (const delivery of [toRequest(LARGE), toRequest(endless), said, { body: LARGE }]) {
      const [status, { code }] = await readAnswer(await webhooks.receive(delivery))
      assert.deepEqual([status, code], [413, 'body_too_large'])
    }
    assert.equal((await webhooks.receive({ body: LARGE.slice(1) })).status, 200)
    assert.equal(readRows(sandbox).length, 1)
  })

  test('is no delivery when it is a GET: somebody looks whether anybody is there', async (t) => {
    const sandbox = await createSandboxOnFile(t)
    for (const method of ['GET', 'HEAD']) {
      const answer = await sandbox.athm.webhooks.receive(new Request('https://shop.example/', { method }))
      assert.equal(answer.status, 405)
    }
    assert.deepEqual(readRows(sandbox), [])
  })

  test('whose body is not there any more, or was parsed, is answered 503, and the log says what to hand over', async (t) => {
    const sandbox = await createSandboxOnFile(t)
    const { webhooks } = sandbox.athm
    const read = toRequest(DONATION)
    await read.text()
    const parsed = { body: JSON.parse(DONATION) as string }
    for (const delivery of [read, parsed, {} as { body: string }]) {
      const [status, { code, retryable }] = await readAnswer(await webhooks.receive(delivery))
      assert.deepEqual([status, code, retryable], [503, 'database_unavailable', true])
    }
    assert.match(sandbox.logged.join('\n'), /takes a Request whose body nobody has read, or \{ body \}/)
    assert.deepEqual(readRows(sandbox), [])
  })

  test('that breaks off is not stored, and not taken for a whole one', async (t) => {
    const sandbox = await createSandboxOnFile(t)
    const broken = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"status":'))
        controller.error(new Error('the sender is gone'))
      },
    })
    assert.equal((await sandbox.athm.webhooks.receive(toRequest(broken))).status, 503)
    assert.deepEqual(readRows(sandbox), [])
  })

  test('is answered 503 while the database is locked, and 200 as soon as it is not', async (t) => {
    const sandbox = await createSandboxOnFile(t)
    const other = new DatabaseSync(sandbox.file)
    t.after(() => other.close())
    other.exec('BEGIN IMMEDIATE')
    const locked = await sandbox.athm.webhooks.receive(toRequest(DONATION))
    assert.deepEqual([locked.status, locked.headers.get('retry-after')], [503, '5'])
    other.exec('COMMIT')
    assert.equal((await sandbox.athm.webhooks.receive(toRequest(DONATION))).status, 200)
    assert.equal(readRows(sandbox).length, 1)
  })

  test('is answered 503 once the server has stopped, and is still stored by one that is stopping', async (t) => {
    const sandbox = await createSandboxOnFile(t)
    const { athm } = sandbox
    const arriving = athm.webhooks.receive(toRequest(DONATION))
    const closed = athm.close()
    assert.equal((await arriving).status, 200)
    await closed
    assert.equal((await athm.webhooks.receive(toRequest(DONATION))).status, 503)
    assert.equal(readRows(sandbox).length, 1)
  })

  test('whose content type is no text fails neither itself nor those that arrive with it', async (t) => {
    const sandbox = await createSandboxOnFile(t)
    const { receive } = sandbox.athm.webhooks
    const odd = { body: '{"a":1}', contentType: ['application/json'] } as unknown
    const answers = await Promise.all([
      receive(odd as { body: string }),
      receive({ body: DONATION, contentType: 'application/json' }),
    ])
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200],
    )
    assert.equal(readRows(sandbox).length, 2)
  })
})
