/** What the backend says of itself: the mode, the business, and whether ATH Móvil can be reached. */

import { isServer, type ReactiveController, type ReactiveControllerHost } from 'lit'
import { askConfig } from './backend-config.ts'
import { AthmAvailabilityEvent } from './events.ts'
import type { ConfigView } from './protocol/messages.ts'

/** How often an ATH Móvil that can't be reached is asked after, and how long a button that comes into sight takes its word. */
const RECHECK_MS = 30_000

/** Asks when the button is first seen and when it is opened; and again, while it is seen, if ATH Móvil can't be reached. */
export class BackendWatch implements ReactiveController {
  /** What the backend said last; empty before it said anything. */
  config: Partial<ConfigView> = {}
  readonly #host: ReactiveControllerHost & HTMLElement
  readonly #toBaseUrl: () => string
  #sight: IntersectionObserver | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(host: ReactiveControllerHost & HTMLElement, toBaseUrl: () => string) {
    this.#host = host
    this.#toBaseUrl = toBaseUrl
    host.addController(this)
  }

  /** A backend that says nothing doesn't take the button away: opening it shows the truth. */
  get isAvailable(): boolean {
    return this.config.available !== false
  }

  hostConnected(): void {
    if (isServer) return
    this.#sight = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) void this.look(this.isAvailable ? RECHECK_MS : 0)
    })
    this.#sight.observe(this.#host)
  }

  hostDisconnected(): void {
    this.#sight?.disconnect()
    clearTimeout(this.#timer)
  }

  /** Asks now, unless what it said is younger than so many milliseconds. */
  async look(maxAgeMs = 0): Promise<void> {
    const config = await askConfig(this.#toBaseUrl(), maxAgeMs)
    // Others may have looked meanwhile.
    this.hostDisconnected()
    const wasAvailable = this.isAvailable
    if (config) this.config = config
    if (this.isAvailable !== wasAvailable)
      this.#host.dispatchEvent(new AthmAvailabilityEvent(this.isAvailable))
    // Seen is what is in sight of a page that is: nobody else has to know.
    if (!this.isAvailable && this.#host.isConnected)
      this.#timer = setTimeout(() => this.hostConnected(), RECHECK_MS)
    this.#host.requestUpdate()
  }
}
