import { expect } from 'chai'
import { stub, useFakeTimers, type SinonFakeTimers } from 'sinon'
import { toRedirectUrl } from '../../src/redirect.ts'
import { REFERENCE } from './mocks/backend.ts'
import { toToken } from './mocks/order-token.ts'
import { until, type ButtonPage } from './mocks/page.ts'
import { setStage } from './mocks/stage.ts'

describe('a redirect', () => {
  const stage = setStage()
  let clock: SinonFakeTimers | undefined
  afterEach(() => clock?.restore())

  /** Brings a payment to its end, with the clock stopped just before. */
  async function end(attributes: Record<string, string>, finish: () => void): Promise<ButtonPage> {
    const page = stage.show(attributes)
    await page.wait()
    await until(() => stage.backend.of('events').length > 0)
    clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldClearNativeTimers: true })
    finish()
    await until(() => !['waiting', 'authorizing'].includes(page.phase))
    return page
  }

  it('follows a completed payment after 2 s, with its references, and says where it goes', async () => {
    const page = await end({ 'success-url': 'https://shop.example/thanks?a=1#end' }, () =>
      stage.backend.complete(),
    )
    expect(page.text).to.contain('Taking you back to shop.example…')
    clock?.tick(1_999)
    expect(page.button.wentTo).to.deep.equal([])
    clock?.tick(1)
    expect(page.button.wentTo).to.deep.equal([
      `https://shop.example/thanks?a=1&reference_number=${REFERENCE}&ecommerce_id=a1b2c3d4-ecommerce#end`,
    ])
  })

  for (const [status, word] of [
    ['CANCEL', 'cancelled'],
    ['EXPIRED', 'expired'],
    ['FAILED', 'failed'],
  ] as const) {
    it(`to failure-url says ${word}`, async () => {
      const page = await end({ 'failure-url': '/cart' }, () => stage.backend.set({ status }))
      clock?.tick(2_000)
      expect(page.button.wentTo).to.deep.equal([new URL(`/cart?status=${word}`, location.href).href])
    })
  }

  it('is given up when the customer tries again', async () => {
    const page = await end({ 'failure-url': '/cart' }, () => stage.backend.set({ status: 'EXPIRED' }))
    await page.press('Try again')
    clock?.tick(10_000)
    expect(page.button.wentTo).to.deep.equal([])
  })

  it('to failure-url is given up when the money turns out to have moved', async () => {
    const attributes = { 'failure-url': '/cart', 'success-url': '/thanks' }
    let answer = () => {}
    stage.backend.answers.set('cancel', (seen) => {
      return new Promise((resolve) => (answer = () => resolve(stage.backend.ordinary(seen))))
    })
    const page = stage.show(attributes)
    await page.wait()
    await until(() => stage.backend.of('events').length > 0)
    clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldClearNativeTimers: true })
    page.button.cancel()
    await until(() => stage.backend.of('cancel').length > 0)
    stage.backend.set({ status: 'CANCEL' })
    await page.reach('cancelled')
    stage.backend.complete()
    answer()
    await page.reach('completed')
    clock?.tick(10_000)
    expect(page.button.wentTo).to.have.length(1)
    expect(page.button.wentTo[0]).to.contain('/thanks?reference_number=')
  })

  it('that leads to no other page leaves a way out', async () => {
    const page = await end({ 'success-url': '/receipt.pdf' }, () => stage.backend.complete())
    clock?.tick(2_000)
    expect(page.button.wentTo).to.have.length(1)
    expect(page.text).to.not.contain('Done')
    clock?.tick(5_000)
    await page.button.updateComplete
    expect(page.text).to.not.contain('Taking you back')
    await page.press('Done')
    expect(page.dialog.open).to.equal(false)
  })

  it('is prevented by the page', async () => {
    const page = await end({ 'success-url': '/thanks' }, () => {
      document.body.addEventListener('athm-completed', (event) => event.preventDefault(), { once: true })
      stage.backend.complete()
    })
    clock?.tick(10_000)
    expect(page.button.wentTo).to.deep.equal([])
    expect(page.text).to.contain('Done')
  })

  it('goes nowhere but to http and https', async () => {
    const page = await end({ 'success-url': 'javascript:alert(1)' }, () => stage.backend.complete())
    clock?.tick(10_000)
    expect(page.button.wentTo).to.deep.equal([])
    expect(page.text).to.contain('Done')
  })

  it('with an order goes where the order allows, and to the own origin', async () => {
    const order = toToken({ total: '25.00', origins: ['https://shop.example'] })
    const said = stub(console, 'error')
    const page = await end({ order, 'success-url': 'https://shop.example/thanks' }, () =>
      stage.backend.complete(),
    )
    clock?.tick(2_000)
    expect(page.button.wentTo[0]).to.match(/^https:\/\/shop\.example\/thanks\?reference_number=/)
    clock?.restore()
    page.remove()
    const own = await end({ order, 'failure-url': '/cart' }, () => stage.backend.set({ status: 'EXPIRED' }))
    clock?.tick(2_000)
    expect(own.button.wentTo).to.deep.equal([new URL('/cart?status=expired', location.href).href])
    clock?.restore()
    own.remove()
    const elsewhere = await end({ order, 'success-url': 'https://shop.example:444/' }, () =>
      stage.backend.complete(),
    )
    clock?.tick(10_000)
    said.restore()
    expect(elsewhere.button.wentTo).to.deep.equal([])
    expect(elsewhere.text).to.contain('Done')
    expect(said.args.flat().join(' ')).to.contain('https://shop.example:444')
  })

  it('goes to another site only when that is named in full', () => {
    const page = 'https://shop.example/buy'
    const refused = [
      'javascript:alert(1)',
      ' javascript:alert(1)',
      'java\nscript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      'blob:https://shop.example/x',
      'file:///etc/passwd',
      '//evil.example',
      '\\\\evil.example',
      '/\\evil.example',
      'mailto:a@b.example',
      'http://',
    ]
    for (const target of refused) expect(toRedirectUrl(target, page, {})?.href, target).to.equal(undefined)
    expect(toRedirectUrl('thanks', page, { code: null })?.href).to.equal('https://shop.example/thanks')
    expect(toRedirectUrl('https://other.example/', page, { status: 'failed' })?.href).to.equal(
      'https://other.example/?status=failed',
    )
  })
})
