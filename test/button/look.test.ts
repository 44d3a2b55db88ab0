import { expect } from 'chai'
import { restore, stub } from 'sinon'
import { until, type ButtonPage } from './mocks/page.ts'
import { setStage } from './mocks/stage.ts'

describe('the words of a page', () => {
  const stage = setStage()
  afterEach(() => restore())

  it('are on the button and in its dialog, with what they leave open filled in', async () => {
    const page = stage.show()
    page.button.texts = { pay: 'Donate', waitingText: 'Give us {total}, {please}.' }
    await page.button.updateComplete
    expect(page.find('button').textContent?.trim()).to.equal('Donate')
    await page.wait()
    expect(page.find('[part=name]').textContent).to.equal('Donate')
    expect(page.find('[part=text]').textContent).to.equal('Give us $25.00, please.')
  })

  it('are text, whatever they look like', async () => {
    const page = stage.show()
    page.button.texts = { pay: '<img src=x>', next: '<b>Go</b>' }
    await page.open()
    await page.press('<b>Go</b>')
    expect(page.root.querySelector('img')).to.equal(null)
    expect(page.find('button').textContent?.trim()).to.equal('<img src=x>')
  })

  it('that are shown nowhere are told to the author of the page', async () => {
    const warnings = stub(console, 'warn')
    const page = stage.show()
    page.button.texts = { pay: 'Donate', ...({ errors: { limits: 'x' } } as object) }
    await page.open()
    expect(warnings.args.flat().join(' ')).to.contain('errors.limits')
  })
})

describe('the shape', () => {
  const stage = setStage()

  it('follows the width, the height and the type that the page gives the host', async () => {
    const page = stage.show()
    Object.assign(page.button.style, { width: '300px', height: '60px', fontSize: '20px' })
    await page.button.updateComplete
    const button = page.find('button')
    expect([button.offsetWidth, button.offsetHeight]).to.deep.equal([300, 60])
    expect(getComputedStyle(button).fontSize).to.equal('20px')
    page.button.removeAttribute('style')
    expect(button.offsetHeight).to.equal(48)
  })

  it('stays as wide as the button when a sentence stands below it', async () => {
    const page = stage.show()
    await page.button.updateComplete
    const { width } = page.button.getBoundingClientRect()
    stage.backend.config = { ...stage.backend.config, available: false }
    page.remove()
    const other = stage.show()
    await until(() => other.root.querySelector('[part=unavailable]') !== null)
    expect(other.button.getBoundingClientRect().width).to.equal(width)
  })
})

describe('the light', () => {
  const stage = setStage()
  afterEach(() => document.documentElement.removeAttribute('style'))

  const toBackground = ({ dialog }: ButtonPage) => getComputedStyle(dialog).backgroundColor
  const [LIGHT, DARK] = ['rgb(255, 255, 255)', 'rgb(29, 29, 31)']

  for (const [theme, scheme, background] of [
    ['btn', 'light', LIGHT],
    ['btn-light', 'light', LIGHT],
    ['btn-dark', 'light', DARK],
    ['btn', 'dark', DARK],
    ['btn-light', 'dark', DARK],
    ['btn-dark', 'dark', DARK],
  ] as const)
    it(`of the dialog: ${theme} on a page that is ${scheme}`, async () => {
      document.documentElement.style.colorScheme = scheme
      const page = stage.show({ theme })
      await page.open()
      expect(toBackground(page)).to.equal(background)
    })
})

describe('where less motion is asked for', () => {
  const stage = setStage()

  it('nothing moves', async () => {
    // Every browser of these tests is asked for it, by its settings.
    expect(matchMedia('(prefers-reduced-motion)').matches).to.equal(true)
    const page = stage.show()
    await page.wait()
    await until(() => stage.backend.of('events').length > 0)
    const findMoving = () =>
      [page.dialog, ...page.dialog.querySelectorAll('*')].filter((element) => {
        const { animationName, transitionDuration } = getComputedStyle(element)
        return animationName !== 'none' || !/^(0s(, )?)+$/.test(transitionDuration)
      })
    expect(findMoving()).to.deep.equal([])
    stage.backend.set({ status: 'CONFIRM' })
    await page.reach('authorizing')
    expect(findMoving()).to.deep.equal([])
    stage.backend.complete()
    await page.reach('completed')
    expect(findMoving()).to.deep.equal([])
  })
})

describe('what is said', () => {
  const stage = setStage()

  it('is said once: a title that takes the focus is not in the line for screen readers', async () => {
    const page = stage.show()
    await page.wait()
    await page.button.updateComplete
    expect(page.root.activeElement?.textContent).to.equal('Confirm in your app')
    expect(page.find('[role=status]').textContent).to.match(/^We sent the request for \$25\.00/)
  })

  it('of a field is its description, and the field is marked as wrong', async () => {
    const page = stage.show()
    await page.submit('787')
    const field = page.find('#phone')
    expect(field.getAttribute('aria-invalid')).to.equal('true')
    expect(page.find(`#${field.getAttribute('aria-describedby')}`).textContent).to.contain('10 digits')
    expect([field.getAttribute('inputmode'), field.getAttribute('autocomplete')]).to.deep.equal([
      'numeric',
      'tel-national',
    ])
    expect(page.find('[role=status]').textContent).to.equal('')
  })

  it('when the reference is copied is that, and where it can not be it is selected', async () => {
    const page = stage.show()
    await page.wait()
    await until(() => stage.backend.of('events').length > 0)
    stage.backend.complete()
    await page.reach('completed')
    const write = stub(navigator.clipboard, 'writeText').rejects(new Error('no permission'))
    await page.press('Copy')
    await until(() => write.callCount === 1)
    expect(page.find('[role=status]').textContent).to.not.contain('copied')
    write.resolves()
    await page.press('Copy')
    await until(() => page.find('[role=status]').textContent === 'Reference copied.')
    restore()
  })
})
