import { expect } from 'chai'
import { HttpResponse } from 'msw'
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

/** What is no text, and would be drawn as markup, throw when it is read, or stand for one by accident. */
const ODDITIES: readonly unknown[] = [
  { toString: 1, valueOf: 1 },
  Object.create(null),
  { _$litType$: 1, strings: Object.assign(['<img>'], { raw: ['<img>'] }), values: [] },
  document.createElement('img'),
  Symbol('text'),
  10n,
]

describe('a property of any value', () => {
  const stage = setStage()
  let errors: SinonStub
  let warnings: SinonStub
  beforeEach(() => {
    errors = stub(console, 'error')
    warnings = stub(console, 'warn')
  })
  afterEach(() => restore())

  it('is told, and traps nobody, when a page makes its list odd at the last moment', async () => {
    const page = stage.show()
    page.button.addEventListener('athm-beforeinitiate', () => {
      page.button.items = [{ name: 'x', price: 10n }] as never
    })
    await page.submit()
    await page.reach('failed')
    expect(stage.backend.of('initiate')).to.have.length(0)
    await page.press('Close')
    expect(page.dialog.open).to.equal(false)
  })

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
    expect(body).to.deep.include({ metadata_1: '4711', items: [], timeout: 600 })
    expect(page.find('.left').getAttribute('stroke-dashoffset')).to.match(/^\d/)
  })

  for (const [timeout, seconds] of [
    ['60', 120],
    ['3600', 600],
    ['200.4', 200],
    ['soon', 600],
  ] as const)
    it(`is told of, and the customer has ${seconds} seconds: timeout="${timeout}"`, async () => {
      const page = stage.show({ timeout })
      await page.wait()
      expect(stage.backend.of('initiate')[0]?.body).to.include({ timeout: seconds })
      expect(warnings.args.flat().filter((text) => String(text).includes('timeout'))).to.deep.equal([
        `athm-button: timeout must be whole seconds from 120 to 600: the customer has ${seconds}.`,
      ])
    })
})

describe('where a text is expected, something else', () => {
  const stage = setStage()

  it('from the page is as good as nothing', async () => {
    for (const odd of ODDITIES) {
      const page = stage.show()
      const names = ['businessName', 'phoneNumber', 'csrfToken', 'successUrl', 'failureUrl', 'metadata1']
      Object.assign(page.button, Object.fromEntries(names.map((name) => [name, odd])))
      await page.submit()
      await page.reach('waiting')
      expect(page.root.querySelector('img')).to.equal(null)
      page.remove()
    }
  })

  it('from the page in place of a total, an order or an item is refused in words', async () => {
    for (const [index, odd] of [...ODDITIES, ...ODDITIES].entries()) {
      const page = stage.show()
      Object.assign(page.button, { [index < ODDITIES.length ? 'total' : 'order']: odd })
      await page.open()
      await page.reach('failed')
      page.remove()
    }
    const page = stage.show({ items: '[{"name":{"toString":1},"quantity":{"valueOf":1}},null]' })
    await page.open()
    expect(page.phase).to.equal('phone')
  })

  it('from the backend, as its word on itself, is passed over', async () => {
    const name = { _$litType$: 1, strings: ['<img>'], values: [] }
    for (const answer of [null, 7, [], { business_name: name, available: name, mode: name }]) {
      stage.backend.answers.set('config', () => HttpResponse.json(answer))
      const page = stage.show()
      await page.wait()
      page.remove()
    }
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
