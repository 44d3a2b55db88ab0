import { expect } from 'chai'
import { restore, stub, useFakeTimers, type SinonStub } from 'sinon'
import { en } from '../../src/texts/en.ts'
import { until } from './mocks/page.ts'
import { setStage } from './mocks/stage.ts'

describe('what the page asks for', () => {
  const stage = setStage()
  let warnings: SinonStub
  let errors: SinonStub
  beforeEach(() => {
    errors = stub(console, 'error')
    warnings = stub(console, 'warn')
  })
  afterEach(() => restore())

  /** What was warned of one thing: an earlier test's question to its backend may be answered late, in vain. */
  const warningsOf = (word: string) =>
    warnings.args
      .flat()
      .map(String)
      .filter((text) => text.includes(word))

  const faults: readonly (readonly [string, Record<string, string>, string, string])[] = [
    ['a total that is no number', { total: '1250,00' }, 'total_not_a_number', en.errors.total],
    ['a total of three decimals', { total: '25.001' }, 'total_too_precise', en.errors.total],
    ['a total below a dollar', { total: '0.99' }, 'total_out_of_range', en.errors.range],
    ['a total above the limit', { total: '1500.01' }, 'total_out_of_range', en.errors.range],
    ['no total', { total: '' }, 'total_not_a_number', en.errors.total],
    ['a subtotal that is no number', { subtotal: '1168,22' }, 'invalid_subtotal', en.errors.setup],
    ['a tax that is no number', { tax: '81,78' }, 'invalid_tax', en.errors.setup],
    ['items with the quotes of Python', { items: "[{'name': 'Café'}]" }, 'invalid_items', en.errors.setup],
    ['items that are no list', { items: '{"name":"Café"}' }, 'invalid_items', en.errors.setup],
    ['metadata of 41 characters', { 'metadata-1': 'x'.repeat(41) }, 'metadata_too_long', en.errors.setup],
  ]
  for (const [title, attributes, code, sentence] of faults) {
    it(`is refused before anything is sent: ${title}`, async () => {
      const page = stage.show(attributes)
      await page.open()
      expect(page.text).to.contain(sentence)
      expect(page.root.querySelector('input')).to.equal(null)
      expect(page.names).to.deep.equal(['open'])
      page.button.close()
      await page.button.updateComplete
      expect(page.names).to.deep.equal(['open', 'failed', 'close'])
      expect(page.detail('failed')).to.include({ code, recoverable: false })
      expect(stage.backend.of('initiate')).to.deep.equal([])
    })
  }

  for (const [title, attributes] of [
    ['a total that a template wrote for people', { total: '1.250,00' }],
    ['a total with the space of a language between its digits', { total: '1\u202f250' }],
    ['items in the quotes of Python', { items: "[{'name': 'Café', 'price': Decimal('2.50')}]" }],
  ] as const) {
    it(`names unlocalize and json_script on the console: ${title}`, async () => {
      await stage.show(attributes).open()
      expect(errors.args.flat().join(' ')).to.contain('unlocalize').and.contain('json_script')
    })
  }

  it('is not told of templates where none is to blame', async () => {
    for (const total of ['', '0.99', '25.001', 'twenty']) {
      const page = stage.show({ total })
      await page.open()
      page.remove()
    }
    expect(errors.callCount).to.equal(4)
    expect(errors.args.flat().join(' ')).to.not.contain('unlocalize')
  })

  it('is warned of once when its parts do not add up', async () => {
    const page = stage.show({ subtotal: '20.00', tax: '1.00' })
    await page.open()
    expect(warningsOf('subtotal')).to.deep.equal([
      'athm-button: subtotal 20.00 and tax 1.00 are not total 25.00.',
    ])
    expect(page.text).to.contain('Subtotal').and.contain('$20.00').and.contain('Tax')
  })

  it('is not warned of when they do', async () => {
    await stage.show({ subtotal: '22.42', tax: '2.58' }).open()
    expect(warningsOf('subtotal')).to.deep.equal([])
  })

  it('may be forty letters of any script', async () => {
    const page = stage.show({ 'metadata-1': '☕'.repeat(40) })
    await page.wait()
  })
})

describe('the phone step', () => {
  const stage = setStage()

  it('writes the number as it is typed', async () => {
    const page = stage.show()
    await page.open()
    const input = page.find<HTMLInputElement>('input')
    for (const [typed, shown] of [
      ['787', '787'],
      ['7875', '(787) 5'],
      ['78755501', '(787) 555-01'],
      ['+1 787 555 0101', '(787) 555-0101'],
    ] as const) {
      page.type(typed)
      expect(input.value).to.equal(shown)
    }
  })

  it('keeps the caret where the customer edits', async () => {
    const page = stage.show({ 'phone-number': '7875550101' })
    await page.open()
    const input = page.find<HTMLInputElement>('input')
    input.value = '(787) 9555-0101'
    input.setSelectionRange(7, 7)
    input.dispatchEvent(new InputEvent('input'))
    expect([input.value, input.selectionStart]).to.deep.equal(['(787) 955-5010', 7])
  })

  it('takes nothing but ten digits, and says so at the field', async () => {
    const page = stage.show()
    await page.submit('787555')
    expect(page.phase).to.equal('phone')
    expect(page.find('#hint').textContent?.trim()).to.equal(en.errors.phone)
    page.type('7875550')
    await page.button.updateComplete
    expect(page.find('input').getAttribute('aria-invalid')).to.equal('false')
  })

  it('begins with the number that the page knows', async () => {
    const page = stage.show({ 'phone-number': '787-555-0101' })
    await page.open()
    await page.press('Continue')
    await page.reach('waiting')
  })
})

describe('the backend', () => {
  const stage = setStage()

  it('says who is paid, unless the page does', async () => {
    const page = stage.show()
    await page.open()
    await until(() => page.text.includes('Café del Viejo San Juan'))
    page.button.businessName = 'La Bombonera'
    await page.button.updateComplete
    expect(page.text).to.contain('La Bombonera')
  })

  it('wears a badge in sandbox mode, and none in live mode', async () => {
    const live = stage.show()
    await live.open()
    await until(() => live.text.includes('Café'))
    expect(live.text).to.not.contain(en.sandbox)
    live.remove()
    stage.backend.config = { ...stage.backend.config, mode: 'sandbox' }
    const page = stage.show()
    await page.open()
    await until(() => page.text.includes(en.sandbox))
  })

  it('takes the button away while ATH Móvil can not be reached', async () => {
    stage.backend.config = { ...stage.backend.config, available: false }
    const told: boolean[] = []
    const hearing = new AbortController()
    document.addEventListener('athm-availability', ({ detail }) => told.push(detail.available), hearing)
    const page = stage.show()
    // Two looks, one answer.
    page.button.open()
    await until(() => told.length > 0)
    await page.button.updateComplete
    hearing.abort()
    expect(told).to.deep.equal([false])
    expect(page.find<HTMLButtonElement>('button').disabled).to.equal(true)
    expect(page.root.textContent).to.contain(en.errors.down)
  })

  it('gives the button back by itself once ATH Móvil can be reached again', async () => {
    const usual = stage.backend.config
    stage.backend.config = { ...usual, available: false }
    const told: boolean[] = []
    const clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldClearNativeTimers: true })
    const page = stage.show()
    page.button.addEventListener('athm-availability', ({ detail }) => told.push(detail.available))
    await until(() => told.length === 1)
    const asked = stage.backend.of('config').length
    clock.tick(29_999)
    expect(stage.backend.of('config')).to.have.length(asked)
    stage.backend.config = usual
    clock.tick(1)
    await until(() => told.length === 2)
    clock.restore()
    await page.button.updateComplete
    expect(told).to.deep.equal([false, true])
    expect(page.find<HTMLButtonElement>('button').disabled).to.equal(false)
    expect(page.root.textContent).to.not.contain(en.errors.down)
    await page.wait()
  })

  it('is not asked again for a button that nobody sees, and at once when somebody does', async () => {
    stage.backend.config = { ...stage.backend.config, available: false }
    const clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldClearNativeTimers: true })
    const page = stage.show()
    await until(() => page.root.querySelector('[part=unavailable]') !== null)
    const asked = stage.backend.of('config').length
    Object.assign(page.button.style, { position: 'fixed', top: '-500px' })
    clock.tick(30_000)
    const frames = async (count: number) => {
      for (let frame = 0; frame < count; frame++) await new Promise(requestAnimationFrame)
    }
    await frames(10)
    expect(stage.backend.of('config')).to.have.length(asked)
    page.button.style.top = '0'
    await until(() => stage.backend.of('config').length > asked)
    clock.restore()
  })

  it('leaves the button alone when it says nothing', async () => {
    stage.backend.answers.set('config', () => Response.error())
    const page = stage.show()
    await until(() => stage.backend.of('config').length > 0)
    await page.wait()
  })
})
