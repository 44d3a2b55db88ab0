/** What runs in the page of a browser under test: each function is sent as its text, and stands alone. */

/** What is asked of the elements that a selector finds. */
export interface Question {
  /** A selector for each document on the way: the last is looked for in the frame of the one before. */
  readonly path: readonly string[]
  readonly argument: unknown
  /** More than one element is a mistake. */
  readonly isStrict: boolean
}

/** What comes back from the page, whatever was asked. */
export interface Answer {
  /** Playwright's script has to be sent first. */
  readonly isBare?: true
  readonly value?: unknown
  /** What is wrong with the question, so that asking again is no use. */
  readonly fault?: string
  readonly url: string
  /** What the console was told since the last answer: its type and its text. */
  readonly said: readonly (readonly [string, string])[]
}

/* oxlint-disable typescript/no-explicit-any, typescript/no-unsafe-assignment, typescript/no-unsafe-member-access, typescript/no-unsafe-call, typescript/no-unsafe-return, typescript/no-unsafe-argument -- Playwright's script has no types. */

/**
 * Asks the elements that a selector finds in this page, or the page itself when there is no question. Functions come as
 * code, and not as text to evaluate: a page with Trusted Types would refuse that.
 */
export async function answer(
  question: Question | null,
  ask: (injected: any, elements: any[], argument: any, offset: { x: number; y: number }) => unknown,
  makeInjected: (() => unknown) | null,
): Promise<Answer> {
  const page = globalThis as any
  if (makeInjected) Object.defineProperty(page, '__athmInjected', { value: makeInjected() })
  const rest = { url: location.href, said: (page.__athmSaid?.splice(0) ?? []) as [string, string][] }
  if (question === null) return rest
  const injected = page.__athmInjected
  if (!injected) return { ...rest, isBare: true }
  const { path, argument, isStrict } = question
  try {
    let root: any = document
    const offset = { x: 0, y: 0 }
    for (const selector of path.slice(0, -1)) {
      const frame = root && injected.querySelector(injected.parseSelector(selector), root, true)
      const box = frame?.getBoundingClientRect()
      offset.x += box ? box.x + frame.clientLeft : 0
      offset.y += box ? box.y + frame.clientTop : 0
      root = frame?.contentDocument
    }
    const selector = injected.parseSelector(path.at(-1))
    const elements = root ? injected.querySelectorAll(selector, root) : []
    if (isStrict && elements.length > 1) throw injected.strictModeViolationError(selector, elements)
    const value = await ask(injected, elements, argument, offset)
    return { ...rest, value }
  } catch (error) {
    return { ...rest, fault: String(error instanceof Error ? error.message : error) }
  }
}

/** Looks at elements as `expect` wants them seen. */
export async function see(injected: any, elements: any[], options: any): Promise<unknown> {
  const isList = options.expression === 'to.have.count' || options.expression.endsWith('.array')
  if (elements.length === 0 && !isList) return null
  return await injected.expect(elements[0], options, elements, true)
}

/** Finds the point of the one element at which it can be clicked, or null while it can't. */
export async function aim(
  injected: any,
  [element]: any[],
  isForced: boolean,
  offset: { readonly x: number; readonly y: number },
): Promise<{ x: number; y: number } | null> {
  if (!element) return null
  if (!isForced && (await injected.checkElementStates(element, ['visible', 'enabled', 'stable'], true)))
    return null
  const window = element.ownerDocument.defaultView
  const look = () => {
    const box = element.getBoundingClientRect()
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  }
  const isWithin = (node: any): boolean =>
    node === element || (node && isWithin(node.assignedSlot ?? node.parentNode ?? node.host))
  const isHit = ({ x, y }: { readonly x: number; readonly y: number }): boolean => {
    let hit = element.ownerDocument.elementFromPoint(x, y)
    for (let inner = hit?.shadowRoot?.elementFromPoint(x, y); inner && inner !== hit;) {
      hit = inner
      inner = hit.shadowRoot?.elementFromPoint(x, y)
    }
    return isWithin(hit)
  }
  const isInWindow = ({ x, y }: { readonly x: number; readonly y: number }): boolean =>
    x >= 0 && y >= 0 && x < window.innerWidth && y < window.innerHeight
  // What is out of sight, in the window or in what scrolls within it, is scrolled to.
  for (const block of [null, 'center', 'end', 'start']) {
    if (block) element.scrollIntoView({ block, inline: 'center', behavior: 'instant' })
    const at = look()
    if (isInWindow(at) && (isForced || isHit(at))) return { x: at.x + offset.x, y: at.y + offset.y }
  }
  return null
}

/** Makes ready to type into the one element; what can be set without typing is set. Null while it can't. */
export async function prepareToFill(
  injected: any,
  [element]: any[],
  value: string,
): Promise<'done' | 'needsinput' | null> {
  if (!element || (await injected.checkElementStates(element, ['visible', 'enabled', 'editable'], true)))
    return null
  const result = injected.fill(element, value)
  if (result === 'needsinput') injected.selectText(element)
  return result === 'done' || result === 'needsinput' ? result : null
}

/** Chooses an option of the one element; null while it can't. */
export async function choose(injected: any, [element]: any[], valueOrLabel: string): Promise<true | null> {
  if (!element || (await injected.checkElementStates(element, ['visible', 'enabled'], true))) return null
  return Array.isArray(injected.selectOptions(element, [{ valueOrLabel }])) || null
}

/** Moves the focus to the one element. */
export function focus(injected: any, [element]: any[]): boolean {
  return element !== undefined && injected.focusNode(element) === 'done'
}

/** Keeps what the console is told, and what goes wrong, for the next answer. */
export function keepSaid(): void {
  const said: [string, string][] = []
  Object.defineProperty(globalThis, '__athmSaid', { value: said })
  for (const type of ['log', 'info', 'debug', 'warn', 'error'] as const) {
    const plain = console[type].bind(console)
    console[type] = (...args: unknown[]) => {
      said.push([type === 'warn' ? 'warning' : type, args.map(String).join(' ')])
      plain(...args)
    }
  }
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    said.push(['error', `Refused by ${violatedDirective}: ${blockedURI}`])
  })
  addEventListener(
    'error',
    (event) => said.push(['pageerror', event.message || `Not loaded: ${String(event.target)}`]),
    true,
  )
  addEventListener('unhandledrejection', ({ reason }) => said.push(['pageerror', String(reason)]))
}
