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
