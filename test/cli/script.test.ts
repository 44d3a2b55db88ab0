import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { suite, test } from 'node:test'
import { ensureBuilt } from '../../scripts/built.ts'
import { startServer } from './server-process.ts'

suite('the script', () => {
  test('is served with an ETag, its map and CORS, and under a name that never changes', async (t) => {
    await ensureBuilt()
    const server = await startServer({}, 'build')
    t.after(() => server.stop())
    const get = (name: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${server.url}/athm/${name}`, { headers })

    const [script, dialog] = [await get('athm-button.js'), await get('athm-button-dialog.js')]
    const hash = createHash('sha256')
    for (const response of [script, dialog]) {
      assert.equal(response.status, 200)
      assert.match(response.headers.get('content-type') ?? '', /^text\/javascript/)
      assert.equal(response.headers.get('cache-control'), 'no-cache')
      assert.equal(response.headers.get('access-control-allow-origin'), '*')
      hash.update(new Uint8Array(await response.arrayBuffer()))
    }
    const etag = script.headers.get('etag') ?? ''
    assert.equal((await get('athm-button.js', { 'if-none-match': etag })).status, 304)
    const version = hash.digest('hex').slice(0, 12)
    for (const name of [`athm-button-${version}.js`, `athm-button-${version}-dialog.js`]) {
      assert.match((await get(name)).headers.get('cache-control') ?? '', /immutable/)
    }
    for (const name of ['athm-button.js', 'athm-button-dialog.js', `athm-button-${version}.js`]) {
      const map = await get((await get(name)).headers.get('sourcemap') ?? '')
      assert.ok(((await map.json()) as { sources: string[] }).sources.length > 3)
      assert.equal(map.headers.get('sourcemap'), null)
    }
    for (const name of ['athm-button-000000000000.js', 'athm-button.css', 'athm-button-.js']) {
      assert.equal((await get(name)).status, 404)
    }
  })
})
