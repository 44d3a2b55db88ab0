import { expect } from 'chai'
import { en } from '../../src/texts/en.ts'
import { until, type ButtonPage } from './mocks/page.ts'
import { setStage } from './mocks/stage.ts'

describe('a button whose payment completed', () => {
  const stage = setStage()

  async function pay(attributes: Record<string, string> = {}): Promise<ButtonPage> {
    const page = stage.show(attributes)
    await page.wait()
    await until(() => stage.backend.of('events').length > 0)
    stage.backend.complete()
    await page.reach('completed')
    return page
  }

  const isCompleted = (page: ButtonPage) => [page.phase, page.button.matches(':state(completed)')]

  it('stays so for style sheets when its dialog is closed', async () => {
    const page = await pay()
    await page.press(en.done)
    expect(page.dialog.open).to.equal(false)
    expect(isCompleted(page)).to.deep.equal(['completed', true])
  })

  it('takes another payment, and is completed still when that was only thought of', async () => {
    const page = await pay()
    await page.press(en.done)
    await page.open()
    expect(isCompleted(page)).to.deep.equal(['phone', false])
    await page.press(en.close)
    expect(isCompleted(page)).to.deep.equal(['completed', true])
    await page.wait()
    page.button.cancel()
    await page.reach('cancelled')
    page.button.close()
    await page.button.updateComplete
    expect(isCompleted(page)).to.deep.equal(['idle', false])
  })

  it('is no longer so when its total changes, even back again, and even while the result is on screen', async () => {
    const page = await pay()
    page.button.total = '30.00'
    await page.button.updateComplete
    expect(isCompleted(page)).to.deep.equal(['completed', true])
    page.button.total = '25.00'
    await page.press(en.done)
    expect(isCompleted(page)).to.deep.equal(['idle', false])
  })

  it('is no longer so when its form is reset', async () => {
    const form = document.createElement('form')
    document.body.append(form)
    const page = await pay()
    await page.press(en.done)
    form.append(page.button)
    await page.button.updateComplete
    expect(isCompleted(page)).to.deep.equal(['completed', true])
    form.reset()
    await page.button.updateComplete
    expect(isCompleted(page)).to.deep.equal(['idle', false])
    form.remove()
  })
})

describe('a second payment on the same page', () => {
  const stage = setStage()

  it('is the one that is watched, though the button was moved while it was being asked for', async () => {
    const page = stage.show()
    await page.wait()
    page.button.cancel()
    await page.reach('cancelled')
    await page.press(en.tryAgain)
    let answer = () => {}
    const isAsked = new Promise<void>((resolve) => (answer = resolve))
    stage.backend.answers.set('initiate', async (seen) => {
      await isAsked
      return stage.backend.ordinary(seen)
    })
    await page.submit()
    await until(() => stage.backend.of('initiate').length === 2)
    const place = page.button.parentElement
    page.button.remove()
    place?.append(page.button)
    answer()
    await page.reach('waiting')
    await until(() => stage.backend.of('events').at(-1)?.headers.get('authorization') === 'Bearer secret-2')
    stage.backend.complete()
    await page.reach('completed')
  })
})

describe('the dialog', () => {
  const stage = setStage()

  it('is as high in the question as in the waiting step, and moves the focus to what shows it, or to a heading', async () => {
    const page = stage.show()
    await page.wait()
    const heights = [page.dialog.offsetHeight]
    const focused = () => page.root.activeElement
    expect(focused()).to.equal(page.find('h2'))
    page.button.close()
    await page.button.updateComplete
    heights.push(page.dialog.offsetHeight)
    expect(getComputedStyle(focused() ?? page.button).outlineStyle).to.equal('solid')
    expect(new Set(heights).size).to.equal(1)
  })
})
