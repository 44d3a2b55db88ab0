import { expect } from 'chai'
import { useFakeTimers } from 'sinon'
import { createLoader } from '../../src/fetch-dialog.ts'
import { AthmButton } from '../../src/index.ts'
import { BUTTON_TEXTS } from '../../src/texts/button.ts'
import { until } from './mocks/page.ts'
import { setStage } from './mocks/stage.ts'

describe('the dialog, which is fetched on first use', () => {
  const stage = setStage()
  const { loadDialog } = AthmButton
  let fetched = 0

  beforeEach(() => {
    fetched = 0
    AthmButton.loadDialog = () => {
      fetched++
      return loadDialog()
    }
  })
  afterEach(() => {
    AthmButton.loadDialog = loadDialog
  })

  it('is not fetched by a page that shows the button, but when the customer comes near', async () => {
    const page = stage.show()
    await page.button.updateComplete
    expect(fetched).to.equal(0)
    page.find('button').dispatchEvent(new PointerEvent('pointerover'))
    await page.button.updateComplete
    expect(fetched).to.equal(1)
    expect(page.dialog.open).to.equal(false)
  })

  it('is fetched once, and opens once, however often the button is clicked meanwhile', async () => {
    const page = stage.show()
    await page.button.updateComplete
    for (let click = 0; click < 3; click++) page.find('button').click()
    await page.button.updateComplete
    await page.reach('phone')
    expect(fetched).to.equal(1)
    expect(page.names.filter((name) => name === 'open')).to.have.length(1)
  })

  it('that can not be fetched is told in plain words, and another click tries again', async () => {
    const page = stage.show()
    await page.button.updateComplete
    AthmButton.loadDialog = () => Promise.reject(new Error('no network'))
    await page.open()
    await until(() => page.root.textContent.includes(BUTTON_TEXTS.en.errors.offline))
    expect(page.find('[part=unavailable]').getAttribute('role')).to.equal('status')
    expect(page.root.querySelector('dialog')).to.equal(null)
    AthmButton.loadDialog = loadDialog
    await page.open()
    await page.reach('phone')
    expect(page.root.textContent).to.not.contain(BUTTON_TEXTS.en.errors.offline)
  })

  it('that never comes is told in plain words, too, and another click fetches it anew', async () => {
    const page = stage.show()
    await page.button.updateComplete
    const clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldClearNativeTimers: true })
    const tried: number[] = []
    AthmButton.loadDialog = createLoader((tries) => {
      tried.push(tries)
      return tries === 0 ? new Promise(() => {}) : loadDialog()
    })
    page.find('button').click()
    clock.tick(15_000)
    clock.restore()
    await until(() => page.root.textContent.includes(BUTTON_TEXTS.en.errors.offline))
    await page.open()
    await page.reach('phone')
    expect(page.root.textContent).to.not.contain(BUTTON_TEXTS.en.errors.offline)
    expect(tried).to.deep.equal([0, 1])
  })

  it('is fetched once for all buttons of a page', async () => {
    let tries = 0
    AthmButton.loadDialog = createLoader(() => {
      tries++
      return loadDialog()
    })
    const pages = [stage.show(), stage.show(), stage.show()]
    for (const page of pages) {
      await page.button.updateComplete
      page.find('button').dispatchEvent(new PointerEvent('pointerover'))
    }
    await Promise.all(pages.map(({ button }) => button.updateComplete))
    expect(pages.map(({ dialog }) => dialog.open)).to.deep.equal([false, false, false])
    expect(tries).to.equal(1)
  })
})
