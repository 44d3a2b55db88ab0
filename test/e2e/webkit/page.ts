/** A page of WebKitGTK, by the names of Playwright's: as much of them as the tests use. */

import { Keyboard, Mouse, resizeViewport } from '../../../scripts/browsers/webdriver-input.ts'
import type { Action, WebDriverSession } from '../../../scripts/browsers/webdriver.ts'
import { WebDriverError } from '../../../scripts/browsers/webdriver.ts'
import { answer, type Answer, type Question } from './in-page.ts'
import { Scope, WebKitFrame, WebKitLocator, type AskOf } from './locator.ts'
import type { Network, UrlMatch } from './network.ts'
import { CLOCK_SCRIPT, INJECTED_SCRIPT } from './playwright-parts.ts'

/** What is said on a page's console. */
export interface ConsoleMessage {
  type(): string
  text(): string
}

type Listener = (what: never) => void

/** The browser that a page is in. */
export interface Browser {
  readonly session: WebDriverSession
  readonly network: Network
  newPage(): Promise<WebKitPage>
  addInitScript(script: (argument: never) => void, argument?: unknown): Promise<void>
  /** Does something in a window, while nothing is done in another. */
  within<Result>(window: string, act: () => Promise<Result>): Promise<Result>
}

/** One window. */
export class WebKitPage extends Scope {
  /** By this name `expect` knows a page. */
  readonly _apiName = 'Page'
  readonly keyboard: Keyboard
  readonly mouse: Mouse
  readonly clock: WebKitClock
  readonly #browser: Browser
  readonly #window: string
  readonly #listeners: { readonly event: string; readonly listener: Listener }[] = []
  #url = 'about:blank'

  constructor(browser: Browser, window: string) {
    super()
    this.#browser = browser
    this.#window = window
    const here = {
      act: (type: 'key' | 'pointer', actions: readonly Action[]) =>
        this.#do(() => browser.session.act(type, actions)),
    }
    this.keyboard = new Keyboard(here)
    this.mouse = new Mouse(here)
    this.clock = new WebKitClock(browser.network, (script) => this.evaluate(script).then(() => undefined))
  }

  async goto(url: string): Promise<void> {
    await this.#do(() => this.#browser.session.goTo(url))
    await this.#ask(null)
  }

  async reload(): Promise<void> {
    await this.#do(() => this.#browser.session.command('POST', '/refresh'))
  }

  async goBack(): Promise<void> {
    await this.#do(() => this.#browser.session.command('POST', '/back'))
  }

  async close(): Promise<void> {
    await this.#do(() => this.#browser.session.command('DELETE', '/window'))
  }

  /** The address, as it was when the page was last asked anything. */
  url(): string {
    return this.#url
  }

  async waitForURL(match: UrlMatch): Promise<void> {
    const isThere = (url: URL) =>
      typeof match === 'function'
        ? match(url)
        : typeof match === 'string'
          ? url.href === match
          : match.test(url.href)
    for (const startedAt = performance.now(); ; await this.rest()) {
      await this.#ask(null)
      if (isThere(new URL(this.#url))) return
      if (performance.now() - startedAt > 15_000)
        throw new Error(`Still at ${this.#url}, not at ${String(match)}.`)
    }
  }

  async setViewportSize(size: { readonly width: number; readonly height: number }): Promise<void> {
    await this.#do(() => resizeViewport(this.#browser.session, size))
  }

  /** Runs a function in the page, or an expression. */
  async evaluate<Result>(
    what: string | ((argument: never) => Result),
    argument?: unknown,
  ): Promise<Awaited<Result>> {
    const body = typeof what === 'string' ? `return (${what})` : `return (${String(what)})(...arguments)`
    const value = await this.#do(() =>
      this.#browser.session.execute<Awaited<Result>>(body, [argument ?? null]),
    )
    // What ran may have led to another page, whose address is asked for next.
    await this.#ask(null)
    return value
  }

  /** Waits until a function says yes in the page. */
  async waitForFunction(what: (argument: never) => unknown, argument?: unknown): Promise<void> {
    for (const startedAt = performance.now(); !(await this.evaluate(what, argument)); await this.rest()) {
      if (performance.now() - startedAt > 15_000) throw new Error(`Waited in vain for ${String(what)}`)
    }
  }

  /** What GTK's settings say to every page (webkit.ts): nothing else can be emulated. */
  async emulateMedia(media: {
    readonly colorScheme?: string
    readonly reducedMotion?: string
  }): Promise<void> {
    const { colorScheme = 'light', reducedMotion = 'reduce' } = media
    if (colorScheme !== 'light' || reducedMotion !== 'reduce')
      throw new Error('Pages of WebKitGTK are light and at rest: a test of anything else is @chromium.')
    await Promise.resolve()
  }

  /** Runs a function in every page of the browser from now on, before the page's own scripts. */
  async addInitScript(script: (argument: never) => void, argument?: unknown): Promise<void> {
    await this.#browser.addInitScript(script, argument)
  }

  context(): Browser {
    return this.#browser
  }

  async route(...route: Parameters<Network['route']>): Promise<void> {
    this.#browser.network.route(...route)
    await Promise.resolve()
  }

  async unroute(match: UrlMatch): Promise<void> {
    this.#browser.network.unroute(match)
    await Promise.resolve()
  }

  async unrouteAll(): Promise<void> {
    this.#browser.network.unroute()
    await Promise.resolve()
  }

  /** Tells of requests (of all pages of the browser), of what the console is told, and of errors. */
  on(event: 'request' | 'console' | 'pageerror', listener: Listener): void {
    if (event === 'request') this.#browser.network.onRequest(listener as Parameters<Network['onRequest']>[0])
    else this.#listeners.push({ event, listener })
  }

  locator(selector: string, options?: { readonly hasText?: string | RegExp }): WebKitLocator {
    return new WebKitLocator(this, selector, options)
  }

  /** What `expect` asks for the title of. */
  mainFrame(): { _expect: WebKitLocator['_expect'] } {
    const root = this.locator(':root')
    return { _expect: (expression, expected) => root._expect(expression, expected) }
  }

  frameLocator(selector: string): WebKitFrame {
    return new WebKitFrame(this, selector)
  }

  /** Asks the elements that a selector finds. Throws when the question itself is at fault. */
  async ask<Result, Argument = unknown>(
    path: readonly string[],
    ask: AskOf<Argument>,
    argument: Argument,
    isStrict = true,
  ): Promise<Result> {
    const { value, fault } = await this.#ask({ path, argument, isStrict }, String(ask))
    if (fault !== undefined) throw new Error(fault)
    return value as Result
  }

  /** Gives the page a moment between two looks. */
  rest(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 50))
  }

  async #ask(question: Question | null, ask = 'null'): Promise<Answer> {
    const send = (makeInjected: string) =>
      this.#do(() =>
        this.#send(`return (${String(answer)})(arguments[0], ${ask}, ${makeInjected})`, question),
      )
    let given = await send('null')
    this.#hear(given)
    if (!given.isBare) return given
    given = await send(`() => ${INJECTED_SCRIPT}`)
    this.#hear(given)
    return given
  }

  async #send(script: string, question: Question | null): Promise<Answer> {
    try {
      return await this.#browser.session.execute<Answer>(script, [question])
    } catch (error) {
      // A page that is left while it is asked gives no answer: the next one is asked again.
      if (!(error instanceof WebDriverError) || error.code === 'javascript error') throw error
      return { url: this.#url, said: [] }
    }
  }

  #hear({ url, said }: Answer): void {
    this.#url = url
    for (const [type, text] of said) this.#tell(type, text)
  }

  #tell(type: string, text: string): void {
    const event = type === 'pageerror' ? 'pageerror' : 'console'
    const what = event === 'pageerror' ? new Error(text) : { type: () => type, text: () => text }
    for (const one of this.#listeners) if (one.event === event) one.listener(what as never)
  }

  #do<Result>(act: () => Promise<Result>): Promise<Result> {
    return this.#browser.within(this.#window, act)
  }
}

/** A page's time: passes by itself until a test lets it run. */
class WebKitClock {
  readonly #network: Network
  readonly #run: (script: string) => Promise<void>

  constructor(network: Network, run: (script: string) => Promise<void>) {
    this.#network = network
    this.#run = run
  }

  /** Puts the clock into every page from now on. */
  async install(): Promise<void> {
    this.#network.earlyScripts.unshift(CLOCK_SCRIPT)
    await this.#log('install', Date.now())
  }

  async runFor(ms: number): Promise<void> {
    await this.#pass('runFor', ms)
  }

  async fastForward(ms: number): Promise<void> {
    await this.#pass('fastForward', ms)
  }

  /** Jumps to a moment, and stands still from there but for `runFor`. */
  async pauseAt(time: number): Promise<void> {
    await this.#pass('pauseAt', time)
  }

  async #pass(how: 'runFor' | 'fastForward' | 'pauseAt', ms: number): Promise<void> {
    await this.#log(how, ms)
    await this.#run(`globalThis.__pwClock.controller.${how}(${ms})`)
  }

  /** A page that comes later has to be as late. */
  async #log(what: string, ms: number): Promise<void> {
    this.#network.earlyScripts.push(`globalThis.__pwClock.controller.log('${what}', ${Date.now()}, ${ms})`)
    await Promise.resolve()
  }
}
