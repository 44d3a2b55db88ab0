import { expect } from 'chai'
import { REFERENCE } from './mocks/backend.ts'
import { until } from './mocks/page.ts'
import { setStage } from './mocks/stage.ts'

describe('a payment that goes well', () => {
  const stage = setStage()

  it('tells its events in order, each with what is known by then', async () => {
    const page = stage.show({ 'metadata-1': 'order-1' })
    await page.wait()
    await until(() => stage.backend.of('events').length > 0)
    stage.backend.set({ status: 'CONFIRM' })
    await page.reach('authorizing')
    stage.backend.complete()
    await page.reach('completed')
    expect(page.text).to.contain(REFERENCE)
    await page.press('Done')
    expect(page.names.join(' ')).to.equal(
      'open beforeinitiate statuschange initiated statuschange confirmed statuschange completed close',
    )
    expect(page.detail('beforeinitiate')).to.include({ status: null, paymentId: null, total: '25.00' })
    expect(page.detail('initiated')).to.include({ status: 'OPEN', paymentId: 'payment-1', ecommerceId: null })
    expect(page.detail('completed')).to.deep.equal({
      status: 'COMPLETED',
      total: '25.00',
      paymentId: 'payment-1',
      ecommerceId: 'a1b2c3d4-ecommerce',
      referenceNumber: REFERENCE,
      metadata1: 'order-1',
      metadata2: '',
    })
  })

  it('asks the backend for what the page states', async () => {
    const items = [{ name: 'Café', price: '2.50', quantity: 2 }]
    const page = stage.show({
      subtotal: '22.42',
      tax: '2.58',
      'metadata-2': 'table 4',
      timeout: '300',
      items: JSON.stringify(items),
      'csrf-token': 'csrf',
    })
    await page.wait()
    const [{ body, headers } = expect.fail('no initiate')] = stage.backend.of('initiate')
    expect(body).to.deep.equal({
      total: '25.00',
      subtotal: '22.42',
      tax: '2.58',
      metadata_1: '',
      metadata_2: 'table 4',
      items,
      phone_number: '7875550101',
      timeout: 300,
      lang: 'en',
    })
    expect(headers.get('idempotency-key')).to.have.length.above(16)
    expect(headers.get('x-csrftoken')).to.equal('csrf')
  })

  it('opens the payment with its own secret', async () => {
    const page = stage.show()
    await page.wait()
    await until(() => stage.backend.of('events').length > 0)
    expect(stage.backend.of('events')[0]?.headers.get('authorization')).to.equal('Bearer secret-1')
  })

  it('makes one payment of a double click', async () => {
    const page = stage.show()
    await page.open()
    page.type('7875550101')
    page.find('form').dispatchEvent(new SubmitEvent('submit', { cancelable: true }))
    page.find('form').dispatchEvent(new SubmitEvent('submit', { cancelable: true }))
    await page.reach('waiting')
    expect(stage.backend.of('initiate')).to.have.length(1)
  })

  it('sends nothing when the page says no', async () => {
    const page = stage.show()
    page.button.addEventListener('athm-beforeinitiate', (event) => event.preventDefault())
    await page.submit()
    expect(page.phase).to.equal('phone')
    expect(stage.backend.of('initiate')).to.deep.equal([])
  })

  it('asks for the status where the backend has no stream', async () => {
    stage.backend.answers.set('events', () => new Response('', { status: 404 }))
    const page = stage.show()
    await page.wait()
    stage.backend.complete()
    await page.reach('completed')
    expect(stage.backend.of('status')).to.not.deep.equal([])
  })

  it('never shows or sends a reference that there is not', async () => {
    const page = stage.show({ 'success-url': '/thanks' })
    await page.wait()
    await until(() => stage.backend.of('events').length > 0)
    stage.backend.set({ status: 'COMPLETED' })
    await page.reach('completed')
    expect(page.text).to.not.match(/null|undefined|Reference(?!\.)/)
    await until(() => page.button.wentTo.length > 0)
    expect(page.button.wentTo).to.deep.equal([new URL('/thanks', location.href).href])
  })
})
