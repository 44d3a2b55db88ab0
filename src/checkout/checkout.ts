/** Runs the machine: holds the state, and does what a change of it asks for. */

import { isAthmError } from '../protocol/errors.ts'
import type { InitiateBody } from '../protocol/messages.ts'
import { isEnd } from '../protocol/payment.ts'
import type { Phone } from '../protocol/phone.ts'
import { IDLE, isUnderWay, step, type CheckoutEvent, type CheckoutState } from './machine.ts'
import type { PaymentApi, PaymentHandle } from './payment-api.ts'
import { toBackoffMs, watchPayment, type Presence } from './payment-updates.ts'

/** What a checkout needs from the page that it runs in. */
export interface CheckoutHost {
  readonly presence: Presence
  /** The client of the backend as the page names it now: asked for once a payment. */
  createApi(): PaymentApi
  /** What to ask the backend for. */
  toRequest(phone: Phone): InitiateBody
  /** Makes an Idempotency-Key. */
  createKey(): string
  now(): number
  /** Whether the button is on a page. Without one the payment goes on at the server alone. */
  isAttached(): boolean
  /** Told of every change, before what it asks for is done. */
  changed(before: CheckoutState, after: CheckoutState): void
}

/** Failed tries to initiate after which a customer who wants to leave is let go. */
const LAST_TRIES = 2

/** One button's checkout. */
export class Checkout {
  state: CheckoutState = IDLE
  /** How far the server's clock is ahead of this one, in milliseconds. */
  #skewMs = 0
  readonly #host: CheckoutHost
  #api: PaymentApi | undefined
  #handle: PaymentHandle | undefined
  /** The request whose outcome isn't known, and its key: the same request again must bring the same payment. */
  #unsettled: { body: string; key: string } | undefined
  #watching: AbortController | undefined

  constructor(host: CheckoutHost) {
    this.#host = host
  }

  /** What is left of the payment's time by the server's clock, in whole seconds. For show: it ends nothing. */
  get secondsLeft(): number {
    const leftMs = Date.parse(this.state.payment?.expires_at ?? '') - this.#host.now() - this.#skewMs
    return Math.max(0, Math.ceil(leftMs / 1000)) || 0
  }

  /** Takes in what happened, and does what follows from it. */
  send(event: CheckoutEvent): void {
    const before = this.state
    const after = (this.state = step(before, event))
    if (after === before) return
    if ('view' in event && event.view.server_time) {
      this.#skewMs = Date.parse(event.view.server_time) - this.#host.now()
    }
    this.#host.changed(before, after)
    if (event.type === 'submit') void this.#initiate(event.phone)
    if (!after.payment || isEnd(after.payment.status)) return this.rest()
    if (!before.payment) void this.watch()
    if (after.leaving && !(before.payment && before.leaving)) void this.#cancel()
  }

  /** Watches the payment under way, if there is one. */
  async watch(): Promise<void> {
    const { presence } = this.#host
    const [api, payment] = [this.#api, this.#handle]
    if (!api || !payment || !isUnderWay(this.state) || this.#watching || !this.#host.isAttached()) return
    const { signal } = (this.#watching = new AbortController())
    // A customer who comes back from the app has just confirmed, perhaps: the backend is asked to look now.
    presence.onReturn(() => {
      api.authorize(payment).then(
        (view) => this.send({ type: 'view', view }),
        () => {}, // The watch goes on and tells of what is wrong.
      )
    }, signal)
    for await (const news of watchPayment({ api, payment, presence, signal })) {
      if (signal.aborted) return
      this.send(news === 'away' ? { type: 'away' } : { type: 'view', view: news })
    }
  }

  /** Stops watching. The payment itself goes on at the server. */
  rest(): void {
    this.#watching?.abort()
    this.#watching = undefined
  }

  /** Never aborted, since its push may be on its way: repeated with the same key until it is answered. */
  async #initiate(phone: Phone): Promise<void> {
    const api = (this.#api = this.#host.createApi())
    // The payment before this one, if there was one, is not to be watched again meanwhile.
    this.#handle = undefined
    const body = this.#host.toRequest(phone)
    const text = JSON.stringify(body)
    if (this.#unsettled?.body !== text) this.#unsettled = { body: text, key: this.#host.createKey() }
    const { key } = this.#unsettled
    for (let failures = 1, lastTries = 0; ; failures++) {
      try {
        const { payment, view } = await api.initiate(body, key)
        this.#unsettled = undefined
        this.#handle = payment
        return this.send({ type: 'initiated', view })
      } catch (thrown) {
        const code = isAthmError(thrown) ? thrown.code : 'unexpected_answer'
        const isUnanswered = code === 'backend_unreachable' || code === 'idempotency_key_in_flight'
        if (this.state.leaving) lastTries++
        if (!isUnanswered || lastTries > LAST_TRIES) {
          console.error('athm-button:', thrown)
          if (!isUnanswered && code !== 'unexpected_answer') this.#unsettled = undefined
          return this.send({ type: 'refuse', code })
        }
        if (code === 'backend_unreachable') this.send({ type: 'away' })
        await this.#host.presence.pause(toBackoffMs(failures))
      }
    }
  }

  /** Asks until the server has heard: a cancel that failed on its way is no cancel. What it answers is the truth. */
  async #cancel(): Promise<void> {
    const [api, payment] = [this.#api, this.#handle]
    for (let failures = 1; api && payment && payment === this.#handle && isUnderWay(this.state); failures++) {
      try {
        return this.send({ type: 'view', view: await api.cancel(payment) })
      } catch {
        this.send({ type: 'away' })
        await this.#host.presence.pause(toBackoffMs(failures))
      }
    }
  }
}
