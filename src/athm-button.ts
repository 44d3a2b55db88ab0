/** The element: attributes in, a button, a form's field. Its dialog is fetched when the customer comes near. */

import { adoptStyles, html, LitElement, type TemplateResult } from 'lit'
import { styles } from './athm-button.styles.ts'
import { BackendWatch } from './backend-watch.ts'
import { renderButtonView } from './button-view.ts'
import type { Dialog, DialogHost, DialogModule } from './dialog-host.ts'
import { FormField } from './form-field.ts'
import { toLang } from './page-lang.ts'
import { DEFAULT_BASE_PATH } from './protocol/routes.ts'
import type { AthmItem } from './setup.ts'
import { hasMemory } from './tab-memory.ts'
import { toText } from './stated-text.ts'
import { BUTTON_TEXTS, type ButtonTexts } from './texts/button.ts'
import { withOwn, type AthmTexts } from './texts/own.ts'
import { VERSION } from './version.ts'

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
 * @attr {string} order - A signed order, in place of what it fixes: total, subtotal, tax, items, metadata. Where it
 *   leaves the total open, `total` fills the amount's field.
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
 * @attr {string} data-state - The phase of the checkout: the custom state of the same name, for all browsers. Stays
 *   `completed` until the form is reset, another payment begins, or `total` or `order` changes.
 *
 * @cssstate idle - No payment is under way.
 * @cssstate phone - The dialog asks for the phone number.
 * @cssstate initiating - The backend is making the payment.
 * @cssstate waiting - The request is in the customer's app.
 * @cssstate authorizing - The customer agreed; the money is being moved.
 * @cssstate verifying - The outcome isn't known yet.
 * @cssstate completed - The money moved.
 * @cssstate cancelled - The payment was cancelled.
 * @cssstate expired - The payment's time ran out.
 * @cssstate failed - The payment failed, or could not begin.
 *
 * @slot - The button's own label, in place of "Pagar con ATH Móvil".
 *
 * @csspart button - The button.
 * @csspart button-label - Its label, beside its icon.
 * @csspart unavailable - The line below a button whose ATH Móvil can't be reached.
 * @csspart dialog - The dialog.
 * @csspart header - Its first line, with the parts name and close.
 * @csspart name - The dialog's name.
 * @csspart summary - Below it, who is paid and how much, from the phone step on.
 * @csspart close - The cross.
 * @csspart badge - The test mode's badge.
 * @csspart body - What changes from phase to phase.
 * @csspart amount - The amount of the phone step.
 * @csspart card - The frame around what is bought and its amounts.
 * @csspart items - What is bought, folded away.
 * @csspart items-toggle - The line that unfolds it.
 * @csspart business - Who is paid.
 * @csspart label - The label of a field: the phone's, or the amount's where the customer chooses it.
 * @csspart input - A field.
 * @csspart hint - The line below a field.
 * @csspart error - What is wrong.
 * @csspart title - What is going on.
 * @csspart text - What to do about it.
 * @csspart ring - The ring that runs out, around the time.
 * @csspart time - The time left.
 * @csspart mark - The round field with a result's icon.
 * @csspart icon - Any icon.
 * @csspart rows - The table of amounts or of the reference.
 * @csspart row - One line of it.
 * @csspart reference - The reference number.
 * @csspart copy - The button that copies it.
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
 * @cssprop --athm-focus - The ring around what has the focus.
 * @cssprop --athm-good - A good result.
 * @cssprop --athm-bad - A bad result, and what is wrong.
 * @cssprop --athm-radius - The dialog's corners.
 * @cssprop --athm-font - The type.
 * @cssprop --athm-backdrop - What lies over the page.
 */
export class AthmButton extends FormField {
  /** The version of the package: two of them on one page tell themselves apart. */
  static readonly version: string = VERSION

  /** Where the backend is when `base-url` doesn't say. */
  static defaultBaseUrl: string = DEFAULT_BASE_PATH

  /** Fetches the dialog's module, once for all buttons. Whoever defines the element says from where. */
  static loadDialog: () => Promise<DialogModule>

  static override styles = styles

  static override shadowRootOptions: ShadowRootInit = {
    ...LitElement.shadowRootOptions,
    delegatesFocus: true,
  }

  static override properties = {
    total: { useDefault: true },
    order: { useDefault: true },
    subtotal: { useDefault: true },
    tax: { useDefault: true },
    metadata1: { attribute: 'metadata-1', useDefault: true },
    metadata2: { attribute: 'metadata-2', useDefault: true },
    items: { type: Array },
    phoneNumber: { attribute: 'phone-number', useDefault: true },
    timeout: { type: Number, useDefault: true },
    businessName: { attribute: 'business-name', useDefault: true },
    baseUrl: { attribute: 'base-url', useDefault: true },
    theme: { reflect: true },
    lang: { reflect: true, useDefault: true },
    successUrl: { attribute: 'success-url', useDefault: true },
    failureUrl: { attribute: 'failure-url', useDefault: true },
    csrfToken: { attribute: 'csrf-token', useDefault: true },
    disabled: { type: Boolean, reflect: true },
    name: { reflect: true, useDefault: true },
    required: { type: Boolean, reflect: true },
    texts: { attribute: false },
  }

  declare total: string | number
  declare order: string
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
  /** The page's own words: any of those in `src/texts`, in the language that the button speaks. */
  declare texts: AthmTexts

  readonly #backend = new BackendWatch(this, () => this.#baseUrl())
  #dialog: Dialog | undefined
  #loading: Promise<void> | undefined
  /** The dialog could not be fetched. */
  #isOffline = false
  #isFormDisabled = false
  #isPaid = false

  constructor() {
    super()
    this.total = this.order = this.subtotal = this.tax = this.metadata1 = this.metadata2 = ''
    this.phoneNumber = this.businessName = this.baseUrl = this.successUrl = this.failureUrl = ''
    this.csrfToken = this.name = this.lang = ''
    this.items = []
    this.texts = {}
    this.timeout = 600
    this.theme = 'btn'
    this.disabled = this.required = false
  }

  /** Opens the dialog, where the payment is. Does nothing while disabled. */
  open(): void {
    if (this.#isDisabled()) return
    void this.#backend.look()
    if (this.#dialog) this.#dialog.open()
    else void this.#load().then(() => this.#dialog?.open())
  }

  /** Leaves the dialog, as its cross does: while a request is waiting in the app, it asks first. */
  close(): void {
    this.#dialog?.close()
  }

  /** Cancels the payment under way, unasked. What became of it comes as an event. */
  cancel(): void {
    this.#dialog?.cancel()
  }

  /** @internal */
  formDisabledCallback(isDisabled: boolean): void {
    this.#isFormDisabled = isDisabled
    this.requestUpdate()
  }

  /** @internal */
  formResetCallback(): void {
    this.#dialog?.reset()
    this.#settle(false, null)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.requestUpdate()
    this.validate()
    this.#dialog?.connected()
    if (this.#dialog || !hasMemory()) return
    void this.#backend.look()
    void this.#load()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#dialog?.disconnected()
  }

  /** @internal A style sheet is of one document: in another one, it takes those that the dialog makes. */
  adoptedCallback(): void {
    void this.#load().then(() => this.#dialog?.adopted())
  }

  /** Takes over what a server rendered, and the focus in it: it looks the same a moment later. */
  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = this.shadowRoot
    if (!root) return super.createRenderRoot()
    if (root.activeElement) void this.updateComplete.then(() => this.focus())
    root.replaceChildren()
    // As Lit does, but not by Lit: on pages that hydrate, it would look for what a server of Lit's own had rendered.
    adoptStyles(root, (this.constructor as typeof AthmButton).elementStyles)
    return root
  }

  protected override render(): TemplateResult {
    const view = renderButtonView({
      label: this.#words.pay,
      hint: this.#hint,
      isDisabled: this.#isDisabled(),
      onInterest: () => void this.#load(),
      onClick: () => this.open(),
    })
    return html`${view}${this.#dialog?.render()}`
  }

  /** Tells style sheets and the form where it is. */
  protected override updated(): void {
    this.#dialog?.updated()
    const phase = this.#dialog?.phase ?? 'idle'
    this.dataset['state'] = phase
    try {
      const { states } = this.internals
      states.clear()
      states.add(phase)
    } catch {
      // A browser whose custom states are dashed, or that has none: the attribute serves.
    }
    this.validate()
  }

  /** Waits for the dialog too, once it is on its way. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await this.#loading
    return super.getUpdateComplete()
  }

  /** Goes to another page. A seam for tests, and for pages that route by themselves. */
  protected navigate(url: URL): void {
    location.assign(url)
  }

  protected override toMissing(): string {
    return this.required && !this.#isPaid ? this.#hint || this.#words.required : ''
  }

  get #words(): ButtonTexts {
    return withOwn(BUTTON_TEXTS[toLang(this)], this.texts)
  }

  #isDisabled(): boolean {
    return this.disabled || this.#isFormDisabled || !this.#backend.isAvailable
  }

  #baseUrl(): string {
    return toText(this.baseUrl) || AthmButton.defaultBaseUrl
  }

  /** Why there can be no payment now. */
  get #hint(): string {
    const { errors } = this.#words
    if (this.#backend.isAvailable) return this.#isOffline ? errors.offline : ''
    return errors.down
  }

  /** Fetches the dialog, once; after a failure again at the next sign of interest. */
  #load(): Promise<void> {
    return (this.#loading ??= AthmButton.loadDialog()
      .then(({ createDialog }) => {
        this.#dialog = createDialog(AthmButton.#toDialogHost(this))
        this.#isOffline = false
      })
      .catch((thrown: unknown) => {
        console.error('athm-button:', thrown)
        this.#loading = undefined
        this.#isOffline = true
      })
      .then(() => this.requestUpdate()))
  }

  static #toDialogHost(element: AthmButton): DialogHost {
    return {
      element,
      get lang() {
        return toLang(element)
      },
      get config() {
        return element.#backend.config
      },
      get baseUrl() {
        return element.#baseUrl()
      },
      navigate: (url) => element.navigate(url),
      settle: (isPaid, reference) => element.#settle(isPaid, reference),
    }
  }

  #settle(isPaid: boolean, reference: string | null): void {
    this.#isPaid = isPaid
    // No state for the browser to fill a form with again: a reference has a payment behind it, or it is none.
    this.internals.setFormValue(reference, null)
    this.validate()
    this.requestUpdate()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'athm-button': AthmButton
  }
}
