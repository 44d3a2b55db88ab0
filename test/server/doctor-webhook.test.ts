import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { toNodeListener } from '../../server/adapters/node.ts'
import type { Check } from '../../server/index.ts'
import { examine, listen } from './examine.ts'
import { createFolder, createSandboxOnFile } from './on-file.ts'
import { createSandbox, type Interfere } from './sandbox.ts'

const NEWEST = 'q8Zr3vT1mXw7Lk2pYb6N'
const OLDER = 'd5Gh9sKc4JfR0uVa1ExM'

/** The simulator knows plain http at this machine's own names only. */
const acceptEveryAddress: Interfere = (request, pass) =>
  request.path.endsWith('webhook/post') ? Promise.resolve({ status: 200, body: '{}' }) : pass()

suite('the doctor, of the webhook’s address,', () => {
  const answers: readonly (readonly [
    title: string,
    state: Check['state'],
    sentence: RegExp,
    listener: RequestListener,
  ])[] = [
    ['that answers 500', 'failure', /with 500/, (_request, response) => response.writeHead(500).end()],
    [
      'that answers 502 with a page',
      'failure',
      /with 502/,
      (_request, response) => response.writeHead(502).end('<html>'),
    ],
    [
      'that is somewhere else now',
      'warning',
      /a redirect/,
      (_request, response) => response.writeHead(301, { location: 'http://127.0.0.1:9/' }).end(),
    ],
    [
      'that is another program’s',
      'warning',
      /not as athm-button does/,
      (_request, response) => response.end('hello'),
    ],
    ['that hangs up', 'failure', /can not be reached/, (request) => request.socket.destroy()],
    [
      'that never stops talking',
      'warning',
      /with 200, but not as athm-button/,
      (_request, response) => {
        const talk = (): void => {
          while (response.write('x'.repeat(16_384)));
        }
        response.on('drain', talk)
        talk()
      },
    ],
  ]
  for (const [title, state, sentence, listener] of answers) {
    test(`${title}, tells so`, async (t) => {
      const { athm } = await createSandbox(t, { webhookTokens: [NEWEST] })
      const paths: string[] = []
      const port = await listen(t, (request, response) => {
        paths.push(`${request.method} ${request.url}`)
        listener(request, response)
      })
      await athm.webhooks.install(`http://127.0.0.1:${port}/athm/webhook/`)
      const [found, message] = (await examine(athm)).find('address')
      assert.equal(found, state, message)
      assert.match(message, sentence)
      assert.deepEqual(paths, [`GET /athm/webhook/${NEWEST}/`])
    })
  }

  test('that nobody listens at, tells so', async (t) => {
    const { athm } = await createSandbox(t, { webhookTokens: [NEWEST] })
    await athm.webhooks.install('http://127.0.0.1:9/athm/webhook/')
    const [state, message] = (await examine(athm)).find('address')
    assert.equal(state, 'failure')
    assert.match(message, /^http:\/\/127\.0\.0\.1:9\/athm\/webhook\/…\/ can not be reached/)
  })

  test('that does not answer, waits five seconds and no longer', async (t) => {
    const { athm, clock } = await createSandbox(t, { webhookTokens: [NEWEST] })
    const { promise: knocked, resolve } = Promise.withResolvers<void>()
    const port = await listen(t, () => resolve())
    await athm.webhooks.install(`http://127.0.0.1:${port}/athm/webhook/`)
    const examining = examine(athm)
    await knocked
    await clock.advance(5_000)
    assert.match((await examining).find('address')[1], /no answer within 5 seconds/)
  })

  test('that answers without end, and slowly, waits five seconds in all', async (t) => {
    const { athm, clock } = await createSandbox(t, { webhookTokens: [NEWEST] })
    const { promise: answered, resolve } = Promise.withResolvers<void>()
    const port = await listen(t, (_request, response) => {
      response.write('x', () => resolve())
    })
    await athm.webhooks.install(`http://127.0.0.1:${port}/athm/webhook/`)
    const examining = examine(athm)
    await answered
    await clock.advance(5_000)
    assert.match((await examining).find('address')[1], /no answer within 5 seconds/)
  })

  test('whose host has moved to a private network meanwhile, does not connect to it', async (t) => {
    let addresses = ['127.0.0.1']
    const heard: string[] = []
    const port = await listen(t, (request) => heard.push(request.url ?? ''))
    const lookUpHost = async (): Promise<string[]> => addresses
    const { athm, interfere } = await createSandbox(t, { webhookTokens: [NEWEST], lookUpHost })
    interfere(acceptEveryAddress)
    await athm.webhooks.install(`http://moved.example:${port}/athm/webhook/`)
    addresses = ['127.0.0.1', '10.0.0.1']
    const [state, message] = (await examine(athm)).find('address')
    assert.deepEqual([state, heard], ['failure', []])
    assert.match(message, /10\.0\.0\.1.*no address of the public internet/)
  })

  test('connects to the very address that it has looked at, whatever the name leads to the next time', async (t) => {
    const heard: (string | undefined)[] = []
    const port = await listen(t, (request, response) => {
      heard.push(request.headers.host)
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"code":"route_not_found"}')
    })
    // No system knows this name: only the look-up that is handed in does.
    const lookUpHost = async (): Promise<string[]> => ['127.0.0.1']
    const { athm, interfere } = await createSandbox(t, { webhookTokens: [NEWEST], lookUpHost })
    interfere(acceptEveryAddress)
    await athm.webhooks.install(`http://shop.invalid:${port}/athm/webhook/`)
    const { find } = await examine(athm)
    assert.equal(find('address')[0], 'ok')
    assert.deepEqual(heard, [`shop.invalid:${port}`])
  })

  test('whose token was taken out of the list, tells that deliveries are lost; one that is being rotated, to install anew', async (t) => {
    const file = join(createFolder(t), 'athm.db')
    const first = await createSandboxOnFile(t, { database: file, webhookTokens: [OLDER] })
    const port = await listen(t, toNodeListener(first.athm.fetch))
    await first.athm.webhooks.install(`http://127.0.0.1:${port}/athm/webhook/`)
    const rotating = await createSandboxOnFile(t, { database: file, webhookTokens: [NEWEST, OLDER] })
    const [state, message] = (await examine(rotating.athm)).find('address')
    assert.equal(state, 'warning')
    assert.match(message, /has an older token/)
    const rotated = await createSandboxOnFile(t, { database: file, webhookTokens: [NEWEST] })
    const lost = (await examine(rotated.athm)).find('address')
    assert.equal(lost[0], 'failure')
    assert.match(lost[1], /a token that is not among ATHM_WEBHOOK_TOKEN: deliveries are answered 404/)
  })

  test('of the shop’s own with a secret in it, tries it only where the settings tell it whole', async (t) => {
    const file = join(createFolder(t), 'athm.db')
    const port = await listen(t, (_request, response) => response.writeHead(405).end())
    const webhookUrl = `http://127.0.0.1:${port}/hooks/c0ffee00c0ffee00`
    const first = await createSandboxOnFile(t, { database: file })
    await first.athm.webhooks.install(webhookUrl)
    const unknown = (await examine(first.athm)).find('address')
    assert.equal(unknown[0], 'warning')
    assert.match(unknown[1], /\/hooks\/… is not known as a whole here/)
    const second = await createSandboxOnFile(t, { database: file, webhookUrl })
    const known = (await examine(second.athm)).find('address')
    assert.deepEqual(known[0], 'ok')
    assert.match(known[1], /answers a GET with 405: somebody is there/)
  })

  test('notices that deliveries have stopped coming', async (t) => {
    const { athm, clock, pay, simulator } = await createSandbox(t)
    const port = await listen(t, (_request, response) => response.end())
    await athm.webhooks.install(`http://127.0.0.1:${port}/my-webhook`)
    await clock.advance(1_000)
    await pay({ phone_number: '7875550110' })
    await clock.advance(20_000)
    assert.equal((await examine(athm)).find('webhook')[0], 'ok')
    simulator.clock.jump(3_600_000)
    const [state, message, advice] = (await examine(athm)).find('webhook')
    assert.equal(state, 'warning')
    assert.match(message, /Nothing was ever delivered\. A payment was completed on 2026-03-02 16:00 UTC/)
    assert.match(advice ?? '', /install-webhook/)
  })
})
