import { expect } from 'chai'
import { FakeBackend, REFERENCE } from './mocks/backend.ts'
import { ButtonPage, until } from './mocks/page.ts'

describe('a payment that goes well', () => {
  let backend: FakeBackend
  let page: ButtonPage
  beforeEach(async () => {
    backend = await FakeBackend.start()
    page = new ButtonPage({ 'metadata-1': 'order-1' })
  })
  afterEach(() => {
    page.remove()
    backend.stop()
  })

  it('tells its events in order, each with what is known by then', async () => {
    await page.wait()
    await until(() => backend.of('events').length === 1)
    backend.set({ status: 'CONFIRM' })
    await page.reach('authorizing')
    backend.complete()
    await page.reach('completed')
    expect(page.text).to.contain(REFERENCE)
    await page.press('Done')
    expect(page.names).to.deep.equal([
      'open', 'beforeinitiate', 'statuschange', 'initiated', 'statuschange', 'confirmed', 'statuschange', 'completed', 'close',
    ])
    expect(page.detail('completed')).to.deep.equal({
      status: 'COMPLETED', total: '25.00', paymentId: 'payment-1', ecommerceId: 'a1b2c3d4-ecommerce',
      referenceNumber: REFERENCE, metadata1: 'order-1', metadata2: '',
    })
  })
})
