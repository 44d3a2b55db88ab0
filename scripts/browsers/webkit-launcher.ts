/** Runs the test runner's pages in WebKitGTK: each file in a browser of its own, one after the other. */

import type { BrowserLauncher, SessionResult } from '@web/test-runner-core'
import { Keyboard, Mouse, resizeViewport } from './webdriver-input.ts'
import type { WebDriverSession } from './webdriver.ts'
import { startWebKitDriver, type WebKitDriver } from './webkit.ts'

/** As large as the pages of the other browsers. */
const VIEWPORT = { width: 800, height: 600 }

/** What the runner's commands (sendKeys, sendMouse, setViewport) take for Playwright's page. */
class CommandPage {
  readonly keyboard: Keyboard
  readonly mouse: Mouse
  readonly #session: WebDriverSession

  constructor(session: WebDriverSession) {
    this.#session = session
    this.keyboard = new Keyboard(session)
    this.mouse = new Mouse(session)
  }

  setViewportSize(size: { readonly width: number; readonly height: number }): Promise<void> {
    return resizeViewport(this.#session, size)
  }
}

/** Starts the driver at a path, and a browser for each file of tests. */
export class WebKitLauncher implements BrowserLauncher {
  readonly name = 'WebKitGTK'
  /** The runner's commands know no other type with a page. */
  readonly type = 'playwright'
  readonly concurrency = 1
  readonly #path: string
  readonly #sessions = new Map<string, WebDriverSession>()
  #driver: WebKitDriver | undefined

  constructor(path: string) {
    this.#path = path
  }

  async initialize(): Promise<void> {
    this.#driver = await startWebKitDriver(this.#path)
  }

  async stop(): Promise<void> {
    this.#driver?.stop()
  }

  async startSession(id: string, url: string): Promise<void> {
    if (!this.#driver) throw new Error('The driver was not started.')
    const session = await this.#driver.startBrowser()
    this.#sessions.set(id, session)
    await resizeViewport(session, VIEWPORT)
    await session.goTo(url)
  }

  async stopSession(id: string): Promise<SessionResult> {
    const session = this.#session(id)
    this.#sessions.delete(id)
    await session.stop()
    return {}
  }

  isActive(id: string): boolean {
    return this.#sessions.has(id)
  }

  getBrowserUrl(id: string): Promise<string> {
    return this.#session(id).command('GET', '/url')
  }

  startDebugSession(): Promise<void> {
    throw new Error('There is nothing to see of WebKitGTK here: its screen is drawn in memory.')
  }

  /** What the runner's commands act upon. */
  getPage(id: string): CommandPage {
    return new CommandPage(this.#session(id))
  }

  #session(id: string): WebDriverSession {
    const session = this.#sessions.get(id)
    if (!session) throw new Error(`No browser runs for the session ${id}.`)
    return session
  }
}
