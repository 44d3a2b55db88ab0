/** The element: attributes in, events out, and the dialog around a checkout. */

import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { styles } from './athm-button.styles.ts'
import { BackendWatch } from './backend-watch.ts'
import { Checkout } from './checkout/checkout.ts'
import type { CheckoutState } from './checkout/machine.ts'
import { createPaymentApi, type PaymentApi } from './checkout/payment-api.ts'
import { Countdown } from './countdown.ts'
import { AthmBeforeInitiateEvent } from './events.ts'
import { icon } from './icons.ts'
import { toLang } from './page-lang.ts'
import { renderDialog, toSpeech, type DialogView } from './payment-dialog.ts'
import { pagePresence } from './presence.ts'
import { formatPhoneField } from './phone-field.ts'
import { formatPhone, parsePhone } from './protocol/phone.ts'
import { DEFAULT_BASE_PATH } from './protocol/routes.ts'
import { Redirect, toRedirect } from './redirect.ts'
import { findFault, parseItemsAttribute, toPrice, toRequest, warnOfSum, type AthmItem } from './setup.ts'
import { toTexts, type Texts } from './texts/index.ts'
import { toDetail, toEvents } from './transition-events.ts'

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
 * @cssprop --athm-bad - A bad result, and what is wrong.
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
    lang: { reflect: true, useDefault: true },
    successUrl: { attribute: 'success-url' },
    failureUrl: { attribute: 'failure-url' },
    csrfToken: { attribute: 'csrf-token' },
    disabled: { type: Boolean, reflect: true },
    name: { reflect: true, useDefault: true },
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
    toRequest: (phone) => toRequest(this, phone, toLang(this)),
    // randomUUID is missing on pages without https, such as a phone's view of a development machine.
    createKey: () => crypto.getRandomValues(new Uint32Array(4)).join('-'),
    now: () => Date.now(),
    changed: (before, after) => this.#changed(before, after),
  })
  readonly #backend = new BackendWatch(this, () => this.#createApi())
  readonly #redirect = new Redirect()
  readonly #countdown = new Countdown(
    this,
    () => this.#checkout.secondsLeft,
    (mark) => this.#say(toTexts(toLang(this)).left[mark]),
  )
  #isFormDisabled = false
  #isPhoneWrong = false
  #isPaid = false
  #announcement = ''
  /** What was on screen after the last update: another moment moves the focus and is announced. */
  #moment = ''

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
    void this.#backend.look()
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
    this.#settle(false, null)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.requestUpdate()
    void this.#checkout.watch()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#checkout.rest()
    this.#redirect.stop()
    this.renderRoot.querySelector('dialog')?.close()
    this.#moment = ''
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('total') || changed.has('subtotal') || changed.has('tax')) warnOfSum(this)
  }

  protected override render() {
    const texts = toTexts(toLang(this))
    return html`
      <button
        class="pay"
        part="button"
        aria-haspopup="dialog"
        ?disabled=${this.#isDisabled()}
        @click=${this.open}
      >
        ${icon('phone')} <slot>${texts.pay}</slot>
      </button>
      ${this.#backend.isAvailable ? nothing : html`<p class="hint" part="unavailable">${texts.errors.down}</p>`}
      <dialog
        part="dialog"
        aria-labelledby="name"
        tabindex="-1"
        @cancel=${this.#onCancel}
        @close=${() => this.requestUpdate()}
      >
        ${this.#checkout.state.open ? renderDialog(this.#view(texts)) : nothing}
      </dialog>
    `
  }

  protected override updated(): void {
    const { open, phase, closing, leaving, error } = this.#checkout.state
    const dialog = this.renderRoot.querySelector('dialog')
    if (!dialog || !this.isConnected) return
    if (open && !dialog.open) {
      dialog.showModal()
      // It had been on screen: the browser closed it, as Chromium does on a second Escape. That is a dismissal.
      if (this.#moment) this.close()
    }
    if (!open && dialog.open) dialog.close()
    const moment = open ? `${phase} ${closing} ${leaving} ${error} ${this.#isPhoneWrong}` : ''
    if (moment !== this.#moment && open) {
      const target = dialog.querySelector<HTMLElement>('[data-focus]') ?? dialog.querySelector('h2') ?? dialog
      target.focus()
      this.#say(toSpeech(this.#view(toTexts(toLang(this)))))
    }
    this.#moment = moment
    this.#countdown.run(open && phase === 'waiting')
    this.#reflect(phase)
  }

  /** Goes to another page. A seam for tests, and for pages that route by themselves. */
  protected navigate(url: URL): void {
    location.assign(url)
  }

  #isDisabled(): boolean {
    return this.disabled || this.#isFormDisabled || !this.#backend.isAvailable
  }

  #view(texts: Texts): DialogView {
    const { state } = this.#checkout
    return {
      state,
      texts,
      total: toPrice(state.payment?.total ?? this.total),
      subtotal: toPrice(this.subtotal),
      tax: toPrice(this.tax),
      businessName: this.businessName || (this.#backend.config.business_name ?? ''),
      phoneNumber: formatPhone(state.phone ?? this.phoneNumber),
      isPhoneWrong: this.#isPhoneWrong,
      isSandbox: this.#backend.config.mode === 'sandbox',
      secondsLeft: this.#checkout.secondsLeft,
      shareLeft: Math.min(1, this.#checkout.secondsLeft / this.timeout),
      redirectHost: this.#redirect.host,
      announcement: this.#announcement,
      send: (type) => this.#checkout.send({ type }),
      onSubmit: (event) => this.#onSubmit(event),
      onInput: (event) => this.#onInput(event),
    }
  }

  #changed(before: CheckoutState, after: CheckoutState): void {
    if (after.phase === 'phone' && before.phase !== 'phone') this.#redirect.stop()
    if (before.phase !== after.phase) this.#isPhoneWrong = false
    if (after.phase === 'completed') this.#settle(true, after.payment?.reference_number ?? null)
    this.requestUpdate()
    for (const event of toEvents(before, after, (state) => toDetail(state, this))) {
      const url = this.dispatchEvent(event) && event.cancelable && toRedirect(event, this, document.baseURI)
      if (url) this.#redirect.plan(url, after.open, (to) => this.navigate(to))
    }
  }

  #onSubmit(submit: SubmitEvent): void {
    submit.preventDefault()
    const phone = parsePhone(this.renderRoot.querySelector('input')?.value)
    this.#isPhoneWrong = !phone
    this.requestUpdate()
    if (!phone) return this.renderRoot.querySelector('input')?.focus()
    const event = new AthmBeforeInitiateEvent(toDetail(this.#checkout.state, this))
    if (this.dispatchEvent(event)) this.#checkout.send({ type: 'submit', phone })
  }

  #onInput(event: Event): void {
    formatPhoneField(event.target as HTMLInputElement)
    if (!this.#isPhoneWrong) return
    this.#isPhoneWrong = false
    this.requestUpdate()
  }

  #onCancel(event: Event): void {
    event.preventDefault()
    this.close()
  }

  #createApi(): PaymentApi {
    return createPaymentApi({
      baseUrl: this.baseUrl || AthmButton.defaultBaseUrl,
      csrfToken: this.csrfToken,
      fetch: (input, init) => fetch(input, init),
    })
  }

  #settle(isPaid: boolean, reference: string | null): void {
    this.#isPaid = isPaid
    this.#internals.setFormValue(reference)
    this.requestUpdate()
  }

  #say(text: string): void {
    this.#announcement = text
    this.requestUpdate()
  }

  /** Tells style sheets and the form where it is. */
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
      isMissing ? toTexts(toLang(this)).required : '',
      button,
    )
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'athm-button': AthmButton
  }
}
