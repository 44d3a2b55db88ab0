import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { suite, test } from 'node:test'
import { createSimulator } from '../../server/simulator/simulator.ts'
import { createAdjustableClock } from '../../server/system.ts'
import { checkHost, parseListenerUrl, type ListenerSettings } from '../../server/webhooks/listener-url.ts'
import { DIALECT } from '../dialect.ts'
import { createManualClock } from '../manual-clock.ts'
import { createSeededRandom } from '../seeded-random.ts'
import { createSandboxOnFile, type SandboxOnFile } from './on-file.ts'
import { START, whileTimePasses } from './sandbox.ts'

const NEWEST = 'the-newest-token-1'
const OLDER = 'an-older-token-2'
const TOKENS = [NEWEST, OLDER]

const LIVE: ListenerSettings = { mode: 'live', basePath: '/athm', webhookTokens: TOKENS }
const SANDBOX: ListenerSettings = { ...LIVE, mode: 'sandbox' }

const isInvalidUrl = (sentence: RegExp) => (error: unknown) =>
  error instanceof Error &&
  'code' in error &&
  error.code === 'invalid_url' &&
  sentence.test(error.message) &&
  !TOKENS.some((token) => error.message.includes(token))

suite('an address for webhooks', () => {
  const wrong: readonly (readonly [text: unknown, sentence: RegExp, settings?: ListenerSettings])[] = [
    ['', /must be a whole one/],
    ['shop.example/athm/webhook/', /must be a whole one/],
    ['/athm/webhook/', /must be a whole one/],
    ['https://', /must be a whole one/],
    ['https://shop.example/athm webhook/', /must be a whole one/],
    ['https://shop.example/\n', /must be a whole one/],
    ['https://shop.example/\u0000', /must be a whole one/],
    ['https://[::1/', /must be a whole one/],
    ['https://shop.example:99999/', /must be a whole one/],
    [undefined, /must be a whole one/],
    [42, /must be a whole one/],
    ['ftp://shop.example/', /must begin with https/],
    ['javascript:alert(1)', /must begin with https/],
    ['file:///etc/passwd', /must begin with https/],
    ['data:text/plain,x', /must begin with https/],
    ['http://shop.example/athm/webhook/', /not http:\/\//],
    ['http://127.0.0.1/athm/webhook/', /not http:\/\//],
    ['https://me@shop.example/', /no user name/],
    ['https://me:secret@shop.example/', /no user name/],
    ['https://:secret@shop.example/', /no user name/],
    ['https://shop.example/#', /no fragment/],
    ['https://shop.example/athm/webhook/#x', /no fragment/],
    ['https://shop.example:0/', /port 0/],
    [`https://shop.example/${'a'.repeat(480)}`, /has 501 characters; 500/],
    [`https://shop.example/${'a'.repeat(470)}/webhook/`, /characters; 500/],
    [
      'https://shop.example/athm/webhook/',
      /needs a token.*ATHM_WEBHOOK_TOKEN/,
      { ...LIVE, webhookTokens: [] },
    ],
    ['https://shop.example/athm/webhook/abc/', /needs a token/, { ...LIVE, webhookTokens: [] }],
    ['https://shop.example/athm/webhook/another-token-of-16/', /none of ATHM_WEBHOOK_TOKEN/],
    ['https://shop.example/athm/webhook/another-token-of-16', /none of ATHM_WEBHOOK_TOKEN/, SANDBOX],
  ]
  for (const [text, sentence, settings = LIVE] of wrong) {
    const shown = JSON.stringify(text)?.slice(0, 60)
    test(`such as ${shown} is refused in ${settings.mode} mode, with a sentence of its own`, () => {
      assert.throws(() => parseListenerUrl(text, settings), isInvalidUrl(sentence))
    })
  }

  const right: readonly (readonly [text: string, href: string, masked: string])[] = [
    ['webhook/', `webhook/${NEWEST}/`, 'webhook/…/'],
    ['athm/webhook', `athm/webhook/${NEWEST}/`, 'athm/webhook/…/'],
    ['pay/webhook/?a=b', `pay/webhook/${NEWEST}/?a=b`, 'pay/webhook/…/?…'],
    [`athm/webhook/${NEWEST}/`, `athm/webhook/${NEWEST}/`, 'athm/webhook/…/'],
    [`athm/webhook/${OLDER}`, `athm/webhook/${OLDER}`, 'athm/webhook/…'],
    [`hidden/${OLDER}/`, `hidden/${OLDER}/`, 'hidden/…/'],
  ]
  for (const [text, href, masked] of right) {
    test(`${text.replace(NEWEST, 'TOKEN').replace(OLDER, 'OLD-TOKEN')} is completed and shown without its token`, () => {
      const listener = parseListenerUrl(`https://SHOP.example:8443/${text}`, LIVE)
      assert.deepEqual(
        [listener.href, listener.masked, listener.warnings],
        [`https://shop.example:8443/${href}`, `https://shop.example:8443/${masked}`, []],
      )
    })
  }

  test('of a route of the shop’s own is taken with a warning where tokens are set, and its secret parts are not shown', () => {
    const own = parseListenerUrl('https://shop.example/hooks/c0ffee00c0ffee00/in?key=abc', LIVE)
    assert.equal(own.masked, 'https://shop.example/hooks/…/in?…')
    assert.match(own.warnings.join(), /^This address has none of the tokens.*athm\.webhooks\.receive/)
    const slashless = parseListenerUrl('https://shop.example/my/webhook', LIVE)
    assert.deepEqual([slashless.href, slashless.warnings.length], ['https://shop.example/my/webhook', 1])
    const unset = { ...LIVE, webhookTokens: [] }
    assert.deepEqual(parseListenerUrl('https://shop.example/my-webhook', unset).warnings, [])
  })
})

/** What a host may be, and whether ATH Móvil may be sent there. */
const HOSTS: readonly (readonly [host: string, mode: 'neither' | 'sandbox' | 'both'])[] = [
  ['8.8.8.8', 'both'],
  ['[2606:4700::1111]', 'both'],
  ['public.example', 'both'],
  ['both.example', 'both'],
  ['127.0.0.1', 'sandbox'],
  ['127.1', 'sandbox'],
  ['2130706433', 'sandbox'],
  ['0x7f.1', 'sandbox'],
  ['0177.0.0.1', 'sandbox'],
  ['127.255.255.254', 'sandbox'],
  ['[::1]', 'sandbox'],
  ['[0:0:0:0:0:0:0:1]', 'sandbox'],
  ['localhost', 'sandbox'],
  ['loopback.example', 'sandbox'],
  ['1２7.0.0.1', 'sandbox'],
  ['0.0.0.0', 'neither'],
  ['0', 'neither'],
  ['10.0.0.1', 'neither'],
  ['10.255.255.255', 'neither'],
  ['100.64.0.1', 'neither'],
  ['100.127.255.255', 'neither'],
  ['169.254.169.254', 'neither'],
  ['172.16.0.1', 'neither'],
  ['172.31.255.255', 'neither'],
  ['192.168.0.1', 'neither'],
  ['192.0.0.1', 'neither'],
  ['192.0.2.1', 'neither'],
  ['198.18.0.1', 'neither'],
  ['198.51.100.1', 'neither'],
  ['203.0.113.1', 'neither'],
  ['224.0.0.1', 'neither'],
  ['239.255.255.255', 'neither'],
  ['240.0.0.1', 'neither'],
  ['255.255.255.255', 'neither'],
  ['3232235521', 'neither'],
  ['0xa9fea9fe', 'neither'],
  ['[::]', 'neither'],
  ['[::ffff:127.0.0.1]', 'neither'],
  ['[::ffff:8.8.8.8]', 'neither'],
  ['[::ffff:a9fe:a9fe]', 'neither'],
  ['[::127.0.0.1]', 'neither'],
  ['[64:ff9b::7f00:1]', 'neither'],
  ['[fe80::1]', 'neither'],
  ['[fc00::1]', 'neither'],
  ['[fd00:ec2::254]', 'neither'],
  ['[ff02::1]', 'neither'],
  ['[2001:db8::1]', 'neither'],
  ['[2002:7f00:1::]', 'neither'],
  ['[2001:0:7f00:1::]', 'neither'],
  ['private.example', 'neither'],
  ['mixed.example', 'neither'],
  ['mapped.example', 'neither'],
  ['nothing.example', 'neither'],
  ['unknown.example', 'neither'],
  ['private.example.', 'neither'],
]

const NAMES: Readonly<Record<string, readonly string[]>> = {
  'public.example': ['8.8.8.8'],
  'both.example': ['8.8.4.4', '2606:4700::1111'],
  localhost: ['127.0.0.1', '::1'],
  'loopback.example': ['127.0.0.1'],
  'private.example': ['10.1.2.3'],
  'private.example.': ['10.1.2.3'],
  'mixed.example': ['8.8.8.8', '192.168.1.1'],
  'mapped.example': ['::ffff:8.8.8.8'],
  'nothing.example': [],
}

async function lookUp(hostname: string): Promise<readonly string[]> {
  const found = NAMES[hostname]
  if (!found) throw new Error('getaddrinfo ENOTFOUND')
  return found
}

suite('the host of an address for webhooks', () => {
  for (const [host, where] of HOSTS) {
    const may = { neither: 'never', sandbox: 'only in a sandbox', both: 'anywhere' }[where]
    test(`${host} may be delivered to ${may}`, async () => {
      for (const mode of ['live', 'sandbox'] as const) {
        const listener = parseListenerUrl(`https://${host}/webhook/`, { ...LIVE, mode })
        const rules = { lookUp, clock: createManualClock(START), allowsLoopback: mode === 'sandbox' }
        const isAllowed = where === 'both' || where === mode
        const checked = checkHost(listener, rules)
        await (isAllowed
          ? checked
          : assert.rejects(
              checked,
              isInvalidUrl(/no address of the public internet|has no address|not known/),
            ))
      }
    })
  }

  test('is refused over plain http unless it is this machine, in a sandbox', async () => {
    const rules = { lookUp, clock: createManualClock(START), allowsLoopback: true }
    await checkHost(parseListenerUrl('http://localhost:8787/athm/webhook/', SANDBOX), rules)
    for (const host of ['public.example', '8.8.8.8']) {
      const listener = parseListenerUrl(`http://${host}/athm/webhook/`, SANDBOX)
      await assert.rejects(checkHost(listener, rules), isInvalidUrl(/Plain http is for this machine alone/))
    }
  })

  test('is given up when nobody tells where it is', async () => {
    const clock = createManualClock(START)
    const rules = { clock, lookUp: () => new Promise<never>(() => {}), allowsLoopback: false }
    const checked = checkHost(parseListenerUrl('https://shop.example/webhook/', LIVE), rules)
    await assert.rejects(whileTimePasses(clock, checked), isInvalidUrl(/is not known here/))
  })
})

async function readListener({ ask }: SandboxOnFile): Promise<unknown> {
  const { businesses } = (await ask('businesses')) as { businesses: { listener: unknown }[] }
  return businesses[0]?.listener
}

const ALL_EVENTS = [
  'payment',
  'refund',
  'donation',
  'ecommerce_completed',
  'ecommerce_cancelled',
  'ecommerce_expired',
]

suite('install', () => {
  test('subscribes the whole address to all six events, and neither shows, logs nor stores its token', async (t) => {
    const sandbox = await createSandboxOnFile(t, { webhookTokens: TOKENS, lookUpHost: lookUp })
    const installed = await sandbox.athm.webhooks.install('https://public.example/athm/webhook/')
    assert.deepEqual(installed, {
      url: 'https://public.example/athm/webhook/…/',
      warnings: [],
      installedAt: new Date(START),
    })
    const listener = (await readListener(sandbox)) as { url: string; events: string[] }
    assert.equal(listener.url, `https://public.example/athm/webhook/${NEWEST}/`)
    assert.deepEqual(listener.events.toSorted(), ALL_EVENTS.toSorted())
    const kept = JSON.stringify([sandbox.query('SELECT * FROM settings'), sandbox.logged])
    assert.equal(kept.includes(NEWEST), false)
  })

  test('takes the address of the settings when none is named, and another one when one is', async (t) => {
    const webhookUrl = 'https://public.example/athm/webhook/'
    const sandbox = await createSandboxOnFile(t, { webhookTokens: TOKENS, webhookUrl, lookUpHost: lookUp })
    const { webhooks } = sandbox.athm
    assert.equal((await webhooks.install()).url, 'https://public.example/athm/webhook/…/')
    assert.equal(
      (await webhooks.install('https://both.example/webhook/')).url,
      'https://both.example/webhook/…/',
    )
  })

  test('without any address says where one can be given', async (t) => {
    const { athm } = await createSandboxOnFile(t)
    await assert.rejects(athm.webhooks.install(), isInvalidUrl(/Say where.*ATHM_WEBHOOK_URL/))
  })

  test('of an address that may not be delivered to asks nobody for anything', async (t) => {
    const heard: string[] = []
    const canary = createServer((request, response) => {
      heard.push(request.url ?? '')
      response.end()
    }).listen(0, '127.0.0.1')
    t.after(() => canary.close())
    const { port } = await new Promise<AddressInfo>((resolve) => {
      canary.once('listening', () => resolve(canary.address() as AddressInfo))
    })
    const sandbox = await createSandboxOnFile(t, { webhookTokens: TOKENS, lookUpHost: lookUp })
    for (const url of [
      `http://0.0.0.0:${port}/webhook/`,
      `https://0.0.0.0:${port}/webhook/`,
      `http://[::ffff:127.0.0.1]:${port}/webhook/`,
      `https://private.example:${port}/webhook/`,
      `https://user@127.0.0.1:${port}/webhook/`,
    ]) {
      await assert.rejects(sandbox.athm.webhooks.install(url), isInvalidUrl(/./))
    }
    assert.deepEqual([heard, sandbox.calls, await readListener(sandbox)], [[], [], null])
  })

  test('that ATH Móvil refuses says so with its code, and changes and remembers nothing', async (t) => {
    const sandbox = await createSandboxOnFile(t, { lookUpHost: lookUp })
    sandbox.interfere(async () => ({
      status: 400,
      body: '{"status":"error","message":"Invalid format","errorcode":"BTRA_0006","data":null}',
    }))
    await assert.rejects(sandbox.athm.webhooks.install('https://public.example/hook'), {
      code: 'refused',
      message: 'ATH Móvil refused to deliver to this address (BTRA_0006). Nothing was changed.',
      details: { athmCode: 'BTRA_0006' },
    })
    assert.equal(await readListener(sandbox), null)
    assert.deepEqual(sandbox.query("SELECT * FROM settings WHERE name = 'webhook_listener'"), [])
  })

  const silences: readonly (readonly [
    title: string,
    code: string,
    how: () => Promise<{ status: number; body: string }>,
  ])[] = [
    ['can not be reached', 'upstream_unavailable', () => Promise.reject(new Error('ECONNREFUSED'))],
    ['never answers', 'upstream_timeout', () => new Promise<never>(() => {})],
    [
      'answers with a page',
      'upstream_unknown',
      async () => ({ status: 502, body: '<html>Bad gateway</html>' }),
    ],
  ]
  for (const [title, code, how] of silences) {
    test(`when ATH Móvil ${title} rejects with ${code}, and may be tried again`, async (t) => {
      const sandbox = await createSandboxOnFile(t, { lookUpHost: lookUp })
      const { clock, athm } = sandbox
      sandbox.interfere(how)
      const installing = athm.webhooks.install('https://public.example/hook')
      await assert.rejects(whileTimePasses(clock, installing), { code })
      sandbox.interfere(null)
      await athm.webhooks.install('https://public.example/hook')
    })
  }

  test('has the deliveries to come sent there, and only there', async (t) => {
    const clock = createManualClock(START)
    const posted: string[] = []
    const simulator = createSimulator({
      clock: createAdjustableClock(clock),
      random: createSeededRandom(1),
      dialect: DIALECT,
      postWebhook: async (url) => {
        posted.push(url)
        return { status: 200, body: '' }
      },
    })
    const sandbox = await createSandboxOnFile(t, {
      clock,
      simulator,
      webhookTokens: TOKENS,
      lookUpHost: lookUp,
    })
    await sandbox.athm.webhooks.install('https://public.example/athm/webhook/')
    await sandbox.ask('payments', { total: 5 })
    await clock.advance(10_000)
    assert.deepEqual(posted, [`https://public.example/athm/webhook/${NEWEST}/`])
    assert.deepEqual(sandbox.query('SELECT id FROM webhook_events'), [])
  })
})
