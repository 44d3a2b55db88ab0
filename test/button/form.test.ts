import { expect } from 'chai'
import { en } from '../../src/texts/en.ts'
import { BUTTON_TEXTS } from '../../src/texts/button.ts'
import { REFERENCE } from './mocks/backend.ts'
import { until, type ButtonPage } from './mocks/page.ts'
import { setStage } from './mocks/stage.ts'

describe('a button in a form', () => {
  const stage = setStage()
  let form: HTMLFormElement
  let submitted = 0
  beforeEach(() => {
    submitted = 0
    form = document.createElement('form')
    form.id = 'order'
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      submitted++
    })
    document.body.append(form)
  })
  afterEach(() => form.remove())

  function show(attributes: Record<string, string> = {}): ButtonPage {
    const page = stage.show({ name: 'payment', required: '', ...attributes })
    form.append(page.button)
    return page
  }

  async function pay(page: ButtonPage): Promise<void> {
    await page.wait()
    await until(() => stage.backend.of('events').length > 0)
    stage.backend.complete()
    await page.reach('completed')
  }

  it('holds it back at once, not when it was first rendered, and is valid once it is paid', async () => {
    const page = show()
    const { button } = page
    expect([button.form, button.willValidate, button.validity.valueMissing]).to.deep.equal([form, true, true])
    expect([form.checkValidity(), button.checkValidity()]).to.deep.equal([false, false])
    expect(form.matches(':invalid') && button.matches(':required, :invalid')).to.equal(true)
    await pay(page)
    expect([form.checkValidity(), button.validity.valid, button.validationMessage]).to.deep.equal([
      true,
      true,
      '',
    ])
  })

  it('gives it the reference under its name, and nothing before or after a reset', async () => {
    const page = show()
    expect([...new FormData(form).keys()]).to.deep.equal([])
    await page.wait()
    expect([...new FormData(form).keys()]).to.deep.equal([])
    await until(() => stage.backend.of('events').length > 0)
    stage.backend.complete()
    await page.reach('completed')
    expect(Object.fromEntries(new FormData(form))).to.deep.equal({ payment: REFERENCE })
    form.reset()
    expect([...new FormData(form).keys()]).to.deep.equal([])
    expect(form.checkValidity()).to.equal(false)
  })

  it('says what is missing in the language of the page, and the customer is led to it', async () => {
    const page = show()
    for (const lang of ['es', 'en'] as const) {
      page.button.lang = lang
      await page.button.updateComplete
      expect(page.button.validationMessage).to.equal(BUTTON_TEXTS[lang].required)
    }
    form.requestSubmit()
    expect(submitted).to.equal(0)
    expect(document.activeElement).to.equal(page.button)
    expect(page.root.activeElement).to.equal(page.find('button'))
  })

  it('says why there can be no payment while ATH Móvil can not be reached', async () => {
    stage.backend.config = { ...stage.backend.config, available: false }
    const page = show()
    await until(() => page.button.validationMessage === en.errors.down)
  })

  it('takes what the page has against it, paid or not', async () => {
    const page = show({ lang: 'en' })
    page.button.setCustomValidity('Choose a size first.')
    expect(page.button.validity.customError).to.equal(true)
    expect(page.button.validationMessage).to.equal('Choose a size first.')
    await pay(page)
    expect(form.checkValidity()).to.equal(false)
    // As a script without types may take it back.
    page.button.setCustomValidity(null as never)
    expect(form.checkValidity()).to.equal(true)
  })

  it('is not asked while it or its fieldset is disabled', async () => {
    const page = show({ disabled: '' })
    await page.button.updateComplete
    expect([page.button.willValidate, form.checkValidity()]).to.deep.equal([false, true])
    page.button.disabled = false
    await page.button.updateComplete
    expect(form.checkValidity()).to.equal(false)
    const fieldset = document.createElement('fieldset')
    fieldset.disabled = true
    form.append(fieldset)
    fieldset.append(page.button)
    await page.button.updateComplete
    expect([page.button.willValidate, form.checkValidity()]).to.deep.equal([false, true])
    expect(page.find<HTMLButtonElement>('button').disabled).to.equal(true)
  })

  it('submits nothing but its own dialog: neither its click nor Enter in the phone field', async () => {
    const page = show()
    await page.open()
    page.type('7875550101')
    page.find<HTMLFormElement>('dialog form').requestSubmit()
    await page.reach('waiting')
    expect(submitted).to.equal(0)
    expect(page.find<HTMLButtonElement>('.pay').type).to.equal('button')
  })

  it('is focused by its label, and clicked by a click', async () => {
    const page = show({ id: 'pay' })
    const label = document.createElement('label')
    label.htmlFor = 'pay'
    form.prepend(label)
    await page.button.updateComplete
    expect([...page.button.labels]).to.deep.equal([label])
    label.click()
    expect(document.activeElement).to.equal(page.button)
    page.button.click()
    await page.reach('phone')
  })

  it('is of the form that its attribute names, wherever it stands', () => {
    const page = stage.show({ name: 'payment', required: '', form: 'order' })
    expect(page.button.form).to.equal(form)
    expect(form.checkValidity()).to.equal(false)
  })
})
