import { expect } from 'chai'
import { AthmButton } from '../../src/index.ts'
import { renderButton } from '../../src/ssr.ts'
import { en } from '../../src/texts/en.ts'
import { es } from '../../src/texts/es.ts'
import { setStage } from './mocks/stage.ts'

describe('a button that a server rendered', () => {
  const stage = setStage()
  let place: HTMLElement
  beforeEach(() => {
    place = document.createElement('div')
    document.body.append(place)
  })
  afterEach(() => place.remove())

  /** Puts HTML into the page as its parser would: shadow roots and all. */
  function put(html: string): HTMLElement {
    place.setHTMLUnsafe(html)
    // A parser makes what it meets of known elements; Firefox does so a moment after setHTMLUnsafe.
    customElements.upgrade(place)
    return place.firstElementChild as HTMLElement
  }

  const labelOf = (element: Element) => element.shadowRoot?.querySelector('button')?.textContent?.trim()

  it('is there before the element is, and as large as it will be', async () => {
    const html = renderButton({
      total: '25.00',
      lang: 'en',
      theme: 'btn-dark',
      'base-url': stage.backend.baseUrl,
    })
    const idle = put(html.replaceAll('athm-button', 'unknown-button'))
    expect(labelOf(idle)).to.equal(en.pay)
    const { width, height } = idle.getBoundingClientRect()
    const color = (element: Element) =>
      getComputedStyle(element.shadowRoot?.querySelector('button') ?? element).backgroundColor
    const before = color(idle)
    const button = put(html) as AthmButton
    await button.updateComplete
    expect(button).to.be.instanceOf(AthmButton)
    const after = button.getBoundingClientRect()
    expect([after.width, after.height, color(button)]).to.deep.equal([width, height, before])
  })

  it('is taken over: one button, which opens the dialog', async () => {
    const button = put(renderButton({ total: '25.00', 'base-url': stage.backend.baseUrl })) as AthmButton
    await button.updateComplete
    expect(button.shadowRoot?.querySelectorAll('button, style')).to.have.length(1)
    button.click()
    await button.updateComplete
    expect(button.shadowRoot?.querySelector('dialog')?.open).to.equal(true)
  })

  it('speaks as it states, else as the page does', () => {
    const label = (...rendered: Parameters<typeof renderButton>) =>
      labelOf(put(renderButton(...rendered).replaceAll('athm-button', 'unknown-button')))
    expect(label({})).to.equal(es.pay)
    expect(label({}, { lang: 'en-US' })).to.equal(en.pay)
    expect(label({ lang: 'es' }, { lang: 'en' })).to.equal(es.pay)
  })

  it('is text wherever a shop puts text, and has no handlers', () => {
    const evil = `"><script>x</script>'&`
    const button = put(
      renderButton(
        { 'business-name': evil, items: [{ name: evil }], required: true, disabled: false },
        { label: evil, nonce: evil },
      ),
    )
    expect(place.children).to.have.length(1)
    expect(place.querySelector('script')).to.equal(null)
    expect(button.getAttribute('business-name')).to.equal(evil)
    expect(JSON.parse(button.getAttribute('items') ?? '')).to.deep.equal([{ name: evil }])
    expect(button.textContent).to.equal(evil)
    expect([button.hasAttribute('required'), button.hasAttribute('disabled')]).to.deep.equal([true, false])
    for (const name of ['onclick', 'a b', 'x>', '"', '']) {
      expect(() => renderButton({ [name]: 'x' }), name).to.throw(TypeError)
    }
  })
})
