/** The language that a customer reads here. */

import { isServer } from 'lit'
import type { Lang } from './protocol/messages.ts'

/**
 * The language of an element: its own, else the nearest one around it, through shadow roots, which `:lang()` stops at;
 * Spanish unless English.
 */
export function toLang(element: HTMLElement): Lang {
  let { lang } = element
  for (let node: Element | undefined = element; !lang && node && !isServer;) {
    lang = node.closest<HTMLElement>('[lang]:not([lang=""])')?.lang ?? ''
    const root: Node = node.getRootNode()
    node = root instanceof ShadowRoot ? root.host : undefined
  }
  return /^en\b/i.test(lang) ? 'en' : 'es'
}
