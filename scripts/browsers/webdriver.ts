/** A session of W3C WebDriver, over fetch: https://www.w3.org/TR/webdriver2/. */

/** The key under which an element travels. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'

/** An element of the page, by the driver's name for it. */
export interface ElementReference {
  readonly [ELEMENT]: string
}

/** One action of a pointer or of a key. */
export type Action = Readonly<Record<string, unknown>> & { readonly type: string }

/** What the driver refused, with its own code, such as `stale element reference`. */
export class WebDriverError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(`${code}: ${message}`)
    this.code = code
  }
}

/** A browser that was started by a driver. Every method throws a `WebDriverError` when the driver refuses. */
export class WebDriverSession {
  readonly #url: string

  private constructor(url: string) {
    this.#url = url
  }

  /** Has the driver at an address start a browser, within so many milliseconds. */
  static async start(driverUrl: string, capabilities: object, withinMs: number): Promise<WebDriverSession> {
    const body = { capabilities: { alwaysMatch: capabilities } }
    const signal = AbortSignal.timeout(withinMs)
    const answer = await send<{ sessionId: string }>('POST', `${driverUrl}/session`, body, signal)
    return new WebDriverSession(`${driverUrl}/session/${answer.sessionId}`)
  }

  /** Closes the browser. */
  async stop(): Promise<void> {
    await send('DELETE', this.#url)
  }

  /** Sends one command, by its path below the session. */
  command<Answer = null>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<Answer> {
    return send(method, this.#url + path, body)
  }

  /** Goes to an address, and waits until the page is loaded. */
  async goTo(url: string): Promise<void> {
    await this.command('POST', '/url', { url })
  }

  /** Runs the body of a function in the page, and waits for what it returns. */
  execute<Answer>(body: string, args: readonly unknown[] = []): Promise<Answer> {
    // Not execute/sync: that one doesn't wait for promises in every version.
    const script = `const done = arguments[arguments.length - 1];
      (async function () { ${body} }).apply(null, Array.from(arguments).slice(0, -1))
        .then((value) => done({ value }), (error) => done({ error: String(error && error.message || error) }))`
    return this.command<{ value?: Answer; error?: string }>('POST', '/execute/async', { script, args }).then(
      ({ value, error }) => {
        if (error !== undefined) throw new WebDriverError('javascript error', error)
        return value as Answer
      },
    )
  }

  /** Presses and releases, moves and waits, as a mouse or a keyboard does. */
  async act(type: 'key' | 'pointer', actions: readonly Action[]): Promise<void> {
    await this.command('POST', '/actions', { actions: [{ type, id: type, actions }] })
  }
}

async function send<Answer>(
  method: string,
  url: string,
  body?: object,
  signal?: AbortSignal,
): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    signal: signal ?? null,
    ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
  })
  const { value } = (await answer.json()) as { value: unknown }
  if (answer.ok) return value as Answer
  const { error, message } = value as { error: string; message: string }
  throw new WebDriverError(error, message)
}
