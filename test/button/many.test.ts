import { expect } from 'chai'
import { restore, stub, useFakeTimers } from 'sinon'
import { en } from '../../src/texts/en.ts'
import { until } from './mocks/page.ts'
import { setStage } from './mocks/stage.ts'

describe('many buttons on a page', () => {
  const stage = setStage()
  const asked = () => stage.backend.of('config').length

  it('ask their backend once, however many come into sight', async () => {
    const pages = Array.from({ length: 100 }, () => stage.show({ style: 'position: fixed; top: 0' }))
    stage.backend.config = { ...stage.backend.config, available: false }
    await until(() => pages.every(({ button }) => isDisabled(button)))
    expect(asked()).to.equal(1)
    const late = stage.show({ style: 'position: fixed; top: 0' })
    await until(() => isDisabled(late.button))
    expect(asked()).to.equal(1)
  })

  it('ask again when one is opened, and when there was no answer', async () => {
    stage.backend.config = { ...stage.backend.config, mode: 'sandbox' }
    const first = stage.show()
    await first.open()
    await until(() => first.text.includes(en.sandbox))
    const before = asked()
    first.remove()
    stage.backend.answers.set('config', () => Response.error())
    await stage.show().open()
    await until(() => asked() === before + 1)
    await until(() => {
      stage.show()
      return asked() > before + 1
    })
  })

  it('have one dialog on screen: opening a second one is refused, with a word to the author', async () => {
    const warnings = stub(console, 'warn')
    const [first, second] = [stage.show(), stage.show()]
    await first.open()
    await second.open()
    expect([first.dialog.open, second.dialog.open]).to.deep.equal([true, false])
    expect([first.phase, second.phase]).to.deep.equal(['phone', 'idle'])
    expect(second.names).to.deep.equal([])
    expect(warnings.args).to.deep.equal([['athm-button: the dialog of another button is open.']])
    restore()
    await first.press(en.close)
    await second.open()
    expect(second.dialog.open).to.equal(true)
  })

  it('have a payment each, and news of one wait until the dialog of the other is closed', async () => {
    const [first, second] = [stage.show(), stage.show({ total: '7.00' })]
    await first.wait()
    stage.backend.set({ status: 'CONFIRM', verifying: true })
    await first.reach('verifying')
    first.button.close()
    await first.button.updateComplete
    await second.open()
    stage.backend.complete()
    await first.reach('completed')
    expect([first.dialog.open, second.dialog.open]).to.deep.equal([false, true])
    await second.press(en.close)
    await until(() => first.dialog.open)
    expect(first.title).to.equal(en.completed)
    expect(second.names).to.deep.equal(['open', 'close'])
  })

  it('have a redirect each, which waits until its result can be read', async () => {
    const first = stage.show({ 'success-url': '/thanks' })
    const second = stage.show({ total: '7.00' })
    await first.wait()
    await until(() => stage.backend.of('events').length > 0)
    stage.backend.set({ status: 'CONFIRM', verifying: true })
    await first.reach('verifying')
    first.button.close()
    await first.button.updateComplete
    await second.open()
    const clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldClearNativeTimers: true })
    stage.backend.complete()
    await first.reach('completed')
    clock.tick(10_000)
    expect(first.button.wentTo).to.deep.equal([])
    await second.press(en.close)
    await until(() => first.dialog.open)
    await first.button.updateComplete
    clock.tick(1_999)
    expect(first.button.wentTo).to.deep.equal([])
    clock.tick(1)
    expect(first.button.wentTo).to.have.length(1)
    clock.restore()
  })

  function isDisabled(button: HTMLElement): boolean {
    return button.shadowRoot?.querySelector('button')?.disabled === true
  }
})
