/** The element: attributes in, events out, and the dialog around a checkout. */

import { html, isServer, LitElement, nothing } from 'lit'
import { styles } from './athm-button.styles.ts'
import { Checkout } from './checkout/checkout.ts'
import type { CheckoutState } from './checkout/machine.ts'
import { createPaymentApi, type PaymentApi } from './checkout/payment-api.ts'
import { AthmAvailabilityEvent, AthmBeforeInitiateEvent, type AthmDetail } from './events.ts'
import { phoneIcon } from './icons.ts'
import { canRetry, fill, renderDialog, toMessage, toValues, type DialogView } from './payment-dialog.ts'
import { pagePresence } from './presence.ts'
import type { ConfigView, InitiateBody, Lang } from './protocol/messages.ts'
import { formatPhone, parsePhone, type Phone } from './protocol/phone.ts'
import { DEFAULT_BASE_PATH } from './protocol/routes.ts'
import { toRedirectUrl } from './redirect.ts'
import { findFault, parseItemsAttribute, toPrice, warnOfSum, type AthmItem } from './setup.ts'
import { toTexts, type Texts } from './texts/index.ts'
import { toEvents } from './transition-events.ts'

/** How long a result is shown before the page goes on. */
const REDIRECT_MS = 2_000

/** How often an ATH Móvil that can't be reached is asked after. */
const RECHECK_MS = 30_000

/** Seconds left at which a screen reader is told. */
const MARKS_S = [180, 60, 30] as const

/**
 * A button that takes a payment with ATH Móvil.
 *
 * @fires athm-open - The dialog opened.
 * @fires athm-beforeinitiate - The number was given; nothing has been sent. Cancelable: nothing is sent.
 * @fires athm-initiated - The backend made the payment.
 * @fires athm-confirmed - The customer agreed in the app. No money has moved.
 * @fires athm-completed - The money moved. Cancelable: no redirect.
 * @fires athm-cancelled - The payment was cancelled. Cancelable: no redirect.
 * @fires athm-expired - The payment's time ran out. Cancelable: no redirect.
 * @fires athm-failed - The payment failed, or could not begin and was given up. Cancelable: no redirect.
 * @fires athm-statuschange - The payment's status is another one.
 * @fires athm-close - The dialog closed.
 * @fires athm-availability - ATH Móvil can, or can no longer, be reached.
 *
 * @attr {string} total - Dollars, 1.00 to 1500.00.
 * @attr {string} subtotal - Dollars, optional, for show beside `tax`.
 * @attr {string} tax - Dollars, optional: the IVU.
 * @attr {string} metadata-1 - At most 40 characters that come back with the payment.
 * @attr {string} metadata-2 - At most 40 characters that come back with the payment.
 * @attr {string} items - A JSON list of what is bought.
 * @attr {string} phone-number - Fills the phone step.
 * @attr {number} timeout - Seconds that the customer has, 120 to 600.
 * @attr {string} business-name - Who is paid; else what the backend says.
 * @attr {string} base-url - Where the backend is.
 * @attr {btn|btn-dark|btn-light} theme - The look.
 * @attr {es|en} lang - The language; else the page's; else Spanish.
 * @attr {string} success-url - Where the page goes after a payment.
 * @attr {string} failure-url - Where the page goes when there was none.
 * @attr {string} csrf-token - Sent as X-CSRFToken.
 * @attr {boolean} disabled - Takes no payment.
 * @attr {string} name - The form field in which the reference number is submitted.
 * @attr {boolean} required - The form can't be submitted before the payment.
 * @attr {string} data-state - The phase of the checkout: the custom state of the same name, for all browsers.
 *
 * @slot - The button's own label, in place of "Pagar con ATH Móvil".
 *
 * @csspart button - The button.
 * @csspart unavailable - The line below a button whose ATH Móvil can't be reached.
 * @csspart dialog - The dialog.
 * @csspart header - Its first line, with the parts name and close.
 * @csspart name - The dialog's name.
 * @csspart close - The cross.
 * @csspart badge - The test mode's badge.
 * @csspart body - What changes from phase to phase.
 * @csspart amount - The amount of the phone step.
 * @csspart business - Who is paid.
 * @csspart label - The label of the phone field.
 * @csspart input - The phone field.
 * @csspart hint - The line below the phone field.
 * @csspart error - What is wrong.
 * @csspart title - What is going on.
 * @csspart text - What to do about it.
 * @csspart ring - The ring that runs out, around the time.
 * @csspart time - The time left.
 * @csspart mark - The round field with a result's icon.
 * @csspart icon - Any icon.
 * @csspart rows - The table of amounts or of the reference.
 * @csspart primary - The action to take.
 * @csspart secondary - The other actions.
 * @csspart quiet - The action that ends a payment.
 * @csspart note - The last line, below a payment that is being checked.
 * @csspart away - The line that says that the backend can't be reached.
 * @csspart redirect - The line that says where the page goes.
 *
 * @cssprop --athm-button-background - The button.
 * @cssprop --athm-button-ink - Its label.
 * @cssprop --athm-button-icon - Its icon.
 * @cssprop --athm-button-line - Its border.
 * @cssprop --athm-button-radius - Its corners.
 * @cssprop --athm-background - The dialog.
 * @cssprop --athm-ink - Its text.
 * @cssprop --athm-muted - Its lesser text.
 * @cssprop --athm-line - Its lines.
 * @cssprop --athm-soft - Its soft fields.
 * @cssprop --athm-accent - The main action and the ring.
 * @cssprop --athm-on-accent - The text on the main action.
 * @cssprop --athm-good - A good result.
 * @cssprop --athm-good-soft - The field around it.
 * @cssprop --athm-bad - A bad result, and what is wrong.
 * @cssprop --athm-bad-soft - The field around it.
 * @cssprop --athm-radius - The dialog's corners.
 * @cssprop --athm-font - The type.
 * @cssprop --athm-backdrop - What lies over the page.
 */
export class AthmButton extends LitElement {
  static readonly formAssociated = true

  /** Where the backend is when `base-url` doesn't say. */
  static defaultBaseUrl: string = DEFAULT_BASE_PATH

  static override styles = styles

  static override shadowRootOptions: ShadowRootInit = {
    ...LitElement.shadowRootOptions,
    delegatesFocus: true,
  }

  static override properties = {
    total: {},
    subtotal: {},
    tax: {},
    metadata1: { attribute: 'metadata-1' },
    metadata2: { attribute: 'metadata-2' },
    items: { converter: parseItemsAttribute },
    phoneNumber: { attribute: 'phone-number' },
    timeout: { type: Number },
    businessName: { attribute: 'business-name' },
    baseUrl: { attribute: 'base-url' },
    theme: { reflect: true },
    lang: { reflect: true },
    successUrl: { attribute: 'success-url' },
    failureUrl: { attribute: 'failure-url' },
    csrfToken: { attribute: 'csrf-token' },
    disabled: { type: Boolean, reflect: true },
    name: { reflect: true },
    required: { type: Boolean, reflect: true },
  }

  declare total: string | number
  declare subtotal: string | number
  declare tax: string | number
  declare metadata1: string
  declare metadata2: string
  declare items: readonly AthmItem[] | null
  declare phoneNumber: string
  declare timeout: number
  declare businessName: string
  declare baseUrl: string
  declare theme: 'btn' | 'btn-dark' | 'btn-light'
  declare lang: string
  declare successUrl: string
  declare failureUrl: string
  declare csrfToken: string
  declare disabled: boolean
  declare name: string
  declare required: boolean

  readonly #internals = this.attachInternals()
  readonly #checkout = new Checkout({
    presence: pagePresence,
    createApi: () => this.#createApi(),
    toRequest: (phone) => this.#toRequest(phone),
    createKey: () =>
      [...crypto.getRandomValues(new Uint8Array(16))]
        .map((byte) => byte.toString(16).padStart(2, '0'))
        .join(''),
    now: () => Date.now(),
    changed: (before, after) => this.#changed(before, after),
  })
  #config: Partial<ConfigView> = {}
  #isFormDisabled = false
  #isPhoneWrong = false
  #isPaid = false
  #announcement = ''
  #moment = ''
  #secondsLeft = 0
  #redirectHost = ''
  #seen: IntersectionObserver | undefined
  #redirectTimer = 0
  #recheckTimer = 0
  #tickTimer = 0

  constructor() {
    super()
    this.total = this.subtotal = this.tax = this.metadata1 = this.metadata2 = ''
    this.phoneNumber = this.businessName = this.baseUrl = this.successUrl = this.failureUrl = ''
    this.csrfToken = this.name = this.lang = ''
    this.items = []
    this.timeout = 600
    this.theme = 'btn'
    this.disabled = this.required = false
  }

  /** Opens the dialog, where the payment is. Does nothing while disabled. */
  open(): void {
    if (this.#isDisabled()) return
    void this.#lookAtBackend()
    warnOfSum(this)
    this.#checkout.send({
      type: 'open',
      error: this.#checkout.state.phase === 'idle' ? findFault(this) : null,
    })
  }

  /** Leaves the dialog, as its cross does: while a request is waiting in the app, it asks first. */
  close(): void {
    this.#checkout.send({ type: 'dismiss' })
  }

  /** Cancels the payment under way, unasked. What became of it comes as an event. */
  cancel(): void {
    this.#checkout.send({ type: 'cancel' })
  }

  /** @internal */
  formDisabledCallback(isDisabled: boolean): void {
    this.#isFormDisabled = isDisabled
    this.requestUpdate()
  }

  /** @internal */
  formResetCallback(): void {
    this.#isPaid = false
    this.#internals.setFormValue(null)
    this.requestUpdate()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.requestUpdate()
    void this.#checkout.watch()
    this.#seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return
      this.#seen?.disconnect()
      void this.#lookAtBackend()
    })
    this.#seen.observe(this)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#checkout.rest()
    this.#seen?.disconnect()
    clearTimeout(this.#redirectTimer)
    clearTimeout(this.#recheckTimer)
    clearInterval(this.#tickTimer)
    this.#tickTimer = 0
    this.renderRoot.querySelector('dialog')?.close()
  }

  protected override render() {
    const texts = this.#texts()
    const isDown = this.#config.available === false
    return html`
      <button
        class="pay"
        part="button"
        aria-haspopup="dialog"
        ?disabled=${this.#isDisabled()}
        @click=${this.open}
      >
        ${phoneIcon()} <slot>${texts.pay}</slot>
      </button>
      ${isDown ? html`<p class="hint" part="unavailable">${texts.errors.down}</p>` : nothing}
      <dialog
        part="dialog"
        aria-labelledby="name"
        tabindex="-1"
        @cancel=${this.#onCancel}
        @close=${this.#onClose}
      >
        ${this.#checkout.state.open ? renderDialog(this.#view(texts)) : nothing}
      </dialog>
    `
  }

  protected override updated(): void {
    const { open, phase, closing, leaving, error } = this.#checkout.state
    const dialog = this.renderRoot.querySelector('dialog')
    if (!dialog || !this.isConnected) return
    if (open && !dialog.open) dialog.showModal()
    if (!open && dialog.open) dialog.close()
    const moment = open ? `${phase} ${closing} ${leaving} ${error} ${this.#isPhoneWrong}` : ''
    if (moment !== this.#moment && open) {
      const target = dialog.querySelector<HTMLElement>('[data-focus]') ?? dialog.querySelector('h2') ?? dialog
      target.focus()
      const view = this.#view(this.#texts())
      this.#say(
        toMessage(view)
          .map((text) => fill(text, toValues(view)).join(''))
          .join('. '),
      )
    }
    this.#moment = moment
    this.#tick(open && phase === 'waiting')
    this.#reflect(phase)
  }

  /** Goes to another page. A seam for tests, and for pages that route by themselves. */
  protected navigate(url: URL): void {
    location.assign(url)
  }

  #isDisabled(): boolean {
    return this.disabled || this.#isFormDisabled || this.#config.available === false
  }

  #texts(): Texts {
    return toTexts(this.#lang())
  }

  #lang(): Lang {
    let lang = this.lang
    for (let node: Element | undefined = this; !lang && node && !isServer;) {
      lang = node.closest<HTMLElement>('[lang]')?.lang ?? ''
      const root: Node = node.getRootNode()
      node = root instanceof ShadowRoot ? root.host : undefined
    }
    return /^en\b/i.test(lang) ? 'en' : 'es'
  }

  #view(texts: Texts): DialogView {
    const { state } = this.#checkout
    return {
      state,
      texts,
      total: toPrice(state.payment?.total ?? this.total),
      subtotal: toPrice(this.subtotal),
      tax: toPrice(this.tax),
      businessName: this.businessName || (this.#config.business_name ?? ''),
      phoneNumber: formatPhone(state.phone ?? this.phoneNumber),
      isPhoneWrong: this.#isPhoneWrong,
      isSandbox: this.#config.mode === 'sandbox',
      secondsLeft: this.#toSecondsLeft(),
      shareLeft: Math.min(1, this.#toSecondsLeft() / this.timeout),
      redirectHost: this.#redirectHost,
      announcement: this.#announcement,
      send: (type) => this.#checkout.send({ type }),
      onSubmit: (event) => this.#onSubmit(event),
      onInput: (event) => this.#onInput(event),
    }
  }

  #toSecondsLeft(): number {
    const expiresAt = Date.parse(this.#checkout.state.payment?.expires_at ?? '')
    const left = expiresAt - Date.now() - this.#checkout.skewMs
    return Math.max(0, Math.ceil(left / 1000)) || 0
  }

  #changed(before: CheckoutState, after: CheckoutState): void {
    if (after.phase === 'phone' && before.phase !== 'phone') this.#stay()
    if (before.phase !== after.phase) this.#isPhoneWrong = false
    if (after.phase === 'completed' && before.phase !== 'completed') {
      this.#isPaid = true
      this.#internals.setFormValue(after.payment?.reference_number ?? null)
    }
    this.requestUpdate()
    for (const event of toEvents(before, after, (state) => this.#toDetail(state))) {
      const isAllowed = this.dispatchEvent(event)
      if (isAllowed && event.cancelable) this.#leave(event.type, event.detail, after.open)
    }
  }

  #toDetail({ payment, error }: CheckoutState): AthmDetail {
    const code = error ?? payment?.code
    return {
      status: payment?.status ?? null,
      total: payment?.total ?? String(this.total),
      paymentId: payment?.payment_id ?? null,
      ecommerceId: payment?.ecommerce_id ?? null,
      referenceNumber: payment?.reference_number ?? null,
      metadata1: this.metadata1,
      metadata2: this.metadata2,
      ...(code && { code, recoverable: canRetry(code) }),
    }
  }

  /** Plans the redirect that an end calls for: once its result was shown, or at once where it is shown no more. */
  #leave(type: string, { referenceNumber, ecommerceId, code }: AthmDetail, isShown: boolean): void {
    const status = type.slice('athm-'.length)
    const isPaid = status === 'completed'
    const target = isPaid ? this.successUrl : this.failureUrl
    if (!target) return
    const reference = { reference_number: referenceNumber }
    const query = isPaid ? { ...reference, ecommerce_id: ecommerceId } : { status, code, ...reference }
    const url = toRedirectUrl(target, document.baseURI, query)
    if (!url) return console.error(`athm-button: ${isPaid ? 'success' : 'failure'}-url goes nowhere:`, target)
    this.#redirectHost = url.host
    this.#redirectTimer = setTimeout(() => this.navigate(url), isShown ? REDIRECT_MS : 0)
  }

  #stay(): void {
    clearTimeout(this.#redirectTimer)
    this.#redirectHost = ''
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault()
    const phone = parsePhone(this.renderRoot.querySelector('input')?.value)
    this.#isPhoneWrong = !phone
    this.requestUpdate()
    if (!phone) return this.renderRoot.querySelector('input')?.focus()
    const detail = { ...this.#toDetail(this.#checkout.state) }
    if (this.dispatchEvent(new AthmBeforeInitiateEvent(detail)))
      this.#checkout.send({ type: 'submit', phone })
  }

  /** Writes the number as people do while it is typed, and keeps the caret after the same digit. */
  #onInput(event: Event): void {
    const input = event.target as HTMLInputElement
    const digits = input.value.slice(0, input.selectionStart ?? 0).replace(/\D/g, '').length
    input.value = formatPhone(input.value)
    let caret = 0
    for (let seen = 0; seen < digits && caret < input.value.length; caret++)
      if (/\d/.test(input.value[caret] ?? '')) seen++
    input.setSelectionRange(caret, caret)
    if (this.#isPhoneWrong) {
      this.#isPhoneWrong = false
      this.requestUpdate()
    }
  }

  #onCancel(event: Event): void {
    event.preventDefault()
    this.close()
  }

  /** The browser closed the dialog unasked, as Chromium does on a second Escape. If it means nothing, it opens again. */
  #onClose(): void {
    if (!this.#checkout.state.open || !this.isConnected) return
    this.close()
    this.requestUpdate()
  }

  #createApi(): PaymentApi {
    return createPaymentApi({
      baseUrl: this.baseUrl || AthmButton.defaultBaseUrl,
      csrfToken: this.csrfToken,
      fetch: (input, init) => fetch(input, init),
    })
  }

  #toRequest(phone: Phone): InitiateBody {
    return {
      total: this.total,
      ...(this.subtotal !== '' && { subtotal: this.subtotal }),
      ...(this.tax !== '' && { tax: this.tax }),
      metadata_1: this.metadata1,
      metadata_2: this.metadata2,
      items: this.items ?? [],
      phone_number: phone,
      timeout: this.timeout,
      lang: this.#lang(),
    }
  }

  /** Learns the mode and the business's name, and whether ATH Móvil can be reached. Without an answer, the button stays. */
  async #lookAtBackend(): Promise<void> {
    clearTimeout(this.#recheckTimer)
    const before = this.#config
    try {
      this.#config = await this.#createApi().config()
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'backend_not_found')
        console.error('athm-button:', thrown)
    }
    const isAvailable = this.#config.available !== false
    if (isAvailable !== (before.available !== false))
      this.dispatchEvent(new AthmAvailabilityEvent(isAvailable))
    if (!isAvailable && this.isConnected)
      this.#recheckTimer = setTimeout(() => this.#lookAtBackend(), RECHECK_MS)
    this.requestUpdate()
  }

  /** Turns the ring each second while it is on screen, and speaks up at three minutes, one, and thirty seconds. */
  #tick(isTicking: boolean): void {
    if (!isTicking || !this.#tickTimer) clearInterval(this.#tickTimer)
    if (!isTicking) this.#tickTimer = 0
    else if (!this.#tickTimer) {
      this.#secondsLeft = this.#toSecondsLeft()
      this.#tickTimer = setInterval(() => {
        const left = this.#toSecondsLeft()
        const mark = MARKS_S.find((seconds) => left <= seconds && this.#secondsLeft > seconds)
        if (mark) this.#say(this.#texts().left[mark])
        this.#secondsLeft = left
        this.requestUpdate()
      }, 1000)
    }
  }

  #say(text: string): void {
    this.#announcement = text
    this.requestUpdate()
  }

  /** Tells style sheets and the form where the checkout is. */
  #reflect(phase: string): void {
    const { states } = this.#internals
    this.dataset['state'] = phase
    try {
      states.clear()
      states.add(phase)
    } catch {
      // A browser whose custom states are dashed, or that has none: the attribute serves.
    }
    const isMissing = this.required && !this.#isPaid
    const button = this.renderRoot.querySelector('button') ?? undefined
    this.#internals.setValidity(
      isMissing ? { valueMissing: true } : {},
      isMissing ? this.#texts().required : '',
      button,
    )
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'athm-button': AthmButton
  }
}
