import { expect } from 'chai'
import { restore, stub, type SinonStub } from 'sinon'
import { en } from '../../src/texts/en.ts'
import { REFERENCE, refusal } from './mocks/backend.ts'
import { toToken } from './mocks/order-token.ts'
import { until, type ButtonPage } from './mocks/page.ts'
import { setStage } from './mocks/stage.ts'

const ORDER = toToken({
  total: '31.50',
  subtotal: '28.25',
  tax: '3.25',
  metadata_1: 'order-7',
  items: [{ name: 'Café con leche ☕', price: '2.50', quantity: 2 }],
})
const TAG = toToken({ min: '1.00', max: '500.00', reusable: true })

describe('a signed order', () => {
  const stage = setStage()
  let warnings: SinonStub
  let errors: SinonStub
  beforeEach(() => {
    errors = stub(console, 'error')
    warnings = stub(console, 'warn')
  })
  afterEach(() => restore())

  it('is shown, and sent alone: what the page says beside it does not count', async () => {
    const page = stage.show({
      order: ORDER,
      total: '1.00',
      tax: '0.01',
      'metadata-1': 'mine',
      timeout: '300',
    })
    await page.open()
    expect(page.find('[part=amount]').textContent).to.equal('$31.50')
    for (const shown of ['$28.25', '$3.25', '2 × Café con leche ☕', '$2.50'])
      expect(page.text).to.contain(shown)
    expect(warnings.args.flat().join(' ')).to.contain('total 1.00').and.contain('31.50')
    await page.wait()
    expect(stage.backend.of('initiate')[0]?.body).to.deep.equal({
      order: ORDER,
      phone_number: '7875550101',
      timeout: 300,
      lang: 'en',
    })
    expect(page.detail('beforeinitiate')).to.include({ total: '31.50', metadata1: 'order-7', metadata2: '' })
  })

  it('is warned of no total that is the same, or that is not there', async () => {
    for (const total of ['31.5', '']) {
      const page = stage.show({ order: ORDER, total })
      await page.open()
      page.remove()
    }
    expect(warnings.callCount).to.equal(0)
  })

  it('that can not be read is told on the click, and nothing is sent', async () => {
    const page = stage.show({ order: 'order-7' })
    await page.open()
    expect(page.text).to.contain(en.errors.setup)
    expect(page.root.querySelector('input')).to.equal(null)
    await page.press('Close')
    expect(page.detail('failed')).to.include({ code: 'invalid_order', recoverable: false })
    expect(stage.backend.of('initiate')).to.deep.equal([])
    expect(errors.args.flat().join(' ')).to.contain('orders.sign()')
  })

  it('whose end is past is asked for all the same: the clock of the server decides', async () => {
    stage.backend.answers.set('initiate', () => refusal(400, 'order_expired'))
    const page = stage.show({ order: toToken({ total: '25.00', exp: 2 }) })
    await page.submit()
    await page.reach('phone')
    expect(page.text).to.contain(en.errors.orderExpired)
  })

  it('is forgotten when its attribute is taken away', async () => {
    const page = stage.show({ order: ORDER, 'metadata-1': 'mine' })
    await page.open()
    for (const name of ['order', 'metadata-1', 'phone-number']) page.button.removeAttribute(name)
    await page.button.updateComplete
    expect(page.find('[part=amount]').textContent).to.equal('$25.00')
    await page.press('Close')
    await page.wait()
    expect(stage.backend.of('initiate')[0]?.body).to.include({ total: '25.00', metadata_1: '' })
  })
})

describe('an order that is paid already', () => {
  const stage = setStage()
  afterEach(() => restore())

  const isCalm = (page: ButtonPage) => {
    expect(page.title).to.equal(en.paidBefore)
    expect(page.text).to.contain(en.errors.orderPaid)
    expect(page.root.querySelector('input')).to.equal(null)
    const labels = [...page.root.querySelectorAll('dialog button:not([part=copy])')].map((one) =>
      one.textContent?.trim(),
    )
    expect(labels).to.deep.equal([en.done])
  }

  it('elsewhere ends the try without another, and is told when it is left', async () => {
    stub(console, 'error')
    stage.backend.answers.set('initiate', () => refusal(409, 'order_paid'))
    const page = stage.show({ order: ORDER })
    await page.submit()
    await until(() => page.title === en.paidBefore)
    isCalm(page)
    expect(page.text).to.contain('$31.50')
    expect(page.names).to.not.include('failed')
    await page.press(en.done)
    expect(page.detail('failed')).to.include({ code: 'order_paid', recoverable: false })
  })

  it('by another phone meanwhile is told in place of a cancellation', async () => {
    const page = stage.show({ order: ORDER })
    await page.wait()
    await until(() => stage.backend.of('events').length > 0)
    stage.backend.set({ status: 'CANCEL', code: 'order_paid' })
    await page.reach('cancelled')
    isCalm(page)
  })

  it('here is shown again with its reference, and nothing is told or sent once more', async () => {
    const page = stage.show({ order: ORDER, 'success-url': '' })
    await pay(page)
    await page.press(en.done)
    const told = page.names.length
    await page.open()
    isCalm(page)
    expect(page.text).to.contain(REFERENCE)
    expect(page.phase).to.equal('completed')
    await page.press(en.done)
    expect(page.names.slice(told)).to.deep.equal(['open', 'close'])
    expect(page.detail('open')).to.include({
      status: 'COMPLETED',
      referenceNumber: REFERENCE,
      code: 'order_paid',
    })
    expect(stage.backend.of('initiate')).to.have.length(1)
    expect(page.phase).to.equal('completed')
  })

  it('makes room for the next order', async () => {
    const page = stage.show({ order: ORDER })
    await pay(page)
    await page.press(en.done)
    page.button.order = toToken({ total: '12.00' })
    await page.button.updateComplete
    expect(page.phase).to.equal('idle')
    await page.open()
    expect(page.find('[part=amount]').textContent).to.equal('$12.00')
  })

  async function pay(page: ButtonPage): Promise<void> {
    await page.wait()
    await until(() => stage.backend.of('events').length > 0)
    stage.backend.complete()
    await page.reach('completed')
    await page.button.updateComplete
  }
})

describe('a total that the customer chooses', () => {
  const stage = setStage()
  const hintOf = (page: ButtonPage) => {
    const field = page.find('#amount')
    const hint = page.find(`#${field.getAttribute('aria-describedby')}`).textContent?.trim()
    return [field.getAttribute('aria-invalid'), hint]
  }

  it('is asked for before the number, with the range', async () => {
    const page = stage.show({ order: TAG, total: '' })
    await page.open()
    expect(page.root.activeElement).to.equal(page.find('#amount'))
    expect(page.find('label[for=amount]').textContent).to.equal('How much would you like to pay?')
    expect(page.find('#amount').getAttribute('inputmode')).to.equal('decimal')
    expect(hintOf(page)).to.deep.equal(['false', 'From $1.00 to $500.00.'])
    expect(page.root.querySelector('[part=amount]')).to.equal(null)
    expect(page.detail('open').total).to.equal('')
  })

  for (const amount of ['', '0.99', '500.01', '25,00', '25.001', '-5', '1e2', 'abc'])
    it(`is not "${amount}": that is told at its field`, async () => {
      const page = stage.show({ order: TAG, total: '' })
      await page.open()
      page.type(amount, '#amount')
      page.type('7875550101')
      await page.press('Continue')
      expect(hintOf(page)).to.deep.equal(['true', 'Enter $1.00 to $500.00, such as 25.00.'])
      expect(page.root.activeElement).to.equal(page.find('#amount'))
      expect(page.find('#phone').getAttribute('aria-invalid')).to.equal('false')
      expect(page.names).to.deep.equal(['open'])
      page.type('25', '#amount')
      await page.button.updateComplete
      expect(hintOf(page)[0]).to.equal('false')
    })

  it('is sent as it was chosen, to the cent', async () => {
    const page = stage.show({ order: TAG, total: '' })
    await page.open()
    page.type(' 7.5 ', '#amount')
    page.type('7875550101')
    await page.press('Continue')
    await page.reach('waiting')
    expect(stage.backend.of('initiate')[0]?.body).to.include({ order: TAG, total: '7.50' })
    expect(page.detail('beforeinitiate').total).to.equal('7.50')
    expect(page.text).to.contain('$7.50')
  })

  it('is kept when only the number is wrong, and the number is asked for again', async () => {
    const page = stage.show({ order: TAG, total: '5.00' })
    await page.open()
    await page.press('Continue')
    expect(page.root.activeElement).to.equal(page.find('#phone'))
    expect(page.find<HTMLInputElement>('#amount').value).to.equal('5.00')
    expect(hintOf(page)[0]).to.equal('false')
  })

  it('and the number keep the focus while somebody types, whatever was wrong before', async () => {
    const page = stage.show({ order: TAG, total: '5.00' })
    await page.open()
    await page.press('Continue')
    page.type('78', '#phone')
    await page.button.updateComplete
    expect(page.root.activeElement).to.equal(page.find('#phone'))
    page.type('900', '#amount')
    await page.press('Continue')
    expect(page.root.activeElement).to.equal(page.find('#amount'))
    page.type('9', '#amount')
    await page.button.updateComplete
    expect(page.root.activeElement).to.equal(page.find('#amount'))
  })

  it('may be paid again, with the amount that the page suggests', async () => {
    const page = stage.show({ order: TAG, total: '5.00' })
    await page.wait()
    expect(stage.backend.of('initiate')[0]?.body).to.include({ total: '5.00' })
    await until(() => stage.backend.of('events').length > 0)
    stage.backend.complete()
    await page.reach('completed')
    await page.press(en.done)
    expect(page.phase).to.equal('completed')
    await page.open()
    expect(page.phase).to.equal('phone')
    expect(page.find<HTMLInputElement>('#amount').value).to.equal('5.00')
  })
})
