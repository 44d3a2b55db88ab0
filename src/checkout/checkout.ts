/** Runs the machine: holds the state, and does what a change of it asks for. */

import { isAthmError } from '../protocol/errors.ts'
import { LIMITS, type InitiateBody, type PaymentView } from '../protocol/messages.ts'
import { isEnd } from '../protocol/payment.ts'
import type { Phone } from '../protocol/phone.ts'
import type { KeptPayment, PaymentRequest } from './kept-payment.ts'
import { IDLE, isUnderWay, step, type CheckoutEvent, type CheckoutState } from './machine.ts'
import type { PaymentApi, PaymentHandle } from './payment-api.ts'
import { toBackoffMs, watchPayment, type Presence } from './payment-updates.ts'

/** What a checkout needs from the page that it runs in. */
export interface CheckoutHost {
  readonly presence: Presence
  /** The client of the backend as the page names it now: asked for once a payment. `isOwn` as in `PaymentApiOptions`. */
  createApi(isOwn: () => boolean): PaymentApi
  /** Whether the backend that the page names now has said that it is one of ours. */
  isOwn(): boolean
  /** What to ask the backend for. */
  toRequest(phone: Phone): InitiateBody
  /** Makes an Idempotency-Key. */
  createKey(): string
  now(): number
  /** Whether the button is on a page. Without one the payment goes on at the server alone. */
  isAttached(): boolean
  /**
   * Remembers what it takes to go on after the page was loaded anew; null: nothing. The client secret is in it, so it
   * must end with the tab.
   */
  keep(kept: KeptPayment | null): void
  /** Finds the same payment, asked for or under way in another tab, before it is asked for here. */
  findElsewhere(request: PaymentRequest): Promise<KeptPayment | null>
  /** Told of every change, before what it asks for is done. */
  changed(before: CheckoutState, after: CheckoutState): void
}

/** Failed tries to initiate after which a customer who wants to leave is let go. */
const LAST_TRIES = 2

/** Failed tries after which anybody is told: half a minute, or two where the backend never answers. */
const MAX_TRIES = 10

/** Answers that don't tell whether the request was carried out: it is remembered with its key. */
const LEAVES_OPEN: ReadonlySet<string> = new Set([
  'unexpected_answer',
  'backend_not_found',
  'database_unavailable',
  'internal_error',
])

/** An authorization that goes well takes a second or two. One that takes so long is one whose outcome isn't known. */
const SLOW_MS = 20_000

/** One button's checkout. */
export class Checkout {
  state: CheckoutState = IDLE
  /** How far the server's clock is ahead of this one, in milliseconds. */
  #skewMs = 0
  readonly #host: CheckoutHost
  #api: PaymentApi | undefined
  #handle: PaymentHandle | undefined
  /** The request whose outcome isn't known: the same request again must bring the same payment. */
  #unsettled: PaymentRequest | undefined
  /** Nobody answered it when it was sent last. */
  #isUnanswered = false
  /** Whether the backend has said a word of this payment to this page. */
  #isKnown = false
  #watching: AbortController | undefined
  /** It was one of ours before the page was loaded anew. */
  #wasOwn = false
  /** The key that the latest payment was asked for with. */
  #key = ''
  /** Ids and keys of what is over, as this page has seen: another tab that doesn't know yet is not followed into it. */
  readonly #over = new Set<string>()
  /** The payment whose cancel is on its way. */
  #cancelling: PaymentHandle | undefined
  /** Ends the pause before the request is repeated. */
  #hurry = () => {}

  constructor(host: CheckoutHost) {
    this.#host = host
  }

  /** What is left of the payment's time by the server's clock, in whole seconds. For show: it ends nothing. */
  get secondsLeft(): number {
    const leftMs = Date.parse(this.state.payment?.expires_at ?? '') - this.#host.now() - this.#skewMs
    return Math.max(0, Math.ceil(leftMs / 1000)) || 0
  }

  /** What it takes to go on with the payment elsewhere: in another tab, or after the page was loaded anew. */
  get kept(): KeptPayment | null {
    const { phase, phone, payment, error, open, leaving } = this.state
    if (!phone) return null
    const rest = { phone, leaving, view: payment, isOwn: this.#isOwn(), skewMs: this.#skewMs }
    const nothing = { open: false, told: false, request: null, unanswered: false, handle: null }
    if (payment && isEnd(payment.status)) {
      // What is over needs no right to it any more. That it was paid is remembered even once it was told, until it is
      // left: a page that is loaded anew just then should not ask for the money again.
      const told = error !== null || this.#host.presence.isSeen()
      const isShown = phase !== 'phone' && (!told || payment.status === 'COMPLETED')
      return isShown ? { ...rest, ...nothing, told } : null
    }
    if (payment)
      return isUnderWay(this.state) ? { ...rest, ...nothing, open, handle: this.#handle ?? null } : null
    // A request that was given up is remembered for its key. It goes on only if the customer asks again.
    const [request, isAsked] = [this.#unsettled, phase === 'initiating']
    const unanswered = isAsked || this.#isUnanswered
    return request ? { ...rest, ...nothing, open: isAsked, request, unanswered } : null
  }

  /** Goes on with a payment that this tab remembers. */
  resume({
    phone,
    leaving,
    told,
    request,
    unanswered,
    handle,
    view,
    isOwn,
    skewMs,
    ...kept
  }: KeptPayment): void {
    // What nobody answered while there was time for it is asked for again only if the customer asks.
    const isLate = request !== null && this.#host.now() - request.askedAt > toLifetimeMs(request)
    const open = kept.open && !isLate
    this.#wasOwn = isOwn
    this.#api = this.#host.createApi(() => this.#isOwn())
    this.#handle = handle ?? undefined
    this.#unsettled = request ?? undefined
    this.#isUnanswered = unanswered
    this.#skewMs = skewMs
    this.#isKnown = false
    if (told) {
      this.state = { ...this.state, phone }
      this.send({ type: 'open', error: null, paid: view })
    } else if (open || view) this.send({ type: 'resume', phone, open, leaving, view })
  }

  /** Takes in what happened, and does what follows from it. */
  send(event: CheckoutEvent): void {
    const before = this.state
    const after = step(before, event)
    if (after === before) return
    const unsettled = this.#unsettled
    // First, since a page may have put something into its list that can't be sent.
    if (event.type === 'submit') this.#unsettled = this.#toRequest(event.phone)
    this.state = after
    if (event.type === 'initiated' || event.type === 'view') this.#note(event.view)
    this.#host.keep(this.kept)
    this.#host.changed(before, after)
    // Whoever wants to leave doesn't wait for a network that may never come back.
    if (after.leaving && !before.leaving) this.#hurry()
    if (after.phase === 'initiating' && before.phase !== 'initiating' && !after.payment)
      void this.#initiate(this.#isUnanswered && unsettled === this.#unsettled)
    if (after.phase === 'authorizing' && before.phase !== 'authorizing') this.#outwait()
    if (!after.payment || isEnd(after.payment.status)) return this.rest()
    if (!before.payment) void this.watch()
    if (after.leaving && !(before.payment && before.leaving)) void this.#cancel()
  }

  /** Watches the payment under way, if there is one. */
  async watch(): Promise<void> {
    const { presence } = this.#host
    const [api, payment] = [this.#api, this.#handle]
    if (!api || !payment || !isUnderWay(this.state) || this.#watching || !this.#host.isAttached()) return
    if (this.state.leaving) void this.#cancel()
    const { signal } = (this.#watching = new AbortController())
    // A customer who comes back from the app has just confirmed, perhaps: the backend is asked to look now.
    presence.onReturn(() => {
      api.authorize(payment).then(
        (view) => this.send({ type: 'view', view }),
        () => {}, // The watch goes on and tells of what is wrong.
      )
    }, signal)
    presence.onOffline(() => this.send({ type: 'away' }), signal)
    for await (const news of watchPayment({ api, payment, presence, signal })) {
      if (signal.aborted) return
      if (news === 'lost') return this.send({ type: 'lost', isKnown: this.#isKnown })
      this.send(news === 'away' ? { type: 'away' } : { type: 'view', view: news })
    }
  }

  /** Stops watching. The payment itself goes on at the server. */
  rest(): void {
    this.#watching?.abort()
    this.#watching = undefined
  }

  #isOwn(): boolean {
    return this.#wasOwn || this.#host.isOwn()
  }

  #note({ server_time: serverTime, payment_id: id, status }: PaymentView): void {
    this.#isKnown = true
    if (isEnd(status)) this.#over.add(id).add(this.#key)
    if (serverTime) this.#skewMs = Date.parse(serverTime) - this.#host.now()
  }

  #toRequest(phone: Phone): PaymentRequest {
    const body = JSON.stringify(this.#host.toRequest(phone))
    const isSame = JSON.stringify(this.#unsettled?.body) === body
    // A copy: a page may change its list of items while nobody answers, and a key stands for one body alone.
    return (
      (isSame && this.#unsettled) || {
        body: JSON.parse(body) as InitiateBody,
        key: this.#host.createKey(),
        askedAt: this.#host.now(),
      }
    )
  }

  /** Never aborted, since its push may be on its way: repeated with the same key until it is answered. */
  async #initiate(isRepeated: boolean): Promise<void> {
    const api = (this.#api = this.#host.createApi(() => this.#isOwn()))
    // The payment before this one, if there was one, is not to be watched again meanwhile.
    this.#handle = undefined
    const mine = this.#unsettled
    if (!mine) return
    const elsewhere = await this.#findElsewhere(api, mine)
    if (elsewhere?.handle && elsewhere.view) return this.#begin(elsewhere.handle, elsewhere.view)
    const { body, key } = (this.#unsettled = elsewhere?.request ?? mine)
    this.#key = key
    const isSentBefore = isRepeated || key !== mine.key
    this.#host.keep(this.kept)
    for (let failures = 1, lastTries = 0; ; failures++) {
      try {
        const { payment, view } = await api.initiate(body, key, isSentBefore)
        // The answer to a repeated request leaves out what became of the payment meanwhile.
        return this.#begin(payment, isEnd(view.status) ? await api.authorize(payment) : view)
      } catch (thrown) {
        const code = isAthmError(thrown) ? thrown.code : 'unexpected_answer'
        const isUnanswered = code === 'backend_unreachable' || code === 'idempotency_key_in_flight'
        this.#isUnanswered = code === 'backend_unreachable'
        if (this.state.leaving) lastTries++
        if (!isUnanswered || lastTries > LAST_TRIES || failures > MAX_TRIES) {
          console.error('athm-button:', thrown)
          if (!isUnanswered && !LEAVES_OPEN.has(code)) {
            this.#unsettled = undefined
            this.#over.add(key)
          }
          return this.send({ type: 'refuse', code })
        }
        if (code === 'backend_unreachable') this.send({ type: 'away' })
        await this.#pause(failures)
      }
    }
  }

  /**
   * Finds the same payment in another tab, unless it is over: that tab may not have looked for hours. Only one that
   * completed meanwhile is shown, once, since the customer is about to pay for it again.
   */
  async #findElsewhere(api: PaymentApi, mine: PaymentRequest): Promise<KeptPayment | null> {
    const found = await this.#host.findElsewhere(mine)
    if (!found?.handle || !found.view)
      return found?.request && !this.#over.has(found.request.key) ? found : null
    if (this.#over.has(found.view.payment_id)) return null
    const last = found.view
    const view = await api.authorize(found.handle).catch(() => last)
    return isEnd(view.status) && view.status !== 'COMPLETED' ? null : { ...found, view }
  }

  /** Waits before the request is repeated: for a network and for somebody who looks, but not if the customer wants to leave. */
  #pause(failures: number): Promise<void> {
    const pausing = new AbortController()
    this.#hurry = () => pausing.abort()
    const isLeaving = this.state.leaving !== null
    return this.#host.presence.pause(toBackoffMs(failures), pausing.signal, isLeaving)
  }

  #begin(handle: PaymentHandle, view: PaymentView): void {
    this.#unsettled = undefined
    this.#handle = handle
    this.send({ type: 'initiated', view })
  }

  /** An end to the spinner: the payment is watched on, and may be left. */
  #outwait(): void {
    const payment = this.#handle
    setTimeout(() => {
      if (payment === this.#handle) this.send({ type: 'slow' })
    }, SLOW_MS)
  }

  /** Asks until the server has heard: a cancel that failed on its way is no cancel. What it answers is the truth. */
  async #cancel(): Promise<void> {
    const [api, payment] = [this.#api, this.#handle]
    if (!api || !payment || payment === this.#cancelling) return
    this.#cancelling = payment
    // Off the page it is worth a try for as long as the customer could still confirm; back there it goes on.
    const isWanted = () =>
      payment === this.#handle &&
      isUnderWay(this.state) &&
      (this.#host.isAttached() || !this.state.payment?.expires_at || this.secondsLeft > 0)
    for (let failures = 1; isWanted(); failures++) {
      try {
        this.send({ type: 'view', view: await api.cancel(payment) })
        break
      } catch (thrown) {
        const isLost = isAthmError(thrown) && thrown.code === 'payment_not_found'
        this.send(isLost ? { type: 'lost', isKnown: this.#isKnown } : { type: 'away' })
        await this.#host.presence.pause(toBackoffMs(failures))
      }
    }
    if (this.#cancelling === payment) this.#cancelling = undefined
  }
}

/** How long a payment can live, in milliseconds. */
function toLifetimeMs({ body: { timeout = LIMITS.defaultTimeoutS } }: PaymentRequest): number {
  return timeout * 1000
}
