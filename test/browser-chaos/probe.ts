/**
 * What runs inside the pages: a clock that goes faster, and an eye on the button that reports each change of what a
 * customer sees, and each event. These functions are sent to the browser as they are: they use nothing from here.
 */

/** What a page shows of its button, or, on another page, that it shows none. */
export interface Screen {
  /** A name for this load of the page. */
  readonly load: string
  /** The page's path, with its query. */
  readonly path: string
  /** Whether the button's script has come. */
  readonly isDefined: boolean
  /** The button's phase; empty where there is no button. */
  readonly phase: string
  /** Whether the dialog is on screen. */
  readonly isOpen: boolean
  /** All that the dialog says, one piece per part. */
  readonly said: string
  /** The reference that is shown. */
  readonly reference: string
  /** The dialog says that the backend can't be reached. */
  readonly isAway: boolean
  /** Whether the button can be pressed. */
  readonly isUsable: boolean
  /** The payment that this page, or its tab before, heard of last. */
  readonly paymentId: string
}

/** An event of the button; or `restored`, when the browser shows a page again that it had kept whole. */
export interface Heard {
  readonly load: string
  readonly name: string
  readonly paymentId: string
  readonly referenceNumber: string
}

/** What a page reports. */
export type Report = { readonly screen: Screen } | { readonly heard: Heard }

/** Something that can be pressed, and where it is. */
export interface Control {
  readonly name: string
  readonly x: number
  readonly y: number
}

/** What the page's script leaves for the driver. */
declare global {
  interface Window {
    readonly chaos: { screen(): Screen; controls(): Control[] }
    readonly report: (report: Report) => Promise<void>
  }
}

/** Makes a page's time go faster; but no wait gets shorter than what a busy machine needs for an answer. */
export function speedUp({ speed, epoch }: { readonly speed: number; readonly epoch: number }): void {
  const shortest = 250
  const toReal = (ms = 0): number => Math.max(ms / speed, Math.min(ms, shortest))
  const { setTimeout: wait, setInterval: repeat } = globalThis
  const realNow = Date.now.bind(Date)
  const timeout = AbortSignal.timeout.bind(AbortSignal)
  Date.now = () => Math.floor(epoch + (realNow() - epoch) * speed)
  AbortSignal.timeout = (ms) => timeout(toReal(ms))
  Object.assign(globalThis, {
    setTimeout: (act: () => void, ms?: number, ...rest: never[]) => wait(act, toReal(ms), ...rest),
    setInterval: (act: () => void, ms?: number, ...rest: never[]) => repeat(act, toReal(ms), ...rest),
  })
}

/** Watches the button of a page. */
export function watchButton(names: readonly string[]): void {
  const load = Math.random().toString(36).slice(2)
  let paymentId = ''
  let last = ''
  const find = () => document.querySelector('athm-button')
  const tell = (report: Report): void => void window.report(report).catch(() => {})

  const screen = (): Screen => {
    const button = find()
    const root = button?.shadowRoot
    const dialog = root?.querySelector('dialog')
    const texts = [
      ...(root?.querySelectorAll('[part=title],[part=text],[part=error],[part=unavailable]') ?? []),
    ]
    const [, kept = ''] =
      /"payment_?[iI]d":"([\w-]+)"/.exec(sessionStorage.getItem('athm-button') ?? '') ?? []
    return {
      load,
      path: location.pathname + location.search,
      isDefined: !!root,
      phase: button?.dataset['state'] ?? '',
      isOpen: dialog?.open ?? false,
      said: texts.map(({ textContent }) => textContent.trim().replaceAll(/\s+/g, ' ')).join(' | '),
      reference: root?.querySelector('[part=reference]')?.textContent.trim() ?? '',
      isAway: !!root?.querySelector('[part=away]'),
      isUsable: !!root?.querySelector('button.pay:enabled'),
      paymentId: paymentId || kept,
    }
  }

  const look = (): void => {
    const seen = screen()
    const text = JSON.stringify(seen)
    if (text === last) return
    last = text
    tell({ screen: seen })
  }

  const controls = (): Control[] => {
    const root = find()?.shadowRoot
    const dialog = root?.querySelector('dialog[open]')
    const buttons = [...((dialog ?? root)?.querySelectorAll<HTMLButtonElement>('button:enabled') ?? [])]
    return buttons.map((one) => {
      const { x, y, width, height } = one.getBoundingClientRect()
      const name = one.getAttribute('aria-label') ?? one.textContent.trim().replaceAll(/\s+/g, ' ')
      return { name, x: x + width / 2, y: y + height / 2 }
    })
  }

  for (const name of names) {
    addEventListener(name, (event) => {
      const { detail } = event as CustomEvent<{ paymentId: string | null; referenceNumber: string | null }>
      paymentId = detail.paymentId ?? ''
      tell({ heard: { load, name, paymentId, referenceNumber: detail.referenceNumber ?? '' } })
    })
  }
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) tell({ heard: { load, name: 'restored', paymentId, referenceNumber: '' } })
  })
  Object.assign(globalThis, { chaos: { screen, controls } })
  void customElements.whenDefined('athm-button').then(() => {
    const button = find()
    const root = button?.shadowRoot
    if (!button || !root) return
    const observer = new MutationObserver(look)
    observer.observe(button, { attributes: true })
    observer.observe(root, { attributes: true, childList: true, characterData: true, subtree: true })
    look()
  })
}
