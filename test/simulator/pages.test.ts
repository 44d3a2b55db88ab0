import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ENDPOINT_NAMES } from '../../server/simulator/endpoints.ts'
import { EVENT_KINDS } from '../../server/simulator/webhook-kinds.ts'
import { createBench } from './bench.ts'

const get = (path: string, init?: RequestInit): Promise<Response> =>
  createBench().sim.fetch(new Request(`http://localhost/simulator/${path}`, init))

for (const name of ['phone', 'desk']) {
  test(`the ${name} page and every file that it names are served under a strict policy`, async () => {
    const page = await get(`${name}?phone=7875550100&lang=en`)
    assert.equal(page.headers.get('content-type'), 'text/html;charset=UTF-8')
    const policy = page.headers.get('content-security-policy') ?? ''
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "require-trusted-types-for 'script'",
    ]) {
      assert.ok(policy.includes(rule), rule)
    }
    assert.doesNotMatch(policy, /unsafe/)
    const html = await page.text()
    assert.doesNotMatch(html, /<script>|<style|style="| on\w+="/)
    const seen = await getAll(
      [...html.matchAll(/(?:src|href)="(pages\/[^"]+)"/g)].map(([, path]) => String(path)),
    )
    assert.ok(seen.has(`pages/${name}/${name}.js`) && seen.has('pages/shared/format.js'))
    assert.ok(seen.has(`pages/${name}/${name}.css`) && seen.has('pages/shared/base.css'))
  })
}

/** Gets files of a page, and all that they import. */
async function getAll(paths: string[]): Promise<Set<string>> {
  const seen = new Set<string>()
  for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
    if (seen.has(path)) continue
    seen.add(path)
    const file = await get(path)
    assert.equal(file.status, 200, path)
    const type = path.endsWith('.css') ? /^text\/css/ : /^text\/javascript/
    assert.match(file.headers.get('content-type') ?? '', type)
    for (const [, name] of (await file.text()).matchAll(/from '(\.[^']+)'/g)) {
      paths.push(new URL(String(name), `http://localhost/${path}`).pathname.slice(1))
    }
  }
  return seen
}

test('the page says that no real money moves, and whose it is not', async () => {
  const html = await (await get('phone')).text()
  const texts = await (await get('pages/phone/texts.js')).text()
  assert.match(html, /no se mueve dinero real/)
  assert.match(texts, /no real money moves/)
  for (const text of [html, texts]) assert.match(text, /Evertec, Inc\./)
})

test('a page’s name with a last slash leads to the page, with its query', async () => {
  for (const name of ['phone', 'desk']) {
    const answer = await get(`${name}/?lang=en`)
    assert.deepEqual([answer.status, answer.headers.get('location')], [308, `../${name}?lang=en`])
  }
})

test('the simulator’s own address leads to the desk', async () => {
  const answer = await get('')
  assert.deepEqual([answer.status, answer.headers.get('location')], [308, 'desk'])
})

test('nothing but the pages’ own files is served', async () => {
  for (const path of [
    'phone/x.js',
    'phone/phone.js',
    'pages/x.js',
    'pages/',
    'pages/phone',
    'pages/phone/index.html',
    'pages//phone/phone.js',
    'pages/phone/../phone/x.js',
    'pages/..%2Fsimulator.ts',
    'pages/%2e%2e/simulator.ts',
    'pages/phone/..%5cphone.js',
    'pages/constructor',
    'constructor',
  ]) {
    assert.equal((await get(path)).status, 404, path)
  }
  assert.equal((await get('phone', { method: 'POST' })).status, 405)
  assert.equal((await get('pages/phone/phone.js', { method: 'POST' })).status, 405)
})

test('the desk offers every endpoint, kind of fault and event that the controls take', async () => {
  const words = (await import(
    new URL('../../server/simulator/pages/desk/vocabulary.js', import.meta.url).href
  )) as { ENDPOINTS: string[]; FAULTS: Record<string, string[]>; EVENTS: string[] }
  assert.deepEqual(words.ENDPOINTS.toSorted(), ['*', ...ENDPOINT_NAMES].toSorted())
  assert.deepEqual(words.EVENTS.toSorted(), [...EVENT_KINDS].toSorted())
  const bench = createBench()
  const values: Record<string, unknown> = { ms: 1, status: 503, athm_code: 'BTRA_9999' }
  for (const [kind, fields] of Object.entries(words.FAULTS)) {
    const more = Object.fromEntries(fields.map((name) => [name, values[name]]))
    const { status } = await bench.control('faults', { endpoint: '*', kind, count: 1, ...more })
    assert.equal(status, 200, kind)
  }
  const { body } = await bench.control('faults', { endpoint: '*', kind: 'anything' })
  const kinds = /one of (.*)\.$/.exec(String(body['error']))?.[1]?.split(', ')
  assert.deepEqual(kinds?.toSorted(), Object.keys(words.FAULTS).toSorted())
})
