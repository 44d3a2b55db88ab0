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
