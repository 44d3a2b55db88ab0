/** A WebKitGTK with storage of its own: its windows, and its way to the servers. */

import type { WebDriverSession } from '../../../scripts/browsers/webdriver.ts'
import type { WebKitDriver } from '../../../scripts/browsers/webkit.ts'
import { keepSaid } from './in-page.ts'
import { Network } from './network.ts'
import { WebKitPage, type Browser } from './page.ts'

/** As large as the pages of the other browsers. */
const VIEWPORT = { width: 1280, height: 720 }

/** One browser, by the names of Playwright's context. */
export class WebKitContext implements Browser {
  readonly session: WebDriverSession
  readonly network: Network
  /** Whose window the driver is in; the first one's, to begin with. */
  #current: string
  #isFirstTaken = false
  #queue: Promise<unknown> = Promise.resolve()

  private constructor(session: WebDriverSession, network: Network, window: string) {
    this.session = session
    this.network = network
    this.#current = window
  }

  /** Starts a browser. */
  static async start(driver: WebKitDriver): Promise<WebKitContext> {
    const network = new Network()
    network.earlyScripts.push(`(${String(keepSaid)})()`)
    const session = await driver.startBrowser({ proxyType: 'manual', httpProxy: await network.start() })
    return new WebKitContext(session, network, await session.command<string>('GET', '/window'))
  }

  /** Closes the browser. */
  async stop(): Promise<void> {
    await this.session.stop()
    this.network.stop()
  }

  async newPage(): Promise<WebKitPage> {
    const page = new WebKitPage(this, await this.#openWindow())
    await page.setViewportSize(VIEWPORT)
    return page
  }

  /** Runs a function in every page from now on, before the page's own scripts. */
  async addInitScript(script: (argument: never) => void, argument?: unknown): Promise<void> {
    this.network.earlyScripts.push(`(${String(script)})(${JSON.stringify(argument) ?? ''})`)
    await Promise.resolve()
  }

  /** As on a phone without a signal: no request arrives, and pages are told. */
  async setOffline(isOffline: boolean): Promise<void> {
    this.network.isOffline = isOffline
    await Promise.resolve()
  }

  within<Result>(window: string, act: () => Promise<Result>): Promise<Result> {
    const acting = this.#queue.then(async () => {
      if (this.#current !== window) await this.session.command('POST', '/window', { handle: window })
      this.#current = window
      return act()
    })
    this.#queue = acting.catch(() => undefined)
    return acting
  }

  async #openWindow(): Promise<string> {
    if (!this.#isFirstTaken) {
      this.#isFirstTaken = true
      return this.#current
    }
    // A window, not a tab: a tab behind another one is hidden, and the button rests in a hidden page.
    const { handle } = await this.session.command<{ handle: string }>('POST', '/window/new', {
      type: 'window',
    })
    return handle
  }
}
