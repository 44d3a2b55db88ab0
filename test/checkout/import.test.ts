import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

describe('the element', () => {
  it('can be imported where there is no page, as a server that renders does', async () => {
    await import(`../../src/index.ts?again=${process.pid}`)
    const { AthmButton, AthmCompletedEvent } = await import('../../src/index.ts')
    assert.equal(AthmButton.formAssociated, true)
    assert.ok(AthmCompletedEvent.prototype instanceof Event)
  })
})
