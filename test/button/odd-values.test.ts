import { expect } from 'chai'
import { HttpResponse } from 'msw'
import { setStage } from './mocks/stage.ts'

/** What is no text, and would be drawn as markup, throw when it is read, or stand for one by accident. */
const ODDITIES: readonly unknown[] = [
  { toString: 1, valueOf: 1 },
  Object.create(null),
  { _$litType$: 1, strings: Object.assign(['<img>'], { raw: ['<img>'] }), values: [] },
  document.createElement('img'),
  Symbol('text'),
  10n,
]

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
