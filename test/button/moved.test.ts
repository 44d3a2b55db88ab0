import { expect } from 'chai'
import { stub, useFakeTimers, type SinonFakeTimers } from 'sinon'
import { refusal } from './mocks/backend.ts'
import { until } from './mocks/page.ts'
import { setStage } from './mocks/stage.ts'

describe('a button that is moved while it is paid with', () => {
  const stage = setStage()

  it('goes on with its payment, which is watched once and told of once', async () => {
    const page = stage.show()
    await page.wait()
    await until(() => stage.backend.of('events').length === 1)
    const place = document.createElement('div')
    document.body.append(place)
    for (const parent of [place, document.body, place]) parent.append(page.button)
    await page.button.updateComplete
    expect(page.dialog.matches(':modal')).to.equal(true)
    stage.backend.complete()
    await page.reach('completed')
    expect(stage.backend.of('initiate')).to.have.length(1)
    expect(page.names.filter((name) => name === 'completed')).to.have.length(1)
    place.remove()
  })

  it('shows what became of it meanwhile when it is put back', async () => {
    const page = stage.show()
    await page.wait()
    page.remove()
    stage.backend.complete()
    expect(page.phase).to.equal('waiting')
    document.body.append(page.button)
    await page.reach('completed')
    expect(page.dialog.matches(':modal')).to.equal(true)
  })

  it('leads where the page said once it was paid, and not from a place where it is gone', async () => {
    const page = stage.show({ 'success-url': 'https://shop.example/thanks' })
    await page.wait()
    await until(() => stage.backend.of('events').length === 1)
    const clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldClearNativeTimers: true })
    try {
      stage.backend.complete()
      await page.reach('completed')
      page.button.remove()
      clock.tick(10_000)
      expect(page.button.wentTo).to.deep.equal([])
      document.body.append(page.button)
      await page.button.updateComplete
      expect(page.text).to.contain('shop.example')
      clock.tick(10_000)
      expect(page.button.wentTo).to.have.length(1)
      document.body.append(page.button)
      clock.tick(10_000)
      expect(page.button.wentTo).to.have.length(1)
    } finally {
      clock.restore()
    }
  })
})

describe('a button that is removed', () => {
  const stage = setStage()
  let clock: SinonFakeTimers
  beforeEach(() => {
    clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  })
  afterEach(() => clock.restore())

  it('asks no more', async () => {
    stage.backend.answers.set('events', () => refusal(404, 'route_not_found'))
    const page = stage.show()
    await page.wait()
    await until(() => {
      void clock.tickAsync(2_000)
      return stage.backend.of('status').length > 1
    })
    page.remove()
    const asked = stage.backend.seen.length
    await clock.tickAsync(60_000)
    expect(stage.backend.seen).to.have.length(asked)
  })

  it('goes on cancelling what the customer cancelled, for as long as it could still be confirmed', async () => {
    stage.backend.answers.set('cancel', () => Response.error())
    const page = stage.show()
    await page.wait()
    await page.press('Cancel')
    await until(() => stage.backend.of('cancel').length === 1)
    page.remove()
    const pass = async (ms: number) => {
      await clock.tickAsync(ms)
      await new Promise(requestAnimationFrame)
    }
    await until(() => {
      void clock.tickAsync(1_000)
      return stage.backend.of('cancel').length > 1
    })
    const now = stub(Date, 'now').value(() => Date.parse(stage.backend.view.expires_at ?? '') + 1_000)
    for (let second = 0; second < 10; second++) await pass(1_000)
    const asked = stage.backend.of('cancel').length
    for (let second = 0; second < 30; second++) await pass(1_000)
    expect(stage.backend.of('cancel')).to.have.length(asked)
    now.restore()
  })

  it('while its request is on the way cancels what comes of it, whenever that will be over', async () => {
    let answer = () => {}
    const gate = new Promise<void>((resolve) => (answer = resolve))
    stage.backend.answers.set('initiate', async (seen) => {
      await gate
      const body = (await stage.backend.ordinary(seen).json()) as object
      return Response.json({ ...body, verifying: true, expires_at: null }, { status: 201 })
    })
    const page = stage.show()
    await page.submit()
    await until(() => stage.backend.of('initiate').length === 1)
    page.button.close()
    page.remove()
    answer()
    await until(() => stage.backend.of('cancel').length === 1)
  })

  it('before its payment began asks for no news of it, but is told when it is put back', async () => {
    let answer = () => {}
    const gate = new Promise<void>((resolve) => (answer = resolve))
    stage.backend.answers.set('initiate', async (seen) => {
      await gate
      return stage.backend.ordinary(seen)
    })
    const page = stage.show()
    await page.submit()
    page.remove()
    answer()
    await until(() => page.names.includes('initiated'))
    await clock.tickAsync(60_000)
    expect(stage.backend.of('events')).to.deep.equal([])
    document.body.append(page.button)
    await until(() => stage.backend.of('events').length === 1)
    stage.backend.complete()
    await page.reach('completed')
  })
})
