/** What a form may ask of the button, as of any field. */

import { LitElement } from 'lit'

/** An element with a button in it that is a form's field: its value is for those who extend it to set. */
export abstract class FormField extends LitElement {
  static readonly formAssociated = true

  protected readonly internals: ElementInternals = this.attachInternals()
  /** What the page has against it. */
  #complaint = ''

  /** Does what a click on the button does. */
  override click(): void {
    this.#button?.click()
  }

  /** The form that it belongs to. */
  get form(): HTMLFormElement | null {
    return this.internals.form
  }

  /** Its labels. */
  get labels(): NodeList {
    return this.internals.labels
  }

  /** What a form has against it: `valueMissing` when it is required and not paid. */
  get validity(): ValidityState {
    return this.internals.validity
  }

  /** What the customer is told of that. */
  get validationMessage(): string {
    return this.internals.validationMessage
  }

  /** Whether a form asks at all: not while it is disabled. */
  get willValidate(): boolean {
    return this.internals.willValidate
  }

  /** Tells whether a form would take it; if not, fires `invalid`. */
  checkValidity(): boolean {
    return this.internals.checkValidity()
  }

  /** Does the same, and shows the customer what is wrong. */
  reportValidity(): boolean {
    return this.internals.reportValidity()
  }

  /** Says what is wrong in the page's own words; empty when nothing is. */
  setCustomValidity(message: string): void {
    this.#complaint = message || ''
    this.validate()
  }

  /** What it is not valid without, in the customer's words; empty when nothing is missing. */
  protected abstract toMissing(): string

  /** Tells the form how things are. To be called at every change: a form may ask before the next rendering. */
  protected validate(): void {
    const missing = this.toMissing()
    this.internals.setValidity(
      { valueMissing: missing !== '', customError: this.#complaint !== '' },
      this.#complaint || missing,
      this.#button,
    )
  }

  get #button(): HTMLButtonElement | undefined {
    return this.shadowRoot?.querySelector('button') ?? undefined
  }
}
