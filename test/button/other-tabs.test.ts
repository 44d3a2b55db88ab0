import { expect } from 'chai'
import { restore, stub } from 'sinon'
import { until } from './mocks/page.ts'
import { setStage } from './mocks/stage.ts'

const refuse = () => Promise.reject(new DOMException('No locks in this frame', 'SecurityError'))

/** Answers as Web Locks do where another tab holds the lock: it can be stolen. */
const heldElsewhere = (name: string, { steal }: LockOptions, callback: LockGrantedCallback<unknown>) =>
  Promise.resolve(callback(steal ? { name, mode: 'exclusive' } : null))

/** What a browser may lack, or have out of order, and how a test makes it so. */
const LACKS: readonly (readonly [title: string, take: () => void])[] = [
  ['no Web Locks', () => Reflect.deleteProperty(Navigator.prototype, 'locks')],
  ['Web Locks that refuse', () => stub(navigator.locks, 'request').callsFake(refuse)],
  ['Web Locks that never answer', () => stub(navigator.locks, 'request').returns(new Promise(() => {}))],
  ['another tab that never answers', () => stub(navigator.locks, 'request').callsFake(heldElsewhere)],
  ['no BroadcastChannel', () => stub(window, 'BroadcastChannel').value(undefined)],
  [
    'a BroadcastChannel that may not be opened',
    () => stub(window, 'BroadcastChannel').throws(new Error('no')),
  ],
]

describe('a browser with', () => {
  const stage = setStage()
  const locks = Object.getOwnPropertyDescriptor(Navigator.prototype, 'locks') ?? {}
  afterEach(() => {
    restore()
    Object.defineProperty(Navigator.prototype, 'locks', locks)
  })

  for (const [title, take] of LACKS)
    it(`${title} pays all the same, and goes on after a reload`, async () => {
      take()
      const before = stage.show()
      await before.wait()
      await until(() => stage.backend.of('events').length === 1)
      before.die()
      const page = stage.show({ 'success-url': '/thanks' })
      await page.reach('waiting')
      await until(() => stage.backend.of('events').length === 2)
      stage.backend.complete()
      await page.reach('completed')
      await until(() => page.button.wentTo.length > 0)
      expect(stage.backend.of('initiate')).to.have.length(1)
    })
})

describe('a tab beside another one', () => {
  const stage = setStage()
  afterEach(() => restore())

  const toLocks = async () => {
    const { held = [], pending = [] } = await navigator.locks.query()
    const ours = ({ name }: LockInfo) => name?.startsWith('athm-button ') === true
    return { held: held.filter(ours), pending: pending.filter(ours) }
  }
  const see = (isSeen: boolean) => {
    stub(document, 'hidden').value(!isSeen)
    document.dispatchEvent(new Event('visibilitychange'))
  }
  const settle = async (held: number, pending: number) => {
    const startedAt = performance.now()
    for (;;) {
      const locks = await toLocks()
      if (locks.held.length === held && locks.pending.length === pending) return locks
      if (performance.now() - startedAt > 5_000) throw new Error(`In vain: ${JSON.stringify(locks)}`)
      await new Promise(requestAnimationFrame)
    }
  }

  it('has one place in the queue for the lead, however often somebody looks there and back, and none at its end', async () => {
    const page = stage.show()
    await page.wait()
    const [{ name = '' } = {}] = (await settle(1, 0)).held
    for (let turn = 0; turn < 3; turn++) {
      see(false)
      // The other tab takes the lead, and loses it.
      const lead = navigator.locks.request(name, { steal: true }, () => new Promise(() => {}))
      const isLost = lead.then(
        () => false,
        () => true,
      )
      await settle(1, 1)
      restore()
      see(true)
      await settle(1, 0)
      expect(await isLost).to.equal(true)
      restore()
    }
    page.remove()
    await settle(0, 0)
  })
})
