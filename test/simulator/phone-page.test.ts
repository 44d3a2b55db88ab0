import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBench } from './bench.ts'

const get = (path: string, init?: RequestInit): Promise<Response> =>
  createBench().sim.fetch(new Request(`http://localhost/simulator/${path}`, init))

test('the phone page and every file that it names are served under a strict policy', async () => {
  const page = await get('phone?phone=7875550100&lang=en')
  assert.equal(page.headers.get('content-type'), 'text/html;charset=UTF-8')
  const policy = page.headers.get('content-security-policy') ?? ''
  for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"]) {
    assert.ok(policy.includes(rule), rule)
  }
  assert.doesNotMatch(policy, /unsafe/)
  const html = await page.text()
  assert.doesNotMatch(html, /<script>|<style|style="| on\w+="/)
  const seen = new Set<string>()
  const queue = [...html.matchAll(/(?:src|href)="(phone\/[^"]+)"/g)].map((match) => String(match[1]))
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path)) continue
    seen.add(path)
    const file = await get(path)
    assert.equal(file.status, 200, path)
    assert.match(
      file.headers.get('content-type') ?? '',
      path.endsWith('.css') ? /^text\/css/ : /^text\/javascript/,
    )
    for (const match of (await file.text()).matchAll(/from '\.\/([^']+)'/g)) queue.push(`phone/${match[1]}`)
  }
  assert.ok(seen.has('phone/phone.js') && seen.has('phone/texts.js') && seen.has('phone/phone.css'))
})

test('the page says that no real money moves, and whose it is not', async () => {
  const html = await (await get('phone')).text()
  const texts = await (await get('phone/texts.js')).text()
  assert.match(html, /no se mueve dinero real/)
  assert.match(texts, /no real money moves/)
  for (const text of [html, texts]) assert.match(text, /Evertec, Inc\./)
})

test('phone with a last slash leads to the page, with its query', async () => {
  const answer = await get('phone/?lang=en')
  assert.deepEqual([answer.status, answer.headers.get('location')], [308, '../phone?lang=en'])
})

test('nothing but the page’s own files is served', async () => {
  for (const path of [
    'phone/x.js',
    'phone/..%2Fsimulator.ts',
    'phone/%2e%2e/simulator.ts',
    'phone/constructor',
  ]) {
    assert.equal((await get(path)).status, 404, path)
  }
  assert.equal((await get('phone', { method: 'POST' })).status, 405)
})
