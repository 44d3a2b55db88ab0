/** The dialog around a checkout: everything that begins with a click. Fetched on first use, so that a page stays light. */

import { html, nothing, type TemplateResult } from 'lit'
import { Checkout } from './checkout/checkout.ts'
import { isUnderWay, type CheckoutState } from './checkout/machine.ts'
import { createPaymentApi } from './checkout/payment-api.ts'
import { Countdown } from './countdown.ts'
import { readCsrfCookie } from './csrf-cookie.ts'
import type { Dialog, DialogHost } from './dialog-host.ts'
import { isRendered, isSeen, watchPlace } from './dialog-place.ts'
import { toSpeech, type DialogView } from './dialog-view.ts'
import { AthmBeforeInitiateEvent } from './events.ts'
import { isAnotherShown, showAlone } from './one-dialog.ts'
import { renderDialog } from './payment-dialog.ts'
import { formatPhoneField } from './phone-field.ts'
import { pagePresence } from './presence.ts'
import type { PaymentView } from './protocol/messages.ts'
import { formatPrice, isCents, parseDollars, type Cents } from './protocol/money.ts'
import { formatPhone, parsePhone } from './protocol/phone.ts'
import { Redirect, toRedirect } from './redirect.ts'
import { Resuming } from './resuming.ts'
import {
  findFault,
  toItemRows,
  toPrice,
  toRequest,
  toTerms,
  toTimeout,
  warnOfSum,
  warnOfTimeout,
  warnOfTotal,
  type Terms,
} from './setup.ts'
import { toText } from './stated-text.ts'
import { toTexts, type Texts } from './texts/index.ts'
import { findStrangeWords } from './texts/own.ts'
import { toDetail, toEvents } from './transition-events.ts'
import { wearStyles } from './wear-styles.ts'

/** Makes the dialog of a button, and brings its styles along. */
export function createDialog(host: DialogHost): Dialog {
  wearStyles(host.element)
  const dialog = new CheckoutDialog(host)
  if (host.element.isConnected) dialog.connected()
  return dialog
}

class CheckoutDialog implements Dialog {
  readonly #host: DialogHost
  readonly #checkout: Checkout
  readonly #redirect: Redirect
  readonly #resuming: Resuming
  #pageLife = new AbortController()
  readonly #countdown: Countdown
  #isPhoneWrong = false
  #isAmountWrong = false
  /** What the customer gave, where an order leaves the total open. */
  #chosen: Cents | null = null
  /** The last payment that completed, and what the page asked for then: the button shows it while that stays so. */
  #paid: { readonly payment: PaymentView; readonly asked: string } | undefined
  #announcement = ''
  #place: ResizeObserver | undefined
  /** What was on screen after the last update: another moment moves the focus and is announced. */
  #moment = ''

  constructor(host: DialogHost) {
    this.#host = host
    const { element } = host
    this.#checkout = new Checkout({
      presence: pagePresence,
      isOwn: () => host.config.mode !== undefined,
      createApi: (isOwn) => {
        const { baseUrl } = host
        return createPaymentApi({
          baseUrl,
          isOwn,
          toCsrfToken: () => toText(element.csrfToken) || readCsrfCookie(baseUrl),
          fetch: (input, init) => fetch(input, init),
          now: () => Date.now(),
        })
      },
      toRequest: (phone) =>
        toRequest(this.#terms, { phone, timeout: toTimeout(element.timeout), lang: host.lang }),
      // randomUUID is missing on pages without https, such as a phone's view of a development machine.
      createKey: () => crypto.getRandomValues(new Uint32Array(4)).join('-'),
      now: () => Date.now(),
      isAttached: () => element.isConnected,
      keep: (kept) => this.#resuming.keep(kept),
      findElsewhere: (request) => this.#resuming.findElsewhere(request),
      changed: (before, after) => this.#changed(before, after),
    })
    this.#resuming = new Resuming(host, () => this.#checkout.kept)
    this.#redirect = new Redirect(this.#update)
    this.#countdown = new Countdown(
      element,
      () => this.#checkout.secondsLeft,
      (mark) => this.#say(this.#texts.left[mark]),
    )
  }

  get phase(): string {
    const { phase } = this.#checkout.state
    return phase === 'idle' && this.#paidBefore ? 'completed' : phase
  }

  open(): void {
    if (isAnotherShown(this.#find('dialog')))
      return console.warn('athm-button: the dialog of another button is open.')
    this.#resume()
    const terms = this.#terms
    const paid = (terms.isOnce && this.#paidBefore) || null
    this.#warnOfTexts()
    warnOfTotal(this.#host.element, terms)
    warnOfSum(terms)
    warnOfTimeout(this.#host.element)
    const error = this.#checkout.state.phase === 'idle' && !paid ? findFault(terms) : null
    this.#checkout.send({ type: 'open', error, paid })
  }

  close(): void {
    this.#checkout.send({ type: 'dismiss' })
  }

  cancel(): void {
    this.#checkout.send({ type: 'cancel' })
  }

  reset(): void {
    this.#paid = undefined
  }

  connected(): void {
    void this.#checkout.watch()
    this.#resuming.comeBack()
    const { signal } = (this.#pageLife = new AbortController())
    addEventListener('pagehide', () => this.#leavePage(), { signal })
    addEventListener('pageshow', ({ persisted }) => persisted && this.#comeBack(), { signal })
  }

  disconnected(): void {
    this.#pageLife.abort()
    this.#place?.disconnect()
    this.#place = undefined
    this.#checkout.rest()
    this.#resuming.leave()
    // A page that takes the button away when it is paid shows the result in its own way.
    if (this.#checkout.state.payment && !isUnderWay(this.#checkout.state)) this.#resuming.end()
    this.#redirect.rest()
    this.#find('dialog')?.close()
    this.#moment = ''
  }

  adopted(): void {
    wearStyles(this.#host.element)
  }

  render(): TemplateResult {
    return html`<dialog
      part="dialog"
      lang=${this.#host.lang}
      dir="ltr"
      aria-labelledby="name"
      tabindex="-1"
      @cancel=${this.#onCancel}
      @close=${this.#onClose}
    >
      ${this.#checkout.state.open ? renderDialog(this.#view()) : nothing}
    </dialog>`
  }

  updated(): void {
    if (this.#resume()) return
    const { open, phase, closing, leaving, error } = this.#checkout.state
    if (!this.#paidBefore) this.#paid = undefined
    const dialog = this.#find('dialog')
    if (!dialog || !dialog.isConnected) return
    const places = { dialog, button: this.#find('button') ?? dialog, host: this.#host.element }
    this.#place ??= watchPlace(places, () => this.#fit(dialog))
    if (open && !dialog.open && this.#moment) {
      // The browser closed it, as Chromium does on an Escape soon after another, which it lets nobody prevent.
      this.#moment = ''
      this.#escape()
      return this.#host.element.requestUpdate()
    }
    // A modal dialog that nobody sees, as in a panel that is folded away, would take the page along: it waits.
    if (open && !dialog.open && !isRendered(dialog)) return this.#redirect.resume()
    if (open && !dialog.open && !showAlone(dialog, this.#update)) return
    if (!open && dialog.open) dialog.close()
    const moment = open ? `${phase} ${closing} ${leaving} ${error}` : ''
    if (moment !== this.#moment && open) {
      const target = dialog.querySelector<HTMLElement>('[data-focus]') ?? dialog.querySelector('h2')
      const hadFocus = target?.matches(':focus')
      target?.focus()
      this.#say(toSpeech(this.#view(), target?.localName === 'h2' && !hadFocus))
    }
    this.#moment = moment
    this.#countdown.run(open && phase === 'waiting')
    // The time of a redirect begins when there is something to read, or at once where nothing is shown.
    this.#redirect.resume()
  }

  /** Closes a dialog whose place was folded away, which dismisses nothing; and shows it where that is seen again. */
  #fit(dialog: HTMLDialogElement): void {
    if (dialog.open && !isSeen(dialog)) {
      this.#moment = ''
      dialog.close()
    }
    if (dialog.open !== this.#checkout.state.open) this.#update()
  }

  readonly #update = () => this.#host.element.requestUpdate()

  #find(name: 'dialog'): HTMLDialogElement | null | undefined
  #find(name: 'button'): HTMLButtonElement | null | undefined
  #find(name: '#phone' | '#amount'): HTMLInputElement | null | undefined
  #find(name: string): HTMLElement | null | undefined {
    return this.#host.element.shadowRoot?.querySelector<HTMLElement>(name)
  }

  /** The words of the language, with the page's own in place of ours. */
  get #texts(): Texts {
    return toTexts(this.#host.lang, this.#host.element.texts)
  }

  get #terms(): Terms {
    return toTerms(this.#host.element, this.#chosen)
  }

  /** What the page asks for, as far as a payment is for that and nothing else. */
  get #asked(): string {
    const { total, order } = this.#host.element
    return JSON.stringify([total, order].map(toText))
  }

  /** The payment of what the page asks for, if it was made here. */
  get #paidBefore(): PaymentView | undefined {
    return this.#paid?.asked === this.#asked ? this.#paid.payment : undefined
  }

  #view(): DialogView {
    const { state, secondsLeft } = this.#checkout
    const { element, config } = this.#host
    const terms = this.#terms
    const { range } = terms
    return {
      state,
      texts: this.#texts,
      // In the phone step the payment is the one before.
      total: toPrice((state.phase !== 'phone' && state.payment?.total) || terms.total),
      subtotal: toPrice(terms.subtotal),
      tax: toPrice(terms.tax),
      items: toItemRows(terms),
      range: range && { min: formatPrice(range.min), max: formatPrice(range.max) },
      chosen: toText(terms.total) || toText(element.total),
      isAmountWrong: this.#isAmountWrong,
      businessName: toText(element.businessName) || toText(config.business_name),
      phoneNumber: formatPhone(state.phone ?? toText(element.phoneNumber)),
      isPhoneWrong: this.#isPhoneWrong,
      isSandbox: config.mode === 'sandbox',
      secondsLeft,
      shareLeft: Math.min(1, secondsLeft / toTimeout(element.timeout)),
      redirectHost: this.#redirect.host,
      announcement: this.#announcement,
      send: (type) => this.#checkout.send({ type }),
      onSubmit: (event) => this.#onSubmit(event),
      onInput: (event) => this.#onInput(event),
      say: (text) => this.#say(text),
    }
  }

  #changed(before: CheckoutState, after: CheckoutState): void {
    const { element } = this.#host
    const terms = this.#terms
    const isNewPhase = before.phase !== after.phase
    // A customer who tries again stays; and where the money moved after all, no other end leads anywhere.
    if (before.phase === 'idle' || (isNewPhase && (after.phase === 'phone' || after.phase === 'completed')))
      this.#redirect.stop()
    if (isNewPhase) this.#isPhoneWrong = this.#isAmountWrong = false
    if (isNewPhase && after.phase === 'completed' && after.payment) {
      this.#paid = { payment: after.payment, asked: this.#asked }
      this.#chosen = null
      this.#host.settle(true, after.payment.reference_number)
    }
    element.requestUpdate()
    const bounds = { page: document.baseURI, origins: terms.origins && [location.origin, ...terms.origins] }
    for (const event of toEvents(before, after, (state) => toDetail(state, terms))) {
      const isLeft = element.dispatchEvent(event) && event.cancelable
      const url = isLeft && toRedirect(event, element, bounds)
      if (url && this.#resuming.isLead) this.#redirect.plan(url, after.open, (to) => this.#navigate(to))
    }
    // A tab that is done leads no other one's payment.
    if (after.phase === 'idle' && !this.#checkout.kept) this.#resuming.part()
  }

  /** Goes on with what this tab was doing when its page was left. Tells whether there was such a thing. */
  #resume(): boolean {
    const kept = this.#checkout.state.phase === 'idle' ? this.#resuming.find() : null
    if (kept) this.#checkout.resume(kept)
    return kept !== null
  }

  #navigate(url: URL): void {
    // A request that was given up is remembered for its key, also on the way to another page.
    if (!this.#checkout.kept?.request) this.#resuming.end()
    this.#host.navigate(url)
  }

  /** The browser may keep the page whole, to show it again, or end it here. */
  #leavePage(): void {
    this.#resuming.keep(this.#checkout.kept)
    this.#resuming.leave()
    this.#checkout.rest()
  }

  #comeBack(): void {
    // A redirect that the customer came back from is over.
    this.#redirect.stop()
    this.#resuming.comeBack()
    void this.#checkout.watch()
    this.#host.element.requestUpdate()
  }

  #onSubmit(submit: SubmitEvent): void {
    submit.preventDefault()
    const { element } = this.#host
    const phone = parsePhone(this.#find('#phone')?.value)
    this.#isPhoneWrong = !phone
    this.#isAmountWrong = !this.#choose()
    element.requestUpdate()
    if (this.#isAmountWrong) return this.#find('#amount')?.focus()
    if (!phone) return this.#find('#phone')?.focus()
    const { state } = this.#checkout
    const event = new AthmBeforeInitiateEvent(toDetail({ ...state, payment: null, error: null }, this.#terms))
    if (!element.dispatchEvent(event)) return
    if (findFault(this.#terms)) {
      // The page has just made it so. Opened anew, the dialog says what is wrong.
      this.close()
      return this.open()
    }
    this.#paid = undefined
    this.#resuming.begin()
    this.#checkout.send({ type: 'submit', phone })
  }

  /** Takes the amount that the customer gave, where there is a choice. Tells whether it is one of those allowed. */
  #choose(): boolean {
    const { range } = this.#terms
    if (!range) return true
    const amount = parseDollars(this.#find('#amount')?.value.trim())
    const isAllowed = isCents(amount) && amount >= range.min && amount <= range.max
    this.#chosen = isAllowed ? amount : null
    return isAllowed
  }

  #onInput(event: Event): void {
    const field = event.target as HTMLInputElement
    if (field.id === 'amount') this.#isAmountWrong = false
    else {
      formatPhoneField(field)
      this.#isPhoneWrong = false
    }
    this.#host.element.requestUpdate()
  }

  /** The browser gives the focus back to what had it. Where that is gone, or never was, the button takes it. */
  readonly #onClose = (): void => {
    const { element } = this.#host
    element.requestUpdate()
    if (!this.#checkout.state.open && (document.activeElement ?? document.body) === document.body)
      element.focus()
  }

  readonly #onCancel = (event: Event): void => {
    event.preventDefault()
    if (event.cancelable) this.#escape()
  }

  /** Leaves as the cross does; but where that has been asked already, it is the question that is left. */
  #escape(): void {
    this.#checkout.send({ type: this.#checkout.state.closing ? 'keep' : 'dismiss' })
  }

  /** Tells the page's author of words of theirs that are shown nowhere. */
  #warnOfTexts(): void {
    const strange = findStrangeWords(toTexts(this.#host.lang), this.#host.element.texts)
    if (strange.length > 0) console.warn(`athm-button: texts has nothing called ${strange.join(', ')}.`)
  }

  #say(text: string): void {
    this.#announcement = text
    this.#host.element.requestUpdate()
  }
}
