import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createAthmBackend, OptionsError, type BackendOptions } from '../../server/index.ts'
import { readAddress, readEnvironment } from '../../server/options.ts'
import { createSimulator } from '../../server/simulator/simulator.ts'

suite('options that are missing or wrong', () => {
  const upstream = createSimulator()
  const live = { mode: 'live', publicToken: 'abc', privateToken: 'def', secret: 'x'.repeat(32) } as const
  const wrong: readonly (readonly [string, BackendOptions, RegExp])[] = [
    [
      'live mode without a token',
      { mode: 'live' },
      /^publicToken \(ATHM_PUBLIC_TOKEN\) is missing for live mode/,
    ],
    [
      'live mode without its private token',
      { publicToken: 'abc' },
      /^privateToken \(ATHM_PRIVATE_TOKEN\) is missing/,
    ],
    [
      'live mode without a secret',
      { publicToken: 'abc', privateToken: 'hunter2' },
      /^secret \(ATHM_SECRET\) is missing/,
    ],
    [
      'live mode with a simulator',
      { ...live, upstream },
      /^Live mode talks to ATH Móvil and to nothing else/,
    ],
    ['live mode with an upstream elsewhere', { ...live, upstreamUrl: 'http://x' }, /ATHM_UPSTREAM_URL/],
    [
      'a short secret key',
      { upstream, secretKey: 'hunter2' },
      /^secretKey \(ATHM_SECRET_KEY\) must have at least 32/,
    ],
    [
      'a sandbox on ATH Móvil itself',
      { publicToken: 'x', mode: 'sandbox', upstreamUrl: 'https://payments.athmovil.com' },
      /must be a simulator, not ATH Móvil itself/,
    ],
    [
      'a sandbox on a file',
      { publicToken: 'x', mode: 'sandbox', upstreamUrl: 'file:///x' },
      /must be http or https/,
    ],
    [
      'half a proxy',
      { upstream, trustProxy: 0.5 },
      /^trustProxy \(ATHM_TRUST_PROXY\) must be a whole number/,
    ],
    ['no upstream', {}, /createSimulator\(\) from 'athm-button\/simulator'/],
    [
      'a short secret',
      { upstream, secret: 'hunter2' },
      /^secret \(ATHM_SECRET\) must have at least 32 characters/,
    ],
    [
      'an origin with a path',
      { upstream, allowedOrigins: ['https://shop.example/'] },
      /ATHM_ALLOWED_ORIGINS\) must be exact/,
    ],
    ['a short webhook token', { upstream, webhookTokens: ['abc'] }, /ATHM_WEBHOOK_TOKEN\) must have 16/],
    [
      'a base path that ends in a slash',
      { upstream, basePath: '/athm/' },
      /^basePath must begin with a slash and end without/,
    ],
    [
      'an upstream that is no URL',
      { publicToken: 'x', mode: 'sandbox', upstreamUrl: 'x' },
      /ATHM_UPSTREAM_URL\) must be a URL/,
    ],
  ]
  for (const [title, options, sentence] of wrong) {
    test(`${title}: a sentence that says what to do, and no secret in it`, () => {
      assert.throws(
        () => createAthmBackend(options),
        (error) =>
          error instanceof OptionsError && sentence.test(error.message) && !error.message.includes('hunter2'),
      )
    })
  }

  test('a database that can not be opened is told by ready, and by a 503', async () => {
    const athm = createAthmBackend({
      upstream,
      database: '/nonexistent/athm.db',
      log: { info() {}, warn() {}, error() {} },
    })
    await assert.rejects(athm.ready, /unable to open database file/)
    const response = await athm.fetch(new Request('http://localhost/athm/api/config/'))
    assert.deepEqual(
      [response.status, ((await response.json()) as { code: string }).code],
      [503, 'database_unavailable'],
    )
    await athm.close()
  })
})

suite('the environment', () => {
  test('is read with its lists, and an empty variable is an absent one', () => {
    const options = readEnvironment({
      ATHM_ALLOWED_ORIGINS: 'https://a.example, https://b.example',
      ATHM_SECRET: '',
    })
    assert.deepEqual(options.allowedOrigins, ['https://a.example', 'https://b.example'])
    assert.equal(options.secret, undefined)
  })
  test('with another mode, a database server or a wild port is refused', () => {
    assert.throws(() => readEnvironment({ ATHM_MODE: 'test' }), /sandbox or live/)
    assert.throws(() => readEnvironment({ ATHM_DATABASE_URL: 'postgres://x:secret@h/db' }), /path of a file/)
    assert.throws(() => readAddress({ PORT: '99999' }), OptionsError)
    assert.deepEqual(readAddress({}), { host: '127.0.0.1', port: 8787 })
  })
})
