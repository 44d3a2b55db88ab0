import { expect } from 'chai'
import { restore, stub } from 'sinon'
import { en } from '../../src/texts/en.ts'
import { until } from './mocks/page.ts'
import { setStage } from './mocks/stage.ts'

describe('the memory of a tab', () => {
  const stage = setStage()
  afterEach(() => restore())

  for (const kept of [
    'not JSON',
    '5',
    'null',
    '[]',
    '{"__proto__":{"phone":"7875550101"}}',
    '{"a":{"phone":1}}',
  ])
    it(`that holds ${kept} costs nothing`, async () => {
      sessionStorage.setItem('athm-button', kept)
      const page = stage.show()
      await page.button.updateComplete
      expect(page.phase).to.equal('idle')
      await page.wait()
    })

  it('whose record is broken in any of its fields is not followed', async () => {
    const page = stage.show()
    await page.wait()
    const whole = JSON.parse(sessionStorage.getItem('athm-button') ?? '') as Record<string, object>
    page.die()
    const [[name, record] = expect.fail('nothing kept')] = Object.entries(whole)
    for (const broken of [
      { ...record, phone: '787' },
      { ...record, handle: null },
      { ...record, handle: { paymentId: 1, clientSecret: {} } },
      { ...record, view: { status: 'PAID' } },
      { ...record, view: null },
      'text',
    ]) {
      sessionStorage.setItem('athm-button', JSON.stringify({ [name]: broken }))
      const again = stage.show()
      await again.button.updateComplete
      expect(again.phase, JSON.stringify(broken)).to.equal('idle')
      again.remove()
    }
  })

  it('makes nothing paid of what it never saw paid', async () => {
    const before = stage.show()
    await before.wait()
    const kept = sessionStorage.getItem('athm-button') ?? ''
    before.die()
    sessionStorage.setItem('athm-button', kept.replace('"told":false', '"told":true'))
    const page = stage.show()
    await page.reach('waiting')
  })

  it('that is blocked costs nothing', async () => {
    stub(Storage.prototype, 'getItem').throws(new DOMException('blocked', 'SecurityError'))
    stub(Storage.prototype, 'setItem').throws(new DOMException('full', 'QuotaExceededError'))
    stub(Storage.prototype, 'removeItem').throws(new DOMException('blocked', 'SecurityError'))
    const page = stage.show()
    await page.wait()
    await until(() => stage.backend.of('events').length > 0)
    stage.backend.complete()
    await page.reach('completed')
  })
})

describe('a page that the browser kept whole', () => {
  const stage = setStage()
  const turn = (type: 'pagehide' | 'pageshow') =>
    dispatchEvent(new PageTransitionEvent(type, { persisted: true }))

  it('looks at once when it is shown again', async () => {
    const page = stage.show()
    await page.wait()
    await until(() => stage.backend.of('events').length > 0)
    turn('pagehide')
    stage.backend.complete()
    expect(page.phase).to.equal('waiting')
    turn('pageshow')
    await page.reach('completed')
    expect(page.names.filter((name) => name === 'completed')).to.have.length(1)
  })

  it('has a way on when the customer comes back from where the result led', async () => {
    const page = stage.show({ 'success-url': '/thanks' })
    await page.wait()
    await until(() => stage.backend.of('events').length > 0)
    stage.backend.complete()
    await until(() => page.button.wentTo.length > 0)
    turn('pagehide')
    turn('pageshow')
    await page.button.updateComplete
    await page.press(en.done)
    expect(page.dialog.open).to.equal(false)
    expect(page.button.wentTo).to.have.length(1)
  })
})
