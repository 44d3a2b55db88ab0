import { expect } from 'chai'
import { stub, useFakeTimers, type SinonStub } from 'sinon'
import { AthmCompletedEvent, AthmFailedEvent, type AthmDetail } from '../../src/events.ts'
import { toRedirect } from '../../src/redirect.ts'
import { ALLOWED, ORDER_REDIRECTS, PAGE, REDIRECTS, type RedirectVector } from '../fixtures/redirects.ts'
import type { ButtonPage } from './mocks/page.ts'
import { setStage } from './mocks/stage.ts'

const DETAIL: AthmDetail = {
  status: 'COMPLETED',
  total: '25.00',
  paymentId: 'p',
  ecommerceId: null,
  referenceNumber: 'r-1',
  metadata1: '',
  metadata2: '',
}

describe('where a redirect leads', () => {
  let said: SinonStub
  beforeEach(() => void (said = stub(console, 'error')))
  afterEach(() => said.restore())

  /** What a target leads to, by either attribute, beside what it should. */
  function follow([target, wanted]: RedirectVector, origins: readonly string[] | null) {
    const bounds = { page: PAGE, origins }
    const paid = toRedirect(new AthmCompletedEvent(DETAIL), { successUrl: target, failureUrl: '' }, bounds)
    const failed = toRedirect(new AthmFailedEvent(DETAIL), { successUrl: '', failureUrl: target }, bounds)
    const add = (query: string) => wanted?.replace(/[?&](?=#|$)/, (mark) => `${mark}${query}`)
    return {
      is: [paid?.href, failed?.href],
      shouldBe: [add('reference_number=r-1'), add('status=failed&reference_number=r-1')],
    }
  }

  it('is tried with at least eighty addresses, all different', () => {
    const targets = [...REDIRECTS, ...ORDER_REDIRECTS.map(([target]) => [`order ${target}`])]
    expect(new Set(targets.map(([target]) => target)).size)
      .to.equal(targets.length)
      .and.to.be.at.least(80)
  })

  for (const vector of REDIRECTS)
    it(`${JSON.stringify(vector[0])} leads ${vector[1] === null ? 'nowhere' : `to ${vector[1]}`}`, () => {
      const { is, shouldBe } = follow(vector, null)
      expect(is).to.deep.equal(shouldBe)
      expect(said.called).to.equal(vector[1] === null)
    })

  for (const vector of ORDER_REDIRECTS)
    it(`${JSON.stringify(vector[0])} with an order leads ${vector[1] === null ? 'nowhere' : `to ${vector[1]}`}`, () => {
      const { is, shouldBe } = follow(vector, [new URL(PAGE).origin, ...ALLOWED])
      expect(is).to.deep.equal(shouldBe)
    })
})

describe('a button', () => {
  const stage = setStage()

  const WAYS: Readonly<Record<string, (page: ButtonPage, target: string) => void>> = {
    attribute: ({ button }, target) => button.setAttribute('failure-url', target),
    property: ({ button }, target) => void (button.failureUrl = target),
  }
  for (const [way, state] of Object.entries(WAYS))
    it(`goes where each address may lead, and nowhere else, stated as its ${way}`, async () => {
      const said = stub(console, 'error')
      const base = document.head.appendChild(document.createElement('base'))
      const backend = new URL(stage.backend.baseUrl, location.origin).href
      base.href = PAGE
      // A total that nobody can pay: the dialog says so, and leaving it leads to the address.
      const page = stage.show({ total: '0.50', 'base-url': backend })
      await page.button.updateComplete
      const clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldClearNativeTimers: true })
      try {
        for (const [target, leadsTo] of REDIRECTS) {
          state(page, target)
          await page.open()
          page.button.close()
          await page.button.updateComplete
          clock.tick(1)
          const query = `status=failed&code=${page.detail('failed').code}`
          const shouldBe = leadsTo?.replace(/[?&](?=#|$)/, (mark) => `${mark}${query}`)
          expect(page.button.wentTo.splice(0), target).to.deep.equal(shouldBe === undefined ? [] : [shouldBe])
        }
      } finally {
        clock.restore()
        base.remove()
        said.restore()
      }
    })
})
