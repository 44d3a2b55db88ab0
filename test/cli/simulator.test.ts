import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { suite, test, type TestContext } from 'node:test'
import { runCommand, startServer, startSimulator, type SimulatorProcess } from './server-process.ts'
import { pay, post } from './shopper.ts'

type Json = Record<string, unknown>

const ECOMMERCE = '/api/business-transaction/ecommerce'

async function start(
  t: TestContext,
  args: readonly string[] = [],
  environment?: Record<string, string>,
): Promise<SimulatorProcess> {
  const simulator = await startSimulator(args, environment)
  t.after(() => simulator.stop())
  return simulator
}

/** Asks for a payment as an integration in any language would. */
async function create({ url, told }: SimulatorProcess, index = 0): Promise<{ id: string; token: string }> {
  const answer = await post(`${url}${ECOMMERCE}/payment`, {
    env: 'production',
    publicToken: told.businesses[index]?.publicToken,
    timeout: 600,
    total: 5,
    metadata1: 'order-1',
    metadata2: 'mesa 4',
    items: [],
    phoneNumber: '7875550100',
  })
  const { data } = (await answer.json()) as { data: { ecommerceId: string; auth_token: string } }
  return { id: data.ecommerceId, token: data.auth_token }
}

async function payThere(simulator: SimulatorProcess): Promise<string> {
  const { id, token } = await create(simulator)
  await post(`${simulator.url}/control/tickets/${id}/confirm`, {})
  const headers = { authorization: `Bearer ${token}` }
  const answer = await post(`${simulator.url}${ECOMMERCE}/authorization`, {}, headers)
  const { data } = (await answer.json()) as { data: { referenceNumber: string } }
  return `${id} ${data.referenceNumber}`
}

async function get(url: string): Promise<Json> {
  return (await (await fetch(url)).json()) as Json
}

suite('simulator', () => {
  test('takes a payment over HTTP at its root, from the ticket to the reference number', async (t) => {
    const simulator = await start(t)
    assert.match(await payThere(simulator), /^[\da-f-]{36} 215070443-[\da-f]{32}$/)
    const { movements } = await get(`${simulator.url}/control/ledger`)
    assert.equal((movements as Json[]).length, 1)
  })

  test('is the upstream of the backend, which asks it for the tokens by itself', async (t) => {
    const simulator = await start(t)
    const server = await startServer({ ATHM_UPSTREAM_URL: simulator.url })
    t.after(() => server.stop())
    assert.equal((await pay(server, { total: '12.34' })).status, 'COMPLETED')
  })

  test('prints for people where everything is, and what points an integration at it', async (t) => {
    const { url, told, printed } = await start(t, ['--seed', '7'])
    const [business] = told.businesses
    assert.equal(printed().trimEnd().split('\n').length, 1)
    const people = await startForPeople(t, ['--seed', '7'])
    for (const line of [
      /^ {2}Phone +http:\/\/localhost:\d+\/phone$/m,
      /^export ATHM_PAYMENTS_URL=http:\/\/localhost:\d+ +# https:\/\/payments\.athmovil\.com$/m,
      /^export ATHM_WWW_URL=http:\/\/localhost:\d+ +# https:\/\/www\.athmovil\.com$/m,
      new RegExp(`^export ATHM_PUBLIC_TOKEN=${business?.publicToken}$`, 'm'),
      new RegExp(`^export ATHM_PRIVATE_TOKEN=${business?.privateToken}$`, 'm'),
    ])
      assert.match(people, line)
    assert.doesNotMatch(people, /listens to the network/)
    assert.equal(told.url, url.replace('127.0.0.1', 'localhost'))
    for (const page of [told.phone, told.desk])
      assert.match(await (await fetch(page.replace('localhost', '127.0.0.1'))).text(), /<html lang="es"/)
  })

  test('brings the same tokens, ids and references for the same seed, and others for another', async (t) => {
    const [one, same, other] = await Promise.all([
      start(t, ['--seed', '42']),
      start(t, ['--seed', '42']),
      start(t, ['--seed', '43']),
    ])
    assert.deepEqual(one.told.businesses, same.told.businesses)
    assert.notDeepEqual(one.told.businesses, other.told.businesses)
    const [paid, paidSame] = [await payThere(one), await payThere(same)]
    assert.equal(paid, paidSame)
    assert.notEqual(paid, await payThere(other))
  })

  test('has as many businesses as it was told, or those of these names, each with tokens of its own', async (t) => {
    const [three, named] = await Promise.all([
      start(t, ['--businesses', '3']),
      start(t, ['--businesses', 'Café Ñandú, Librería']),
    ])
    assert.equal(new Set(three.told.businesses.map(({ publicToken }) => publicToken)).size, 3)
    assert.deepEqual(
      named.told.businesses.map(({ name }) => name),
      ['Café Ñandú', 'Librería'],
    )
    await create(named, 1)
    const { tickets } = await get(`${named.url}/control/tickets`)
    assert.deepEqual(
      (tickets as Json[]).map((ticket) => ticket['businessName']),
      ['Librería'],
    )
  })

  test('answers later with --latency, and lets time go faster with --speed', async (t) => {
    const simulator = await start(t, ['--latency', '6000', '--speed', '100'])
    const { speed } = await get(`${simulator.url}/control/clock`)
    assert.equal(speed, 100)
    const before = performance.now()
    await create(simulator)
    const tookMs = performance.now() - before
    assert.ok(tookMs >= 55, `It took ${tookMs} ms.`)
  })

  test('bound to the network says so, and at which addresses', async (t) => {
    const printed = await startForPeople(t, ['--host', '0.0.0.0'])
    assert.match(printed, /listens to the network: whoever reaches it sees its tokens and controls it/)
  })

  test('two of them at once know nothing of each other', async (t) => {
    const [one, other] = await Promise.all([start(t), start(t)])
    const { id } = await create(one)
    const answer = await fetch(`${other.url}/control/tickets/${id}`)
    assert.equal(answer.status, 404)
    assert.notDeepEqual(one.told.businesses, other.told.businesses)
  })

  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    test(`stops cleanly on ${signal}, also while a call has not been answered`, async (t) => {
      const simulator = await start(t, ['--latency', '60000'])
      const under = post(`${simulator.url}${ECOMMERCE}/payment`, {}).then(
        () => 'answered',
        () => 'cut',
      )
      await fetch(`${simulator.url}/control/clock`)
      assert.equal(await simulator.stop(signal), 0)
      assert.match(await under, /answered|cut/)
    })

  test('with a port that is taken exits with a sentence', async (t) => {
    const other = createServer().listen(0, '127.0.0.1')
    t.after(() => other.close())
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as AddressInfo
    const { exitCode, printed } = await runCommand(['simulator', '--port', String(port)])
    assert.deepEqual([exitCode, printed], [2, `Port ${port} is taken; set PORT to another one.\n`])
  })

  for (const [args, sentence] of [
    [['--port', '70000'], /^--port must be a number up to 65535\.\n$/],
    [['--port', ''], /^--port must be/],
    [['--dialect', '2021'], /^--dialect must be one of 2020, 2025, mixed\.\n$/],
    [['--seed', 'x'], /^--seed must be a whole number from 0 to 4294967295\.\n$/],
    [['--seed', '4294967296'], /^--seed must be/],
    [['--seed=-1'], /^--seed must be/],
    [['--businesses', '0'], /^--businesses must be 1 to 100\.\n$/],
    [['--businesses', '101'], /^--businesses must be/],
    [['--businesses', 'Café,'], /^--businesses must be a number, or different names/],
    [['--businesses', 'Café,Café'], /^--businesses must be a number, or different names/],
    [['--latency', '1e3'], /^--latency must be a whole number from 0 to 60000\.\n$/],
    [['--speed', '0'], /^--speed must be a number more than 0 and at most 10000\.\n$/],
    [['--speed', 'NaN'], /^--speed must be/],
    [['--host', 'nowhere.invalid'], /^Nobody knows the host nowhere\.invalid; set HOST/],
    [['--host', '203.0.113.9'], /^This machine does not have the address 203\.0\.113\.9; set HOST/],
    [['--nothing'], /^Unknown option '--nothing'/],
    [['nothing'], /^Unexpected argument 'nothing'/],
  ] as const)
    test(`called with ${JSON.stringify(args)} exits with a sentence`, async () => {
      const { exitCode, printed } = await runCommand(['simulator', ...args], { PORT: '0' })
      assert.equal(exitCode, 2)
      assert.match(printed, sentence)
    })
})

/** Starts one that prints for people, and returns what it printed. */
async function startForPeople(t: TestContext, args: readonly string[]): Promise<string> {
  const server = await startServer({}, 'sources', args, 'simulator')
  t.after(() => server.stop())
  return server.printed()
}
