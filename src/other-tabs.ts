/**
 * What the tabs of one origin agree on about one payment, where the browser has Web Locks: which of them leads, and
 * what it takes to show the payment of another tab in place of a second one.
 */

import { parseKept, type KeptPayment } from './checkout/kept-payment.ts'
import { pagePresence } from './presence.ts'
import { isObject } from './protocol/messages.ts'

const CHANNEL = 'athm-button'

/** How long another tab has to answer. One that the browser has frozen doesn't. */
const ANSWER_MS = 1_000

/** This tab's part. */
export class OtherTabs {
  /** Whether this tab may leave for another page: of several tabs with one payment, the one last looked at. */
  isLead = true
  readonly #toKept: () => KeptPayment | null
  #name = ''
  #member: AbortController | undefined
  #channel: BroadcastChannel | undefined
  /** This tab's place in the queue for the lock. */
  #queued = new AbortController()

  constructor(toKept: () => KeptPayment | null) {
    this.#toKept = toKept
  }

  /** Joins the tabs with a payment of this name, and leads them while somebody looks here. Tells whether it is alone. */
  async join(name: string): Promise<boolean> {
    if (name === this.#name) return this.#isAlone()
    this.leave()
    // Pages without https have no locks.
    if (!('locks' in navigator)) return true
    this.#name = name
    const { signal } = (this.#member = new AbortController())
    try {
      this.#channel = new BroadcastChannel(CHANNEL)
    } catch {
      // Where tabs can't speak to each other, each one is alone.
      return true
    }
    this.#channel.addEventListener('message', ({ data }: MessageEvent) => {
      if (isObject(data) && data['ask'] === name) this.#channel?.postMessage({ name, kept: this.#toKept() })
    })
    const isAlone = await this.#take({ ifAvailable: true }, signal)
    if (!isAlone) this.#takeOver(signal)
    pagePresence.onReturn(() => {
      if (!this.isLead) this.#takeOver(signal)
    }, signal)
    return isAlone
  }

  /**
   * Asks the tab that has this payment for what it takes to go on with it. Null when none has: a tab whose own payment is
   * over doesn't speak for another one.
   */
  ask(): Promise<KeptPayment | null> {
    return new Promise((resolve) => {
      const asking = new AbortController()
      const done = (kept: KeptPayment | null) => {
        asking.abort()
        resolve(kept)
      }
      setTimeout(done, ANSWER_MS, null)
      const hear = ({ data }: MessageEvent) => {
        const kept = isObject(data) && data['name'] === this.#name ? parseKept(data['kept']) : null
        if (kept?.handle || kept?.request) done(kept)
      }
      this.#channel?.addEventListener('message', hear, { signal: asking.signal })
      this.#channel?.postMessage({ ask: this.#name })
    })
  }

  /** Has no part any more. */
  leave(): void {
    this.#member?.abort()
    this.#queued.abort()
    this.#channel?.close()
    this.#channel = undefined
    this.#name = ''
    this.isLead = true
  }

  /** Tells whether no other tab holds the lock or waits for it: one that leads now may not have led before. */
  async #isAlone(): Promise<boolean> {
    const { held = [], pending = [] } = await navigator.locks.query().catch((): LockManagerSnapshot => ({}))
    return [...held, ...pending].filter(({ name }) => name === this.#lock).length < 2
  }

  get #lock(): string {
    return `${CHANNEL} ${this.#name}`
  }

  /** A page that somebody looks at leads at once, another one when those before it are gone. */
  #takeOver(signal: AbortSignal): void {
    this.isLead = false
    void this.#take(document.hidden ? {} : { steal: true }, signal)
  }

  /** Resolves once the lock is held, or isn't to be had now. */
  #take(options: LockOptions, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      // Whatever becomes of the lock, the payment doesn't wait for it.
      setTimeout(resolve, ANSWER_MS, true)
      // One place is enough, and whoever takes the lock needs none.
      this.#queued.abort()
      const queued = (this.#queued = new AbortController())
      const isQueueing = !options.steal && !options.ifAvailable
      const how = isQueueing ? { signal: queued.signal } : options
      const held = navigator.locks.request(this.#lock, how, (lock) => {
        if (signal.aborted) return resolve(true)
        this.isLead = lock !== null
        resolve(this.isLead)
        return lock && new Promise((release) => signal.addEventListener('abort', release))
      })
      held.catch((thrown: unknown) => {
        if (signal.aborted || queued.signal.aborted) return
        // Stolen: somebody looks at another tab. Else there are no locks here, as in a frame without an origin.
        this.isLead = !(thrown instanceof DOMException && thrown.name === 'AbortError')
        resolve(this.isLead)
        if (!this.isLead) void this.#take({}, signal)
      })
    })
  }
}
