/** Has the doctor look, and finds what it says of one thing. */

import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import type { AthmBackend, Check } from '../../server/index.ts'

/** A finding: its state, what was found, and what to do. */
export type Found = readonly [state: Check['state'], message: string, advice: string | null]

/** Everything that was found, and one finding by its name. */
export interface Examined {
  readonly checks: readonly Check[]
  find(name: string): Found
}

/** Runs all checks. */
export async function examine(athm: AthmBackend): Promise<Examined> {
  const { checks, isHealthy } = await athm.doctor()
  assert.equal(
    isHealthy,
    checks.every(({ state }) => state !== 'failure'),
  )
  return {
    checks,
    find(name) {
      const check = checks.find((each) => each.name === name)
      assert.ok(check, `no check named ${name}`)
      return [check.state, check.message, check.advice]
    },
  }
}

/** Serves on this machine until the test is over; returns the port. */
export async function listen(t: TestContext, listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
