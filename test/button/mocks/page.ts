/** A button on a page, and what a customer can see and do. */

import { AthmButton } from '../../../src/index.ts'
import type { AthmDetail } from '../../../src/index.ts'

/** An event that was heard: its name without the prefix, and its detail. */
export interface Heard {
  readonly name: string
  readonly detail: AthmDetail
}

const EVENTS = [
  'open',
  'beforeinitiate',
  'initiated',
  'confirmed',
  'completed',
  'cancelled',
  'expired',
  'failed',
  'statuschange',
  'close',
] as const

/** The element, but for the page that it goes to: that is written down. */
class StayingButton extends AthmButton {
  readonly wentTo: string[] = []

  protected override navigate(url: URL): void {
    this.wentTo.push(url.href)
  }
}
customElements.define('staying-button', StayingButton)

/** One button and its dialog. */
export class ButtonPage {
  readonly heard: Heard[] = []
  readonly button: StayingButton

  constructor(attributes: Readonly<Record<string, string>> = {}) {
    this.button = document.createElement('staying-button') as StayingButton
    for (const [name, value] of Object.entries({ total: '25.00', lang: 'en', ...attributes })) {
      this.button.setAttribute(name, value)
    }
    for (const name of EVENTS) {
      this.button.addEventListener(`athm-${name}`, ({ detail }) => this.heard.push({ name, detail }))
    }
    document.body.append(this.button)
  }

  /** Takes it off the page, and with it what the tab remembers. */
  remove(): void {
    this.button.remove()
    sessionStorage.clear()
  }

  /** Ends it as a reload ends a page: the tab keeps what it remembers, and nobody says goodbye. */
  die(): void {
    // MSW takes its leave from a page that isn't kept.
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))
    const kept = Object.entries(sessionStorage) as [string, string][]
    this.remove()
    for (const [name, value] of kept) sessionStorage.setItem(name, value)
  }

  get root(): ShadowRoot {
    return this.button.shadowRoot as ShadowRoot
  }

  get dialog(): HTMLDialogElement {
    return this.find('dialog')
  }

  get text(): string {
    return this.dialog.textContent ?? ''
  }

  get title(): string {
    return this.root.querySelector('h2')?.textContent ?? ''
  }

  get names(): string[] {
    return this.heard.map(({ name }) => name)
  }

  get phase(): string {
    return this.button.dataset['state'] ?? ''
  }

  find<Found extends Element = HTMLElement>(selector: string): Found {
    const found = this.root.querySelector<Found>(selector)
    if (!found) throw new Error(`There is no ${selector} in ${this.root.textContent}`)
    return found
  }

  /** The detail of the last event of a name. */
  detail(name: (typeof EVENTS)[number]): AthmDetail {
    const heard = this.heard.findLast((event) => event.name === name)
    if (!heard) throw new Error(`No athm-${name} was heard, only ${this.names.join(', ')}`)
    return heard.detail
  }

  async press(label: string): Promise<void> {
    const buttons = [...this.root.querySelectorAll('button')]
    const button = buttons.find((one) => one.textContent?.trim() === label || one.ariaLabel === label)
    if (!button)
      throw new Error(
        `There is no "${label}" among ${buttons.map((one) => one.textContent?.trim()).join(', ')}`,
      )
    button.click()
    await this.button.updateComplete
  }

  async open(): Promise<void> {
    await this.button.updateComplete
    this.find('button').click()
    await this.button.updateComplete
  }

  type(text: string, field: '#phone' | '#amount' = '#phone'): void {
    const input = this.find<HTMLInputElement>(field)
    input.value = text
    input.setSelectionRange(text.length, text.length)
    input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }))
  }

  /** Opens the dialog and gives the number. */
  async submit(phone = '7875550101'): Promise<void> {
    await this.open()
    this.type(phone)
    this.find('form button').click()
    await this.button.updateComplete
  }

  /** Waits until a phase is on screen. */
  async reach(phase: string): Promise<void> {
    await until(
      () => this.phase === phase,
      () => `phase ${phase}, still ${this.phase}`,
    )
  }

  /** Opens, gives the number, and waits for the request to be in the app. */
  async wait(): Promise<void> {
    await this.submit()
    await this.reach('waiting')
  }
}

/** Waits for something to become so, as long as the test may run. Looks at every frame; fake clocks leave frames alone. */
export async function until(isSo: () => boolean, what: () => string = () => String(isSo)): Promise<void> {
  const startedAt = performance.now()
  while (!isSo()) {
    if (performance.now() - startedAt > 5_000) throw new Error(`Waited in vain for ${what()}`)
    await new Promise((resolve) => requestAnimationFrame(resolve))
  }
}
