import { expect } from 'chai'
import { restore, stub } from 'sinon'
import { REFERENCE, refusal } from './mocks/backend.ts'
import { until, type ButtonPage } from './mocks/page.ts'
import { setStage } from './mocks/stage.ts'

describe('a request for a payment, where nobody knows whether it arrived', () => {
  const stage = setStage()
  afterEach(() => restore())

  /** Loads the page anew, with the button that it then has. */
  function reload(page: ButtonPage, attributes: Readonly<Record<string, string>> = {}): ButtonPage {
    page.die()
    return stage.show(attributes)
  }

  it('is repeated after a reload, with the same key', async () => {
    let answer = () => {}
    stage.backend.answers.set('initiate', (seen) => {
      stage.backend.answers.delete('initiate')
      return new Promise((resolve) => (answer = () => resolve(stage.backend.ordinary(seen))))
    })
    const before = stage.show()
    await before.submit()
    await until(() => stage.backend.of('initiate').length === 1)
    const page = reload(before, { lang: 'es' })
    await page.reach('waiting')
    answer()
    const [first, second] = stage.backend.of('initiate')
    expect(second?.headers.get('idempotency-key')).to.equal(first?.headers.get('idempotency-key'))
    expect(second?.body).to.deep.equal(first?.body)
    expect(page.names.join(' ')).to.equal('open statuschange initiated')
  })

  it('is repeated in the same words, whatever the page makes of its list meanwhile', async () => {
    stub(console, 'error')
    stage.backend.answers.set('initiate', () => Response.error())
    const page = stage.show()
    const items = [{ name: 'Coffee', price: '25.00' }]
    page.button.items = items
    await page.submit()
    await until(() => stage.backend.of('initiate').length === 1)
    items.pop()
    stage.backend.answers.delete('initiate')
    await page.reach('waiting')
    const [first, second] = stage.backend.of('initiate')
    expect(second?.headers.get('idempotency-key')).to.equal(first?.headers.get('idempotency-key'))
    expect(second?.body).to.deep.equal(first?.body)
  })

  it('learns the reference of a payment that was made and completed before its request was answered', async () => {
    stage.backend.answers.set('initiate', () => new Promise<Response>(() => {}))
    const before = stage.show()
    await before.submit()
    await until(() => stage.backend.of('initiate').length === 1)
    before.die()
    stage.backend.answers.set('initiate', (seen) => {
      stage.backend.ordinary(seen)
      stage.backend.complete()
      const { reference_number: _, ...view } = stage.backend.view
      return Response.json({ ...view, client_secret: 'secret-1' }, { status: 201 })
    })
    const page = stage.show()
    await page.reach('completed')
    expect(page.detail('completed').referenceNumber).to.equal(REFERENCE)
  })

  it('that was given up leaves its key for when the customer asks again, and not before', async () => {
    stub(console, 'error')
    stage.backend.answers.set('initiate', () => new Response('<h1>Bad gateway</h1>', { status: 502 }))
    const before = stage.show()
    await before.submit()
    await before.reach('phone')
    await before.press('Close')
    const page = reload(before)
    await page.button.updateComplete
    expect(page.phase).to.equal('idle')
    stage.backend.answers.delete('initiate')
    await page.wait()
    const [first, second] = stage.backend.of('initiate').map(({ headers }) => headers.get('idempotency-key'))
    expect(second).to.equal(first)
  })

  it('that was given up leaves its key also when that led to another page', async () => {
    stub(console, 'error')
    stage.backend.answers.set('initiate', () => new Response('<h1>Gateway time-out</h1>', { status: 504 }))
    const before = stage.show({ 'failure-url': '/cart' })
    await before.submit()
    await before.reach('phone')
    await before.press('Close')
    await until(() => before.button.wentTo.length > 0)
    const page = reload(before, { 'failure-url': '/cart' })
    stage.backend.answers.delete('initiate')
    await page.wait()
    const [first, second] = stage.backend.of('initiate').map(({ headers }) => headers.get('idempotency-key'))
    expect(second).to.equal(first)
  })

  for (const [status, code] of [
    [500, 'internal_error'],
    [503, 'database_unavailable'],
  ] as const)
    it(`keeps its key when its repeat was answered with ${code}`, async () => {
      stub(console, 'error')
      let tries = 0
      stage.backend.answers.set('initiate', () =>
        ++tries === 1 ? Response.error() : refusal(status, code, { retryable: true }),
      )
      const page = stage.show()
      await page.submit()
      await page.reach('phone')
      stage.backend.answers.delete('initiate')
      await page.press('Continue')
      await page.reach('waiting')
      const keys = stage.backend.of('initiate').map(({ headers }) => headers.get('idempotency-key'))
      expect(keys).to.have.length(3)
      expect(new Set(keys).size).to.equal(1)
    })

  it('is not sent by itself when it was asked for long ago', async () => {
    stub(console, 'error')
    stage.backend.answers.set('initiate', () => new Promise<Response>(() => {}))
    const before = stage.show()
    await before.submit()
    await until(() => stage.backend.of('initiate').length === 1)
    before.die()
    stage.backend.answers.delete('initiate')
    const now = stub(Date, 'now').value(() => performance.timeOrigin + performance.now() + 86_400_000)
    const page = stage.show()
    await page.button.updateComplete
    expect(page.phase).to.equal('idle')
    expect(stage.backend.of('initiate')).to.have.length(1)
    await page.wait()
    now.restore()
    const [first, second] = stage.backend.of('initiate').map(({ headers }) => headers.get('idempotency-key'))
    expect(second).to.equal(first)
  })
})
