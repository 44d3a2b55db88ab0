/** The dialog around a checkout: everything that begins with a click. Fetched on first use, so that a page stays light. */

import { adoptStyles, html, nothing, type TemplateResult } from 'lit'
import { Checkout } from './checkout/checkout.ts'
import type { CheckoutState } from './checkout/machine.ts'
import { createPaymentApi } from './checkout/payment-api.ts'
import { Countdown } from './countdown.ts'
import type { Dialog, DialogHost } from './dialog-host.ts'
import { AthmBeforeInitiateEvent } from './events.ts'
import { renderDialog, toSpeech, type DialogView } from './payment-dialog.ts'
import { dialogStyles } from './payment-dialog.styles.ts'
import { formatPhoneField } from './phone-field.ts'
import { pagePresence } from './presence.ts'
import { formatPhone, parsePhone } from './protocol/phone.ts'
import { Redirect, toRedirect } from './redirect.ts'
import { findFault, toPrice, toRequest, warnOfSum } from './setup.ts'
import { toTexts } from './texts/index.ts'
import { toDetail, toEvents } from './transition-events.ts'

/** Makes the dialog of a button, and brings its styles along. */
export function createDialog(host: DialogHost): Dialog {
  const root = host.element.shadowRoot
  if (root)
    adoptStyles(root, [...(host.element.constructor as typeof StyledElement).elementStyles, dialogStyles])
  return new CheckoutDialog(host)
}

/** As much of Lit's element class as the styles need. */
declare class StyledElement extends HTMLElement {
  static elementStyles: Parameters<typeof adoptStyles>[1]
}

class CheckoutDialog implements Dialog {
  readonly #host: DialogHost
  readonly #checkout: Checkout
  readonly #redirect = new Redirect()
  readonly #countdown: Countdown
  #isPhoneWrong = false
  #announcement = ''
  /** What was on screen after the last update: another moment moves the focus and is announced. */
  #moment = ''

  constructor(host: DialogHost) {
    this.#host = host
    const { element } = host
    this.#checkout = new Checkout({
      presence: pagePresence,
      createApi: () =>
        createPaymentApi({
          baseUrl: host.baseUrl,
          csrfToken: element.csrfToken,
          fetch: (input, init) => fetch(input, init),
        }),
      toRequest: (phone) => toRequest(element, phone, host.lang),
      // randomUUID is missing on pages without https, such as a phone's view of a development machine.
      createKey: () => crypto.getRandomValues(new Uint32Array(4)).join('-'),
      now: () => Date.now(),
      changed: (before, after) => this.#changed(before, after),
    })
    this.#countdown = new Countdown(
      element,
      () => this.#checkout.secondsLeft,
      (mark) => this.#say(toTexts(host.lang).left[mark]),
    )
  }

  get phase(): string {
    return this.#checkout.state.phase
  }

  open(): void {
    const { element } = this.#host
    warnOfSum(element)
    const error = this.phase === 'idle' ? findFault(element) : null
    this.#checkout.send({ type: 'open', error })
  }

  close(): void {
    this.#checkout.send({ type: 'dismiss' })
  }

  cancel(): void {
    this.#checkout.send({ type: 'cancel' })
  }

  connected(): void {
    void this.#checkout.watch()
  }

  disconnected(): void {
    this.#checkout.rest()
    this.#redirect.stop()
    this.#find('dialog')?.close()
    this.#moment = ''
  }

  render(): TemplateResult {
    return html`<dialog
      part="dialog"
      aria-labelledby="name"
      tabindex="-1"
      @cancel=${this.#onCancel}
      @close=${() => this.#host.element.requestUpdate()}
    >
      ${this.#checkout.state.open ? renderDialog(this.#view()) : nothing}
    </dialog>`
  }

  updated(): void {
    const { open, phase, closing, leaving, error } = this.#checkout.state
    const dialog = this.#find('dialog')
    if (!dialog || !dialog.isConnected) return
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
      this.#say(toSpeech(this.#view()))
    }
    this.#moment = moment
    this.#countdown.run(open && phase === 'waiting')
  }

  #find<Name extends keyof HTMLElementTagNameMap>(
    name: Name,
  ): HTMLElementTagNameMap[Name] | null | undefined {
    return this.#host.element.shadowRoot?.querySelector(name)
  }

  #view(): DialogView {
    const { state, secondsLeft } = this.#checkout
    const { element, config, lang } = this.#host
    return {
      state,
      texts: toTexts(lang),
      total: toPrice(state.payment?.total ?? element.total),
      subtotal: toPrice(element.subtotal),
      tax: toPrice(element.tax),
      businessName: element.businessName || (config.business_name ?? ''),
      phoneNumber: formatPhone(state.phone ?? element.phoneNumber),
      isPhoneWrong: this.#isPhoneWrong,
      isSandbox: config.mode === 'sandbox',
      secondsLeft,
      shareLeft: Math.min(1, secondsLeft / element.timeout),
      redirectHost: this.#redirect.host,
      announcement: this.#announcement,
      send: (type) => this.#checkout.send({ type }),
      onSubmit: (event) => this.#onSubmit(event),
      onInput: (event) => this.#onInput(event),
    }
  }

  #changed(before: CheckoutState, after: CheckoutState): void {
    const { element } = this.#host
    if (after.phase === 'phone' && before.phase !== 'phone') this.#redirect.stop()
    if (before.phase !== after.phase) this.#isPhoneWrong = false
    if (after.phase === 'completed') this.#host.settle(true, after.payment?.reference_number ?? null)
    element.requestUpdate()
    for (const event of toEvents(before, after, (state) => toDetail(state, element))) {
      const isLeft = element.dispatchEvent(event) && event.cancelable
      const url = isLeft && toRedirect(event, element, document.baseURI)
      if (url) this.#redirect.plan(url, after.open, (to) => this.#host.navigate(to))
    }
  }

  #onSubmit(submit: SubmitEvent): void {
    submit.preventDefault()
    const { element } = this.#host
    const phone = parsePhone(this.#find('input')?.value)
    this.#isPhoneWrong = !phone
    element.requestUpdate()
    if (!phone) return this.#find('input')?.focus()
    const event = new AthmBeforeInitiateEvent(toDetail(this.#checkout.state, element))
    if (element.dispatchEvent(event)) this.#checkout.send({ type: 'submit', phone })
  }

  #onInput(event: Event): void {
    formatPhoneField(event.target as HTMLInputElement)
    if (!this.#isPhoneWrong) return
    this.#isPhoneWrong = false
    this.#host.element.requestUpdate()
  }

  readonly #onCancel = (event: Event): void => {
    event.preventDefault()
    this.close()
  }

  #say(text: string): void {
    this.#announcement = text
    this.#host.element.requestUpdate()
  }
}
