import { expect } from 'chai'
import { restore, stub, useFakeTimers, type SinonFakeTimers } from 'sinon'
import { pagePresence } from '../../src/presence.ts'
import { en } from '../../src/texts/en.ts'
import { until } from './mocks/page.ts'
import { setStage } from './mocks/stage.ts'

/** Puts the page out of sight, or back into it. */
function see(isHidden: boolean): void {
  stub(document, 'hidden').value(isHidden)
  document.dispatchEvent(new Event('visibilitychange'))
}

describe('a pause', () => {
  let clock: SinonFakeTimers
  beforeEach(() => {
    clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  })
  afterEach(() => {
    clock.restore()
    see(false)
  })

  /** Begins a pause of a second; tells whether it is over. */
  function pause(signal?: AbortSignal): () => Promise<boolean> {
    let isOver = false
    void pagePresence.pause(1_000, signal).then(() => (isOver = true))
    return async () => {
      await Promise.resolve()
      return isOver
    }
  }

  it('is over when its time is', async () => {
    const isOver = pause()
    clock.tick(999)
    expect(await isOver()).to.equal(false)
    clock.tick(1)
    expect(await isOver()).to.equal(true)
  })

  it('is not over while the page is hidden, and at once when it comes back', async () => {
    see(true)
    const isOver = pause()
    clock.tick(60_000)
    expect(await isOver()).to.equal(false)
    see(false)
    expect(await isOver()).to.equal(true)
  })

  it('is not over while there is no network, and at once when there is', async () => {
    const network = stub(navigator, 'onLine').value(false)
    const isOver = pause()
    clock.tick(60_000)
    expect(await isOver()).to.equal(false)
    network.value(true)
    dispatchEvent(new Event('online'))
    expect(await isOver()).to.equal(true)
    network.restore()
  })

  it('ends when nobody needs it any more', async () => {
    const stop = new AbortController()
    const isOver = pause(stop.signal)
    stop.abort()
    expect(await isOver()).to.equal(true)
    expect(await pause(stop.signal)()).to.equal(true)
  })
})

describe('a customer', () => {
  const stage = setStage()

  it('who comes back from the app makes the backend look at once', async () => {
    stage.backend.answers.set('events', () => new Promise<Response>(() => {}))
    const page = stage.show()
    await page.wait()
    stage.backend.complete()
    see(true)
    see(false)
    await page.reach('completed')
    expect(stage.backend.of('authorize')).to.have.length(1)
  })

  it('is told that the backend is away, and nothing of it once it is back', async () => {
    const page = stage.show()
    await page.wait()
    await until(() => stage.backend.of('events').length > 0)
    stage.backend.answers.set('events', () => Response.error())
    stage.backend.closeStreams()
    await until(() => page.text.includes(en.away))
    expect(page.phase).to.equal('waiting')
    stage.backend.answers.delete('events')
    await until(() => !page.text.includes(en.away))
  }).timeout(15_000)

  it('is told at once that the network is gone, and nothing of it once it is back', async () => {
    const page = stage.show()
    await page.wait()
    await until(() => stage.backend.of('events').length > 0)
    const network = stub(navigator, 'onLine').value(false)
    dispatchEvent(new Event('offline'))
    await page.button.updateComplete
    expect(page.text).to.contain(en.away)
    expect(page.phase).to.equal('waiting')
    network.restore()
    dispatchEvent(new Event('online'))
    await until(() => !page.text.includes(en.away))
    stage.backend.complete()
    await page.reach('completed')
  })

  it('who has no network before the request was answered may leave, and is told why', async () => {
    stub(console, 'error')
    stage.backend.answers.set('initiate', () => Response.error())
    const page = stage.show()
    const network = stub(navigator, 'onLine').value(false)
    await page.submit()
    await until(() => page.text.includes(en.away))
    const clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldClearNativeTimers: true })
    page.button.close()
    await until(() => {
      clock.tick(1_000)
      return page.phase === 'phone'
    })
    clock.restore()
    expect(page.text).to.contain(en.errors.offline)
    await page.press('Close')
    expect(page.dialog.open).to.equal(false)
    network.restore()
    restore()
  })

  it('whose payment takes more than twenty seconds to go through is told that its outcome is not known', async () => {
    const page = stage.show()
    await page.wait()
    await until(() => stage.backend.of('events').length > 0)
    const clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldClearNativeTimers: true })
    stage.backend.set({ status: 'CONFIRM' })
    await page.reach('authorizing')
    clock.tick(19_999)
    expect(page.phase).to.equal('authorizing')
    clock.tick(1)
    await page.button.updateComplete
    expect(page.phase).to.equal('verifying')
    expect(page.text).to.contain("Don't pay again")
    stage.backend.set({ status: 'CONFIRM' })
    clock.restore()
    stage.backend.complete()
    await page.reach('completed')
    expect(page.names.slice(-3).join(' ')).to.equal('confirmed statuschange completed')
  })

  it('whose payment went through in time is told nothing more after it', async () => {
    const page = stage.show()
    await page.wait()
    await until(() => stage.backend.of('events').length > 0)
    const clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldClearNativeTimers: true })
    stage.backend.set({ status: 'CONFIRM' })
    await page.reach('authorizing')
    stage.backend.complete()
    await page.reach('completed')
    clock.tick(60_000)
    clock.restore()
    expect(page.phase).to.equal('completed')
  })

  it('who can not see is told what is left once more after the app, and not what was', async () => {
    stage.backend.answers.set('events', () => new Promise<Response>(() => {}))
    const page = stage.show()
    const clock = useFakeTimers({ now: Date.now(), toFake: ['Date', 'setInterval', 'clearInterval'] })
    await page.wait()
    await page.button.updateComplete
    const status = () => page.find('[role=status]').textContent
    /** As in a page that sleeps: the time passes, and one tick is heard. */
    const sleep = async (seconds: number) => {
      clock.setSystemTime(Date.now() + (seconds - 1) * 1_000)
      clock.tick(1_000)
      await page.button.updateComplete
    }
    await sleep(575)
    expect(status()).to.equal(en.left[30])
    await sleep(100)
    expect(status()).to.equal(en.left[30])
    clock.restore()
  })

  it('who can not see is told of the time three times, and of no second', async () => {
    stage.backend.answers.set('events', () => new Promise<Response>(() => {}))
    const page = stage.show()
    const clock = useFakeTimers({ now: Date.now(), toFake: ['Date', 'setInterval', 'clearInterval'] })
    await page.wait()
    await page.button.updateComplete
    const status = () => page.find('[role=status]').textContent
    const said = new Set([status()])
    for (let second = 0; second < 700; second++) {
      clock.tick(1_000)
      await page.button.updateComplete
      said.add(status())
    }
    clock.restore()
    expect([...said].slice(1)).to.deep.equal(Object.values(en.left).toReversed())
    expect(page.phase).to.equal('waiting')
    expect(page.find('[part=time]').textContent).to.equal('0:00')
  }).timeout(20_000)
})
