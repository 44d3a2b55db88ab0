/** What the backend says of itself: the mode, the business, and whether ATH Móvil can be reached. */

import { isServer, type ReactiveController, type ReactiveControllerHost } from 'lit'
import { AthmAvailabilityEvent } from './events.ts'
import type { ConfigView } from './protocol/messages.ts'
import { ROUTES } from './protocol/routes.ts'

/** How long the backend may take to say it. */
const DEADLINE_MS = 12_000

/** How often an ATH Móvil that can't be reached is asked after. */
const RECHECK_MS = 30_000

/** Asks when the button is first seen and when it is opened; and again while ATH Móvil can't be reached. */
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
      if (entries.some((entry) => entry.isIntersecting)) void this.look()
    })
    this.#sight.observe(this.#host)
  }

  hostDisconnected(): void {
    this.#sight?.disconnect()
    clearTimeout(this.#timer)
  }

  /** Asks now. */
  async look(): Promise<void> {
    this.hostDisconnected()
    const wasAvailable = this.isAvailable
    try {
      const url = `${this.#toBaseUrl().replace(/\/+$/, '')}/${ROUTES.config.path}`
      const response = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(DEADLINE_MS) })
      if (response.status === 404)
        console.warn(`athm-button: nothing at ${url}: set base-url, unless that is a django-athm backend.`)
      if (response.ok) this.config = (await response.json()) as Partial<ConfigView>
    } catch {
      // It says nothing, or nothing that is JSON.
    }
    if (this.isAvailable !== wasAvailable)
      this.#host.dispatchEvent(new AthmAvailabilityEvent(this.isAvailable))
    if (!this.isAvailable && this.#host.isConnected) this.#timer = setTimeout(() => this.look(), RECHECK_MS)
    this.#host.requestUpdate()
  }
}
