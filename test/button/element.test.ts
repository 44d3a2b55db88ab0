import { expect } from 'chai'
import { toBaseUrl } from '../../src/base-url.ts'
import { AthmButton } from '../../src/index.ts'
import { en } from '../../src/texts/en.ts'
import { es } from '../../src/texts/es.ts'
import { REFERENCE } from './mocks/backend.ts'
import { until } from './mocks/page.ts'
import { setStage } from './mocks/stage.ts'

describe('the element', () => {
  const stage = setStage()

  it('is defined once, however often it is loaded', async () => {
    expect(customElements.get('athm-button')).to.equal(AthmButton)
    await import(`../../src/index.ts?again=${Math.floor(performance.now())}`)
    expect(customElements.get('athm-button')).to.equal(AthmButton)
  })

  it('speaks the language of its attribute, else the nearest of the page, else Spanish', async () => {
    const page = stage.show({ lang: 'en' })
    const label = async () => {
      page.button.requestUpdate()
      await page.button.updateComplete
      return page.find('button').textContent?.trim()
    }
    expect(await label()).to.equal(en.pay)
    page.button.removeAttribute('lang')
    document.body.lang = 'en-US'
    expect(await label()).to.equal(en.pay)
    page.button.setAttribute('lang', '')
    expect(await label(), 'an attribute that a template left empty').to.equal(en.pay)
    page.button.removeAttribute('lang')
    document.body.lang = 'fr'
    expect(await label()).to.equal(es.pay)
    document.body.removeAttribute('lang')
    expect(await label()).to.equal(es.pay)
  })

  it('writes no attribute that the page did not write, but theme and state', async () => {
    const button = document.createElement('athm-button')
    document.body.append(button)
    await button.updateComplete
    expect(button.getAttributeNames().toSorted()).to.deep.equal(['data-state', 'theme'])
    button.remove()
  })

  it('is a state for style sheets', async () => {
    const page = stage.show()
    await page.open()
    expect(page.button.matches(':state(phone)')).to.equal(true)
    page.button.close()
    await page.button.updateComplete
    expect(page.button.matches(':state(idle)')).to.equal(true)
  })

  it('does nothing while it or its fieldset is disabled', async () => {
    const page = stage.show({ disabled: '' })
    page.button.open()
    expect(page.names).to.deep.equal([])
    const fieldset = document.createElement('fieldset')
    document.body.append(fieldset)
    page.button.disabled = false
    fieldset.append(page.button)
    fieldset.disabled = true
    page.button.open()
    expect(page.names).to.deep.equal([])
    fieldset.remove()
  })

  it('gives a form its reference, and holds the form back until it has one', async () => {
    const form = document.createElement('form')
    document.body.append(form)
    const page = stage.show({ name: 'payment', required: '' })
    form.append(page.button)
    await page.button.updateComplete
    expect(form.checkValidity()).to.equal(false)
    await page.wait()
    await until(() => stage.backend.of('events').length > 0)
    stage.backend.complete()
    await page.reach('completed')
    expect(form.checkValidity()).to.equal(true)
    expect(new FormData(form).get('payment')).to.equal(REFERENCE)
    form.reset()
    await page.button.updateComplete
    expect(new FormData(form).get('payment')).to.equal(null)
    form.remove()
  })

  it('goes on with its payment when it is moved', async () => {
    const page = stage.show()
    await page.wait()
    const place = document.createElement('div')
    document.body.append(place)
    place.append(page.button)
    await page.button.updateComplete
    expect(page.dialog.matches(':modal')).to.equal(true)
    stage.backend.complete()
    await page.reach('completed')
    place.remove()
  })

  it('shows the time that is left by the clock of the server', async () => {
    stage.backend.answers.set('initiate', (seen) => {
      stage.backend.ordinary(seen)
      const at = Date.now() + 3_600_000
      stage.backend.set({
        server_time: new Date(at).toISOString(),
        expires_at: new Date(at + 150_000).toISOString(),
      })
      return Response.json({
        ...stage.backend.view,
        server_time: new Date(at).toISOString(),
        client_secret: 's',
      })
    })
    const page = stage.show()
    await page.wait()
    expect(page.find('[part=time]').textContent).to.match(/^2:(30|29)$/)
  })
})

describe('the standalone file', () => {
  it('finds the backend that served it in its own folder, and says nothing under another name', () => {
    for (const [url, base] of [
      ['https://shop.example/athm/athm-button.js', 'https://shop.example/athm'],
      ['https://shop.example/pay/athm-button-0.1.0.4f2a.js?v=1', 'https://shop.example/pay'],
      ['https://shop.example/athm-button.js', 'https://shop.example'],
      ['https://shop.example/athm/athm-button.js#/pay/athm-button.js', 'https://shop.example/athm'],
      ['https://shop.example/load?of=/athm/athm-button.js', '/athm'],
      ['https://cdn.example/athm-button@0.1.0/standalone.js', '/athm'],
      ['https://shop.example/athm/my-athm-button.js', '/athm'],
    ] as const) {
      expect(toBaseUrl(url), url).to.equal(base)
    }
  })
})
