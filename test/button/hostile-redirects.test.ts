import { expect } from 'chai'
import { stub, type SinonStub } from 'sinon'
import { AthmCompletedEvent, AthmFailedEvent, type AthmDetail } from '../../src/events.ts'
import { toRedirect } from '../../src/redirect.ts'
import { ALLOWED, ORDER_REDIRECTS, PAGE, REDIRECTS, type RedirectVector } from '../fixtures/redirects.ts'

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
