/** How a button goes on with its payment: after a reload, with what its tab remembers; beside other tabs, with theirs. */

import { toAsked, toButtonName } from './button-name.ts'
import type { KeptPayment, PaymentRequest } from './checkout/kept-payment.ts'
import type { DialogHost } from './dialog-host.ts'
import { OtherTabs } from './other-tabs.ts'
import { isCents, parseDollars } from './protocol/money.ts'
import { toTerms } from './setup.ts'
import { recall, remember } from './tab-memory.ts'

/** One button's memory of its payment. */
export class Resuming {
  readonly #host: DialogHost
  readonly #tabs: OtherTabs
  /** What the payment is for. The page may ask for something else before it is over. */
  #asked = ''
  #looked = ''
  /** Under which name it is remembered. */
  #name = ''
  #tabsName = ''
  /** There is nothing to go on with any more. */
  #isOver = false

  constructor(host: DialogHost, toKept: () => KeptPayment | null) {
    this.#host = host
    this.#tabs = new OtherTabs(toKept)
  }

  /** Whether this tab is the one to leave for another page when the payment is over. */
  get isLead(): boolean {
    return this.#tabs.isLead
  }

  /** Finds what the tab remembers of what the page asks for: once for each thing that it asks for, and by each name. */
  find(): KeptPayment | null {
    this.#asked = toAsked(this.#host.element)
    const looked = this.#toLook()
    if (looked === this.#looked) return null
    this.#looked = looked
    this.#name = this.#toName()
    this.#isOver = false
    const kept = recall(this.#name)
    if (kept) {
      this.#tabsName = this.#toTabsName(kept.phone, kept.view?.total ?? kept.request?.body.total)
      void this.#tabs.join(this.#tabsName)
    }
    return kept
  }

  /** Remembers a payment from now on for what the page asks for now. */
  begin(): void {
    this.#asked = toAsked(this.#host.element)
    this.#looked = this.#toLook()
    this.#isOver = false
  }

  /** Forgets the payment: its result was read. */
  end(): void {
    remember(this.#name, null)
    this.#isOver = true
  }

  /** Remembers what it takes to go on, under the address that the page has now. */
  keep(kept: KeptPayment | null): void {
    if (this.#isOver || !this.#host.element.isConnected) return
    const name = this.#toName()
    if (name !== this.#name) remember(this.#name, null)
    this.#name = name
    remember(name, kept)
  }

  /** Finds the same payment in another tab: the same phone, for the same, on the same page. */
  async findElsewhere({ body }: PaymentRequest): Promise<KeptPayment | null> {
    this.#tabsName = this.#toTabsName(body.phone_number, body.total)
    const isAlone = await this.#tabs.join(this.#tabsName)
    return isAlone ? null : this.#tabs.ask()
  }

  /** Has no part in other tabs' payments any more: nothing is under way here. */
  part(): void {
    this.#tabsName = ''
    this.leave()
  }

  /** The page is going: another tab may lead. */
  leave(): void {
    this.#tabs.leave()
  }

  /** The page is shown again. */
  comeBack(): void {
    if (this.#tabsName) void this.#tabs.join(this.#tabsName)
  }

  #toTabsName(phone: string, total: unknown): string {
    const amount = parseDollars(total ?? toTerms(this.#host.element, null).total)
    return `${this.#name} ${phone} ${isCents(amount) ? amount : ''}`
  }

  /** What a look depends on. The place among others doesn't change by itself. */
  #toLook(): string {
    return JSON.stringify([this.#host.baseUrl, this.#host.element.id, this.#asked])
  }

  #toName(): string {
    return toButtonName(this.#host.element, this.#host.baseUrl, this.#asked)
  }
}
