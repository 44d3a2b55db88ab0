import { expect } from 'chai'
import { restore, stub, type SinonStub } from 'sinon'
import { AthmButton } from '../../src/index.ts'
import { until } from './mocks/page.ts'
import { setStage } from './mocks/stage.ts'

/** What a framework or a template may put in place of a value. */
const ODD = [
  null,
  undefined,
  Number.NaN,
  Infinity,
  -1,
  123,
  true,
  '',
  '[',
  'null',
  '\0\u202e',
  'x'.repeat(10_000),
  [],
  [null, 1, 'x', {}],
  {},
  25n,
  () => {},
]

describe('a property of any value', () => {
  const stage = setStage()
  let errors: SinonStub
  beforeEach(() => {
    errors = stub(console, 'error')
    stub(console, 'warn')
  })
  afterEach(() => restore())

  for (const name of AthmButton.elementProperties.keys()) {
    it(`breaks nothing: ${String(name)}`, async () => {
      const { baseUrl } = stage.backend
      for (const value of ODD) {
        const page = stage.show()
        Object.assign(page.button, { [name]: value })
        page.button.open()
        await page.button.updateComplete
        expect(!page.button.disabled && !page.dialog.open, String(value)).to.equal(false)
        if (value === null || value === undefined) expect(page.text).to.not.match(/null|undefined|NaN/)
        Object.assign(page.button, { baseUrl })
        page.button.close()
        page.remove()
      }
    }).timeout(30_000)
  }

  it('is told of where a payment can not be made with it: items that are no JSON', async () => {
    const page = stage.show({ items: '[{"name":' })
    await page.open()
    expect(errors.args.flat().join(' ')).to.contain('athm-button: items must be a JSON list')
    page.button.removeAttribute('items')
    page.button.close()
    await page.open()
    await page.reach('phone')
  })

  it('is as if never written when its attribute is removed', async () => {
    const attributes = {
      subtotal: '20.00',
      tax: '5.00',
      'metadata-1': 'a',
      'metadata-2': 'b',
      items: '[{"name":"Café"}]',
      timeout: '300',
      'phone-number': '7875550101',
      'business-name': 'La Bombonera',
    }
    const page = stage.show(attributes)
    await page.button.updateComplete
    for (const name of Object.keys(attributes)) page.button.removeAttribute(name)
    await page.wait()
    expect(stage.backend.of('initiate')[0]?.body).to.deep.equal({
      total: '25.00',
      metadata_1: '',
      metadata_2: '',
      items: [],
      phone_number: '7875550101',
      timeout: 600,
      lang: 'en',
    })
  })

  it('is taken as text where text is meant, and as the default where a number is', async () => {
    const page = stage.show()
    Object.assign(page.button, { metadata1: 4711, items: undefined, timeout: Number.NaN, subtotal: null })
    await page.wait()
    const { body } = stage.backend.of('initiate')[0] ?? {}
    expect(body).to.deep.include({ metadata_1: '4711', items: [], timeout: null })
    expect(page.find('.left').getAttribute('stroke-dashoffset')).to.match(/^\d/)
  })
})

describe('properties that are set before the element is defined', () => {
  const stage = setStage()

  it('are kept, and go on to be its properties', async () => {
    const late = document.createElement('late-button')
    const items = [{ name: 'Café', price: '31.00' }]
    Object.assign(late, { total: '31.00', items, baseUrl: stage.backend.baseUrl, theme: 'btn-dark' })
    document.body.append(late)
    customElements.define('late-button', class extends AthmButton {})
    const button = late as AthmButton
    await button.updateComplete
    expect([button.total, button.items, button.theme]).to.deep.equal(['31.00', items, 'btn-dark'])
    expect(Object.hasOwn(button, 'total')).to.equal(false)
    button.open()
    await button.updateComplete
    await until(() => button.shadowRoot?.querySelector('dialog')?.textContent.includes('$31.00') === true)
    button.total = '32.00'
    await until(() => button.shadowRoot?.querySelector('dialog')?.textContent.includes('$32.00') === true)
    button.remove()
  })
})
