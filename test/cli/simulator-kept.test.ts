import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test, type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createSeededRandom } from '../seeded-random.ts'
import { runCommand, startSimulator, type SimulatorProcess } from './server-process.ts'
import { post } from './shopper.ts'

type Json = Record<string, unknown>

const ECOMMERCE = '/api/business-transaction/ecommerce'
const KILLS = 4
const SHOPPERS = 4

function fileFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'athm-simulator-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'simulator.db')
}

async function start(t: TestContext, file: string, args: readonly string[] = []): Promise<SimulatorProcess> {
  const simulator = await startSimulator(['--db', file, ...args])
  t.after(() => simulator.stop('SIGKILL'))
  return simulator
}

async function ask(url: string, body: unknown, headers?: Record<string, string>): Promise<Json> {
  const { data } = (await (await post(url, body, headers)).json()) as { data: Json }
  return data
}

/** Pays and refunds a part, over and over, until the simulator is gone. Notes what it was told. */
async function shop(
  { url, told }: SimulatorProcess,
  paid: Set<string>,
  refunded: Set<string>,
): Promise<void> {
  const tokens = {
    publicToken: told.businesses[0]?.publicToken,
    privateToken: told.businesses[0]?.privateToken,
  }
  const order = { metadata1: 'a', metadata2: 'b', total: 5, phoneNumber: '7875550100', items: [] }
  for (;;) {
    const { ecommerceId, auth_token: token } = await ask(`${url}${ECOMMERCE}/payment`, {
      ...tokens,
      ...order,
    })
    await post(`${url}/control/tickets/${String(ecommerceId)}/confirm`, {})
    const headers = { authorization: `Bearer ${String(token)}` }
    const { referenceNumber } = await ask(`${url}${ECOMMERCE}/authorization`, {}, headers)
    paid.add(String(referenceNumber))
    const body = { ...tokens, referenceNumber, amount: '2.00', message: 'x' }
    await ask(`${url}${ECOMMERCE}/refund`, body)
    refunded.add(String(referenceNumber))
  }
}

/** The books hold all that anybody was told, and no ticket says anything else than they do. */
async function checkBooks(url: string, paid: Set<string>, refunded: Set<string>): Promise<void> {
  const get = async (path: string): Promise<Json> =>
    (await (await fetch(`${url}/control/${path}`)).json()) as Json
  const { payments } = (await get('ledger')) as { payments: Json[] }
  const { tickets } = (await get('tickets')) as { tickets: Json[] }
  const sums = new Map(payments.map((sum) => [sum['ecommerceId'], sum]))
  assert.equal(sums.size, payments.length, 'Something was captured twice.')
  const completed = tickets.filter(({ status }) => status === 'COMPLETED')
  assert.equal(completed.length, payments.length)
  for (const { ecommerceId } of completed) {
    const ticket = await get(`tickets/${String(ecommerceId)}`)
    const sum = sums.get(ecommerceId)
    assert.equal(sum?.['referenceNumber'], ticket['referenceNumber'])
    assert.equal(sum?.['capturedCents'], 500)
    assert.equal(sum?.['refundedCents'], (ticket['refunds'] as Json[]).length * 200)
  }
  const inBooks = new Map(payments.map((sum) => [String(sum['referenceNumber']), sum]))
  for (const reference of paid) assert.ok(inBooks.has(reference), `${reference} is lost.`)
  for (const reference of refunded) assert.equal(inBooks.get(reference)?.['refundedCents'], 200)
}

suite('simulator --db', () => {
  test('goes on with its tokens and tickets after Ctrl-C', async (t) => {
    const file = fileFor(t)
    const first = await start(t, file, ['--businesses', '2', '--speed', '10'])
    const publicToken = first.told.businesses[1]?.publicToken
    const order = {
      publicToken,
      metadata1: 'a',
      metadata2: 'b',
      total: 5,
      phoneNumber: '7875550100',
      items: [],
    }
    const { ecommerceId } = await ask(`${first.url}${ECOMMERCE}/payment`, order)
    assert.equal(await first.stop('SIGINT'), 0)
    const again = await start(t, file)
    assert.deepEqual(again.told.businesses, first.told.businesses)
    const found = await ask(`${again.url}${ECOMMERCE}/business/findPayment`, { ecommerceId, publicToken })
    assert.equal(found['ecommerceStatus'], 'OPEN')
    assert.equal(((await (await fetch(`${again.url}/control/clock`)).json()) as Json)['speed'], 10)
  })

  test('loses nothing that it has told, and keeps books that sum, when it is killed again and again', async (t) => {
    const file = fileFor(t)
    const seed = Number(process.env['ATHM_TEST_SEED'] ?? Date.now() % 1_000_000)
    const random = createSeededRandom(seed)
    const [paid, refunded] = [new Set<string>(), new Set<string>()]
    for (let kill = 0; kill < KILLS; kill++) {
      const simulator = await start(t, file)
      await checkBooks(simulator.url, paid, refunded)
      const shoppers = Array.from({ length: SHOPPERS }, () => shop(simulator, paid, refunded).catch(() => {}))
      await wait(100 + random.fraction() * 400)
      await simulator.stop('SIGKILL')
      await Promise.all(shoppers)
    }
    const last = await start(t, file)
    await checkBooks(last.url, paid, refunded)
    assert.ok(paid.size > 0, `Nothing was paid (seed ${seed}).`)
  })

  test('with a file that is of no use, or that another one has, exits with a sentence', async (t) => {
    const file = fileFor(t)
    await start(t, file)
    const busy = await runCommand(['simulator', '--port', '0', '--db', file])
    assert.deepEqual([busy.exitCode, busy.printed], [2, `--db: ${file} is in use by another simulator.\n`])
    writeFileSync(`${file}.txt`, 'no database at all')
    const other = await runCommand(['simulator', '--port', '0', '--db', `${file}.txt`])
    assert.deepEqual([other.exitCode, other.printed], [2, `--db: ${file}.txt is no database.\n`])
    for (const path of [join(file, '..'), join(file, '..', 'nowhere', 'x.db'), '', ':memory:']) {
      const { exitCode, printed } = await runCommand(['simulator', '--port', '0', '--db', path])
      assert.equal(exitCode, 2)
      assert.match(printed, /^--db[: ].+\n$/)
    }
  })
})
