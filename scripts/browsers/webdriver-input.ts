/** Keyboard, mouse and window of a WebDriver session, by the names that Playwright gives them. */

import type { WebDriverSession } from './webdriver.ts'

/** Where actions go: a session, or one window of it. */
type Actor = Pick<WebDriverSession, 'act'>

/** The keys that type nothing: https://www.w3.org/TR/webdriver2/#keyboard-actions. */
const KEYS: Readonly<Record<string, string>> = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  ControlOrMeta: '\uE009',
  Alt: '\uE00A',
  Escape: '\uE00C',
  Space: ' ',
  PageUp: '\uE00E',
  PageDown: '\uE00F',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  Delete: '\uE017',
  Meta: '\uE03D',
}

/** A keyboard. Keys are named as in `KeyboardEvent.key`, with modifiers before a plus sign: `Shift+Tab`. */
export class Keyboard {
  readonly #actor: Actor

  constructor(actor: Actor) {
    this.#actor = actor
  }

  async down(key: string): Promise<void> {
    await this.#actor.act('key', [{ type: 'keyDown', value: toKey(key) }])
  }

  async up(key: string): Promise<void> {
    await this.#actor.act('key', [{ type: 'keyUp', value: toKey(key) }])
  }

  async press(keys: string): Promise<void> {
    const values = keys.split(/(?<=.)\+/).map(toKey)
    await this.#actor.act('key', [
      ...values.map((value) => ({ type: 'keyDown', value })),
      ...values.toReversed().map((value) => ({ type: 'keyUp', value })),
    ])
  }

  async type(text: string): Promise<void> {
    const keys = Array.from(text, toKey)
    await this.#actor.act(
      'key',
      keys.flatMap((value) => [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ]),
    )
  }
}

function toKey(name: string): string {
  const key = KEYS[name] ?? name
  if ([...key].length !== 1) throw new Error(`There is no key "${name}".`)
  return key
}

const BUTTONS = { left: 0, middle: 1, right: 2 } as const

interface ClickOptions {
  readonly button?: keyof typeof BUTTONS
  readonly clickCount?: number
}

/** A mouse. Places are CSS pixels of the viewport. */
export class Mouse {
  readonly #actor: Actor

  constructor(actor: Actor) {
    this.#actor = actor
  }

  async move(x: number, y: number): Promise<void> {
    await this.#actor.act('pointer', [toMove(x, y)])
  }

  async down({ button = 'left' }: ClickOptions = {}): Promise<void> {
    await this.#actor.act('pointer', [{ type: 'pointerDown', button: BUTTONS[button] }])
  }

  async up({ button = 'left' }: ClickOptions = {}): Promise<void> {
    await this.#actor.act('pointer', [{ type: 'pointerUp', button: BUTTONS[button] }])
  }

  async click(x: number, y: number, { button = 'left', clickCount = 1 }: ClickOptions = {}): Promise<void> {
    const click = [
      { type: 'pointerDown', button: BUTTONS[button] },
      { type: 'pointerUp', button: BUTTONS[button] },
    ]
    await this.#actor.act('pointer', [
      toMove(x, y),
      ...Array.from({ length: clickCount }, () => click).flat(),
    ])
  }
}

function toMove(x: number, y: number) {
  return { type: 'pointerMove', duration: 0, x: Math.round(x), y: Math.round(y), origin: 'viewport' }
}

/** Makes the window so large that the page in it has these CSS pixels. */
export async function resizeViewport(
  session: WebDriverSession,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<void> {
  const read = () => session.execute<[number, number]>('return [innerWidth, innerHeight]')
  const { height: outer } = await session.command<{ height: number }>('GET', '/window/rect')
  const [, inner] = await read()
  await session.command('POST', '/window/rect', { x: 0, y: 0, width, height: height + outer - inner })
  for (const startedAt = performance.now(); performance.now() - startedAt < 5_000;) {
    const seen = await read()
    if (seen[0] === width && seen[1] === height) return
  }
  throw new Error(`The window has ${String(await read())} CSS pixels, and not ${width},${height}.`)
}
