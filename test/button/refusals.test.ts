import { expect } from 'chai'
import { stub, useFakeTimers, type SinonFakeTimers, type SinonStub } from 'sinon'
import { ERROR_CODES, HTTP_ERRORS, type HttpErrorCode } from '../../src/protocol/errors.ts'
import { en } from '../../src/texts/en.ts'
import { ERROR_TEXTS } from '../../src/texts/index.ts'
import { htmlPage, refusal } from './mocks/backend.ts'
import { until } from './mocks/page.ts'
import { setStage } from './mocks/stage.ts'

describe('a refusal', () => {
  const stage = setStage()

  it('of every code is a plain sentence in the phone step', async () => {
    const codes = (Object.keys(HTTP_ERRORS) as HttpErrorCode[]).filter(
      (code) => code !== 'idempotency_key_in_flight' && code !== 'order_paid',
    )
    for (const code of codes) {
      stage.backend.answers.set('initiate', () => refusal(HTTP_ERRORS[code].status, code))
      const page = stage.show()
      await page.submit()
      await page.reach('phone')
      expect(page.text, code).to.contain(en.errors[ERROR_TEXTS[code].sentence])
      expect(page.text, code).to.not.contain('RAW')
      page.remove()
    }
  })

  it('of a number is tied to its field', async () => {
    stage.backend.answers.set('initiate', () =>
      refusal(400, 'invalid_phone_number', { field: 'phone_number' }),
    )
    const page = stage.show()
    await page.submit()
    await page.reach('phone')
    const input = page.find('input')
    expect(input.getAttribute('aria-invalid')).to.equal('true')
    expect(page.find(`#${input.getAttribute('aria-describedby')}`).textContent?.trim()).to.equal(
      en.errors.phone,
    )
    expect(page.root.activeElement).to.equal(input)
  })

  it('is told to the page when the dialog is left, and not before', async () => {
    stage.backend.answers.set('initiate', () => refusal(422, 'refused_limit', { athm_code: 'BTRA_0004' }))
    const page = stage.show({ 'failure-url': '/cart' })
    await page.submit()
    await page.reach('phone')
    expect(page.names).to.not.include('failed')
    await page.press('Close')
    expect(page.names.slice(-2)).to.deep.equal(['failed', 'close'])
    expect(page.detail('failed')).to.include({ code: 'refused_limit', recoverable: true, status: null })
    await until(() => page.button.wentTo.length > 0)
    expect(page.button.wentTo[0]).to.match(/\/cart\?status=failed&code=refused_limit$/)
  })

  it('is not told when the next try succeeds', async () => {
    stage.backend.answers.set('initiate', () => refusal(422, 'refused_own_phone'))
    const page = stage.show()
    await page.submit()
    await page.reach('phone')
    stage.backend.answers.delete('initiate')
    await page.press('Continue')
    await page.reach('waiting')
    expect(page.names).to.not.include('failed')
  })

  it('with a page of HTML is a plain sentence, and the same key is used again', async () => {
    stage.backend.answers.set('initiate', () => htmlPage(502))
    const page = stage.show()
    await page.submit()
    await page.reach('phone')
    expect(page.text).to.contain(en.errors.server).and.not.contain('RAW')
    stage.backend.answers.delete('initiate')
    await page.press('Continue')
    await page.reach('waiting')
    const [first, second] = stage.backend.of('initiate').map(({ headers }) => headers.get('idempotency-key'))
    expect(first).to.equal(second)
  })

  it('for want of a backend names base-url on the console', async () => {
    stage.backend.answers.set('initiate', () => htmlPage(404))
    const said = stub(console, 'error')
    const page = stage.show()
    await page.submit()
    await page.reach('phone')
    said.restore()
    expect(page.text).to.contain(en.errors.nowhere)
    expect(said.args.flat().join(' ')).to.contain('base-url')
  })
})

describe('a request without an answer', () => {
  const stage = setStage()

  it('is repeated with the same key until it gets through', async () => {
    stage.backend.answers.set('initiate', () => Response.error())
    const page = stage.show()
    await page.submit()
    await until(() => page.text.includes(en.away))
    stage.backend.answers.delete('initiate')
    await page.reach('waiting')
    const keys = new Set(stage.backend.of('initiate').map(({ headers }) => headers.get('idempotency-key')))
    expect(keys.size).to.equal(1)
    expect(page.text).to.not.contain(en.away)
  })
})

describe('a request whose first try is still under way', () => {
  const stage = setStage()

  it('is repeated with the same key, and with no word of a trouble', async () => {
    let tries = 0
    stage.backend.answers.set('initiate', (seen) =>
      ++tries === 1 ? refusal(409, 'idempotency_key_in_flight') : stage.backend.ordinary(seen),
    )
    const page = stage.show()
    await page.wait()
    const requests = stage.backend.of('initiate')
    expect(requests).to.have.length(2)
    expect(new Set(requests.map(({ headers }) => headers.get('idempotency-key'))).size).to.equal(1)
    expect(page.names).to.not.include('failed')
  })
})

describe('a backend that never answers', () => {
  const stage = setStage()
  let clock: SinonFakeTimers | undefined
  afterEach(() => clock?.restore())

  it('is no trap: who wants to leave is told that nobody could be reached, and goes', async () => {
    stage.backend.answers.set('initiate', () => new Promise<Response>(() => {}))
    const page = stage.show()
    clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldClearNativeTimers: true })
    await page.submit()
    const pass = (isSo: () => boolean) =>
      until(() => {
        clock?.tick(1_000)
        return isSo()
      })
    await pass(() => page.text.includes(en.away))
    page.button.close()
    await pass(() => page.phase === 'phone')
    expect(page.text).to.contain(en.errors.offline)
    await page.press('Close')
    expect(page.dialog.open).to.equal(false)
    expect(page.detail('failed')).to.include({ code: 'backend_unreachable', recoverable: true })
    expect(
      new Set(stage.backend.of('initiate').map(({ headers }) => headers.get('idempotency-key'))).size,
    ).to.equal(1)
  })
})

describe('a backend that can not be reached', () => {
  const stage = setStage()
  let clock: SinonFakeTimers | undefined
  let counting: SinonStub | undefined
  afterEach(() => {
    clock?.restore()
    counting?.restore()
  })

  it('is tried eleven times with one key, and then the customer is told', async () => {
    stage.backend.answers.set('initiate', () => Response.error())
    const page = stage.show()
    // Time passes between the tries alone: a try is not to run out of it.
    let underWay = 0
    const plainFetch = globalThis.fetch
    counting = stub(globalThis, 'fetch').callsFake(async (...request) => {
      underWay++
      return plainFetch(...request).finally(() => underWay--)
    })
    clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldClearNativeTimers: true })
    await page.submit()
    const requests = () => stage.backend.of('initiate')
    for (let tries = 1; tries < 11; tries++) {
      await until(() => requests().length === tries)
      expect(page.phase).to.equal('initiating')
      await until(() => {
        if (underWay === 0) clock?.tick(5_000)
        return requests().length > tries
      })
    }
    await page.reach('phone')
    clock.tick(60_000)
    expect(page.text).to.contain(en.errors.offline)
    expect(requests()).to.have.length(11)
    expect(new Set(requests().map(({ headers }) => headers.get('idempotency-key'))).size).to.equal(1)
    stage.backend.answers.delete('initiate')
    await page.press('Continue')
    await page.reach('waiting')
    expect(requests().at(-1)?.headers.get('idempotency-key')).to.equal(
      requests()[0]?.headers.get('idempotency-key'),
    )
  })
})

describe('a payment that ended with a code', () => {
  const stage = setStage()

  it('is told by that code, whatever it is', async () => {
    for (const code of ERROR_CODES) {
      const page = stage.show()
      await page.wait()
      await until(() => stage.backend.of('events').length > 0)
      stage.backend.set({ status: 'FAILED', code })
      await page.reach('failed')
      expect(page.text, code).to.contain(en.errors[ERROR_TEXTS[code].sentence])
      const actions = [...page.root.querySelectorAll('dialog button')].map((button) =>
        button.textContent?.trim(),
      )
      expect(actions.includes('Try again'), code).to.equal(ERROR_TEXTS[code].retryHelps)
      page.remove()
      stage.backend.seen.length = 0
    }
  }).timeout(30_000)
})
