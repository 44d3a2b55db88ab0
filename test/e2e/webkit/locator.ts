/** Locators for a browser that Playwright doesn't drive: its selectors and its `expect`, over WebDriver. */

import type { Locator as PlaywrightLocator } from '@playwright/test'
import type { Keyboard, Mouse } from '../../../scripts/browsers/webdriver-input.ts'
import { aim, choose, focus, prepareToFill, see } from './in-page.ts'
import { language, readTree } from './playwright-parts.ts'

const ENTER_FRAME = ' >> internal:control=enter-frame >> '

type Text = string | RegExp
type RoleOptions = NonNullable<Parameters<PlaywrightLocator['getByRole']>[1]>
interface ActionOptions {
  readonly timeout?: number
  readonly force?: boolean
}

/** What `expect` asks of a locator. */
interface Expected {
  readonly isNot: boolean
  readonly timeout: number
  readonly expectedNumber?: number
  readonly expectedText?: readonly unknown[]
  readonly expectedValue?: unknown
}

interface Seen {
  readonly matches: boolean
  readonly received: { readonly value: unknown }
}

interface Expectation {
  readonly matches: boolean
  readonly received?: { readonly value: unknown }
  readonly timedOut?: boolean
  readonly errorMessage?: string
}

/** The page of locators, as far as they need it. */
interface Asked {
  readonly keyboard: Keyboard
  readonly mouse: Mouse
  /** Asks the elements that a selector finds. Throws when the question itself is at fault. */
  ask<Result, Argument = unknown>(
    path: readonly string[],
    ask: AskOf<Argument>,
    argument: Argument,
    isStrict?: boolean,
  ): Promise<Result>
  /** Gives the page a moment between two looks. */
  rest(): Promise<void>
}

/** What is asked in the page: a function that stands alone, or its text. */
export type AskOf<Argument> =
  | string
  | ((injected: never, elements: never[], argument: Argument, offset: { x: number; y: number }) => unknown)

/** What pages, frames and locators have in common: ways to the elements within. */
export abstract class Scope {
  /** The locator of a selector within this one. */
  abstract locator(selector: string, options?: { readonly hasText?: Text }): WebKitLocator

  getByRole(role: string, { name, exact = false, ...states }: RoleOptions = {}): WebKitLocator {
    const parts = Object.entries(states).map(([state, value]) => `[${toStateName(state)}=${String(value)}]`)
    if (name !== undefined) parts.push(`[name=${language.escapeForAttributeSelector(name, exact)}]`)
    return this.locator(`internal:role=${role}${parts.join('')}`)
  }

  getByText(text: Text, { exact = false } = {}): WebKitLocator {
    return this.locator(`internal:text=${language.escapeForTextSelector(text, exact)}`)
  }

  getByLabel(text: Text, { exact = false } = {}): WebKitLocator {
    return this.locator(`internal:label=${language.escapeForTextSelector(text, exact)}`)
  }
}

function toStateName(state: string): string {
  return state === 'includeHidden' ? 'include-hidden' : state
}

/** A frame within a page of the same origin. */
export class WebKitFrame extends Scope {
  readonly #page: Asked
  readonly #selector: string

  constructor(page: Asked, selector: string) {
    super()
    this.#page = page
    this.#selector = selector
  }

  override locator(selector: string, options?: { readonly hasText?: Text }): WebKitLocator {
    return new WebKitLocator(this.#page, this.#selector + ENTER_FRAME + selector, options)
  }
}

/** The elements that a selector finds, looked for anew each time. */
export class WebKitLocator extends Scope {
  /** By this name `expect` knows a locator. */
  readonly _apiName = 'Locator'
  readonly #page: Asked
  readonly #selector: string

  constructor(page: Asked, selector: string, { hasText }: { readonly hasText?: Text } = {}) {
    super()
    this.#page = page
    this.#selector =
      hasText === undefined
        ? selector
        : `${selector} >> internal:has-text=${language.escapeForTextSelector(hasText, false)}`
  }

  page(): Asked {
    return this.#page
  }

  override locator(selector: string, options?: { readonly hasText?: Text }): WebKitLocator {
    return new WebKitLocator(this.#page, `${this.#selector} >> ${selector}`, options)
  }

  filter(options: { readonly hasText?: Text }): WebKitLocator {
    return new WebKitLocator(this.#page, this.#selector, options)
  }

  nth(index: number): WebKitLocator {
    return this.locator(`nth=${index}`)
  }

  first(): WebKitLocator {
    return this.nth(0)
  }

  last(): WebKitLocator {
    return this.nth(-1)
  }

  async click({ force = false, timeout }: ActionOptions = {}): Promise<void> {
    const { x, y } = await this.#until('can be clicked', timeout, () => this.#ask(aim, force))
    await this.#page.mouse.click(x, y)
  }

  async hover({ force = false, timeout }: ActionOptions = {}): Promise<void> {
    const { x, y } = await this.#until('can be pointed at', timeout, () => this.#ask(aim, force))
    await this.#page.mouse.move(x, y)
  }

  async check(options?: ActionOptions): Promise<void> {
    const isChecked = () =>
      this.#one((_injected, [element]) => (element as HTMLInputElement | undefined)?.checked)
    if (!(await isChecked())) await this.click(options)
  }

  async fill(value: string, { timeout }: ActionOptions = {}): Promise<void> {
    const ready = await this.#until('can be filled', timeout, () => this.#ask(prepareToFill, value))
    if (ready === 'done') return
    if (value === '') await this.#page.keyboard.press('Delete')
    else await this.#page.keyboard.type(value)
  }

  /** Chooses the option with this value, or with this label. */
  async selectOption(valueOrLabel: string, { timeout }: ActionOptions = {}): Promise<void> {
    await this.#until('can be chosen from', timeout, () => this.#ask(choose, valueOrLabel))
  }

  /** Waits until it can be seen. */
  async waitFor({ timeout = 15_000 }: ActionOptions = {}): Promise<void> {
    const { matches } = await this._expect('to.be.visible', { isNot: false, timeout })
    if (!matches) throw new Error(`No ${this.toString()} can be seen.`)
  }

  async focus({ timeout }: ActionOptions = {}): Promise<void> {
    await this.#until('can have the focus', timeout, async () => (await this.#ask(focus, null)) || null)
  }

  async press(key: string, options?: ActionOptions): Promise<void> {
    await this.focus(options)
    await this.#page.keyboard.press(key)
  }

  count(): Promise<number> {
    return this.#page.ask(this.#path(), (_injected, elements) => elements.length, null, false)
  }

  textContent(): Promise<string | null> {
    return this.#one((_injected, [element]) => element?.textContent)
  }

  inputValue(): Promise<string> {
    return this.#one((_injected, [element]) => (element as HTMLInputElement | undefined)?.value)
  }

  getAttribute(name: string): Promise<string | null> {
    return this.#one((_injected, [element], wanted) => element?.getAttribute(wanted as string), name)
  }

  boundingBox(): Promise<{ x: number; y: number; width: number; height: number }> {
    return this.#one((_injected, [element], _argument, offset) => {
      const box = element?.getBoundingClientRect()
      return box && { x: box.x + offset.x, y: box.y + offset.y, width: box.width, height: box.height }
    })
  }

  ariaSnapshot(): Promise<string> {
    return this.#one(
      (injected, [element]) =>
        element &&
        (injected as { ariaSnapshot(node: Element, options: object): string }).ariaSnapshot(element, {
          mode: 'default',
        }),
    )
  }

  async isVisible(): Promise<boolean> {
    return (await this._expect('to.be.visible', { isNot: false, timeout: 1 })).matches
  }

  /** Runs a function with all elements that are there now. */
  evaluateAll<Result>(
    ask: (elements: never, argument: never) => Result,
    argument?: unknown,
  ): Promise<Result> {
    const text = `(injected, elements, argument) => (${String(ask)})(elements, argument)`
    return this.#page.ask<Result>(this.#path(), text, argument ?? null, false)
  }

  evaluate<Result>(ask: (element: never, argument: never) => Result, argument?: unknown): Promise<Result> {
    const text = `(injected, [element], argument) => element && [(${String(ask)})(element, argument)]`
    return this.#until('is there', undefined, () =>
      this.#page.ask<[Result] | null>(this.#path(), text, argument ?? null),
    ).then(([result]) => result)
  }

  /** What `expect` calls: looks until it is so, or not so, or the time is over. */
  async _expect(expression: string, { isNot, timeout, ...rest }: Expected): Promise<Expectation> {
    const startedAt = performance.now()
    const expectedValue =
      expression === 'to.match.aria' ? readTree(String(rest.expectedValue)) : rest.expectedValue
    const isList = expression === 'to.have.count' || expression.endsWith('.array')
    for (;;) {
      const seen = await this.#page.ask<Seen | null>(
        this.#path(),
        see,
        { expression, isNot, ...rest, expectedValue },
        !isList,
      )
      const isAbsentFine = ['to.be.hidden', 'to.be.detached'].includes(expression)
      const isPresenceAsked = isAbsentFine || /^to\.be\.(visible|attached|in\.viewport)$/.test(expression)
      const matches = seen?.matches ?? (isPresenceAsked ? isAbsentFine : isNot)
      if (matches !== isNot) return { matches }
      if (performance.now() - startedAt > timeout) {
        return {
          matches,
          timedOut: true,
          ...(seen ? { received: seen.received } : { errorMessage: 'element(s) not found' }),
        }
      }
      await this.#page.rest()
    }
  }

  override toString(): string {
    return language.asLocator('javascript', this.#selector)
  }

  #path(): readonly string[] {
    return this.#selector.split(ENTER_FRAME)
  }

  #ask<Result, Argument>(
    ask: (injected: never, elements: never[], argument: Argument, offset: { x: number; y: number }) => Result,
    argument: Argument,
  ): Promise<Awaited<Result>> {
    return this.#page.ask(this.#path(), ask, argument)
  }

  /** Asks the one element, as soon as it is there. */
  #one<Result>(
    ask: (
      injected: unknown,
      elements: readonly (Element | undefined)[],
      argument: unknown,
      offset: { x: number; y: number },
    ) => unknown,
    argument: unknown = null,
  ): Promise<Result> {
    const wrapped = `async (injected, elements, argument, offset) =>
      elements[0] && [await (${String(ask)})(injected, elements, argument, offset)]`
    return this.#until('is there', undefined, () =>
      this.#page.ask<[Result] | null>(this.#path(), wrapped, argument),
    ).then(([result]) => result)
  }

  async #until<Found>(
    what: string,
    timeout: number | undefined,
    look: () => Promise<Found | null | undefined>,
  ): Promise<Found> {
    for (const startedAt = performance.now(); ;) {
      const found = await look()
      if (found !== null && found !== undefined) return found
      if (performance.now() - startedAt > (timeout ?? 15_000)) {
        throw new Error(`No ${this.toString()} ${what}.`)
      }
      await this.#page.rest()
    }
  }
}
