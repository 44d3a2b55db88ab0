import { expect } from 'chai'
import { AthmButton } from '../../src/index.ts'
import { en } from '../../src/texts/en.ts'
import { until, type ButtonPage } from './mocks/page.ts'
import { setStage } from './mocks/stage.ts'

describe('a button inside another shadow root', () => {
  const stage = setStage()

  /** Puts a button two closed shadow roots deep, below a host of a language. */
  function nest(page: ButtonPage, lang: string): HTMLElement {
    const host = document.createElement('div')
    host.lang = lang
    const inner = document.createElement('div')
    host.attachShadow({ mode: 'closed' }).append(inner)
    inner.attachShadow({ mode: 'closed' }).append(page.button)
    document.body.append(host)
    return host
  }

  for (const [title, hide] of Object.entries<(place: HTMLElement) => void>({
    hidden: (place) => void (place.hidden = true),
    'out of the layout': (place) => void (place.style.display = 'none'),
    'skipped by the browser': (place) => void (place.style.contentVisibility = 'hidden'),
  }))
    it(`in a place that is ${title} takes nothing from the page, and shows its dialog once it is seen`, async () => {
      const before = stage.show()
      await before.wait()
      before.die()
      const place = document.createElement('div')
      document.body.append(place)
      const page = stage.show()
      place.append(page.button)
      hide(place)
      await page.reach('waiting')
      expect(page.dialog.matches(':modal')).to.equal(false)
      place.hidden = false
      place.removeAttribute('style')
      await until(() => page.dialog.matches(':modal'))
      hide(place)
      await until(() => !page.dialog.open)
      expect(page.phase).to.equal('waiting')
      expect(page.names).to.not.include('close')
      place.hidden = false
      place.removeAttribute('style')
      await until(() => page.dialog.matches(':modal'))
      place.remove()
    })

  it('speaks the language around the root, opens over the page, and is heard outside', async () => {
    const page = stage.show({ lang: '' })
    const host = nest(page, 'en')
    const heard: string[] = []
    host.addEventListener('athm-completed', (event) => heard.push(event.type))
    await page.button.updateComplete
    expect(page.find('button').textContent?.trim()).to.equal(en.pay)
    await page.wait()
    expect(page.dialog.matches(':modal')).to.equal(true)
    await until(() => stage.backend.of('events').length > 0)
    stage.backend.complete()
    await page.reach('completed')
    expect(heard).to.deep.equal(['athm-completed'])
    expect(page.title).to.equal(en.completed)
    host.remove()
  })
})

describe('a button in another document', () => {
  const stage = setStage()

  it('looks and works as it did, there and back again', async () => {
    const frame = document.createElement('iframe')
    document.body.append(frame)
    const page = stage.show()
    await page.open()
    page.button.close()
    const look = () => {
      const { view, button } = { view: page.button.ownerDocument.defaultView, button: page.find('button') }
      return view?.getComputedStyle(button).backgroundColor
    }
    const before = look()
    for (const place of [frame.contentDocument as Document, document]) {
      place.body.append(page.button)
      await page.button.updateComplete
      expect(look()).to.equal(before)
      await page.open()
      expect(page.dialog.matches(':modal')).to.equal(true)
      page.button.close()
      await page.button.updateComplete
    }
    frame.remove()
  })

  it('that has no window does not mind', async () => {
    const elsewhere = document.implementation.createHTMLDocument()
    const button = document.createElement('athm-button')
    document.body.append(button)
    await button.updateComplete
    elsewhere.adoptNode(button)
    elsewhere.body.append(button)
    document.adoptNode(button)
    expect(button).to.be.instanceOf(AthmButton)
    document.body.append(button)
    await button.updateComplete
    expect(button.shadowRoot?.adoptedStyleSheets).to.have.length.above(0)
    button.remove()
  })
})
