/**
 * The idle button as HTML, for servers: a declarative shadow root that the browser shows before any script is there, and
 * that the element takes over. Needs no page and no library.
 */

import { styles } from './athm-button.styles.ts'
import { renderButtonView } from './button-view.ts'
import { BUTTON_TEXTS } from './texts/button.ts'

/** The attributes of a button. Lists become JSON; true stands alone; false, null and undefined are left out. */
export type ButtonAttributes = Readonly<Record<string, string | number | boolean | object | null | undefined>>

/** How to render it. */
export interface RenderOptions {
  /** The language of the page, where the button states none. */
  readonly lang?: string
  /** The nonce of the page's policy, where that allows no inline styles. */
  readonly nonce?: string
  /** The button's own label, as text. */
  readonly label?: string
}

/**
 * Renders `<athm-button>` with its shadow root. Everything is escaped. Throws a TypeError for a name that no attribute of
 * a button can have, such as that of an event handler.
 *
 * @example
 * renderButton({ total: '25.00', 'success-url': '/thanks' }, { lang: 'en' })
 */
export function renderButton(
  attributes: ButtonAttributes,
  { lang, nonce, label }: RenderOptions = {},
): string {
  const stated = attributes['lang']
  const texts = BUTTON_TEXTS[/^en\b/i.test(typeof stated === 'string' ? stated : (lang ?? '')) ? 'en' : 'es']
  const isDisabled = (attributes['disabled'] ?? false) !== false
  const root = write(renderButtonView({ label: texts.pay, hint: '', isDisabled }))
  const style = `<style${writeAttribute('nonce', nonce)}>${styles.cssText}</style>`
  const written = Object.entries(attributes).map(([name, value]) => writeAttribute(name, value))
  return `<athm-button${written.join('')}><template shadowrootmode="open" shadowrootdelegatesfocus>${style}${root}</template>${escape(label ?? '')}</athm-button>`
}

function writeAttribute(name: string, value: ButtonAttributes[string]): string {
  if (!/^(?!on)[a-z][a-z\d-]*$/.test(name)) throw new TypeError(`${name} is no attribute of athm-button.`)
  if (value === undefined || value === null || value === false) return ''
  if (value === true) return ` ${name}`
  return ` ${name}="${escape(typeof value === 'object' ? JSON.stringify(value) : String(value))}"`
}

interface Template {
  readonly strings: readonly string[]
  readonly values: readonly unknown[]
}

const isTemplate = (value: unknown): value is Template => (value as Template | null)?.strings !== undefined

/** Writes a template as Lit would render it: its listeners have nobody to hear them yet, and are left out. */
function write({ strings, values }: Template): string {
  return strings.reduce((text, string, index) => {
    const value = values[index - 1]
    const [binding, kind, name = ''] = /\s([@?]?)([\w-]+)=$/.exec(text) ?? []
    if (binding === undefined) return text + writeChild(value) + string
    const isBare = kind === '?'
    const attribute = kind === '@' ? '' : writeAttribute(name, isBare ? Boolean(value) : String(value))
    return text.slice(0, -binding.length) + attribute + string
  })
}

function writeChild(value: unknown): string {
  if (Array.isArray(value)) return value.map(writeChild).join('')
  return isTemplate(value) ? write(value) : typeof value === 'string' ? escape(value) : ''
}

/** Writes text so that it is text, in an element and in quotes. */
function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
