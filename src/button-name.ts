/** Which payment is whose: a name for what a button asks for, the same one when its page is loaded again. */

import { toTerms, type Setup } from './setup.ts'

/** As much of a button as its name needs. */
type Named = HTMLElement & Setup

/**
 * What a page asks for through a button. A signed order counts by what it says, not by its token: a shop that signs at
 * every load asks for the same. What the customer chooses is no part of it.
 */
export function toAsked(button: Named): string {
  try {
    const { order, ...said } = toTerms(button, null)
    return JSON.stringify([order !== '', said])
  } catch {
    // What can't be written can't be sent either.
    return ''
  }
}

/**
 * Names a button among all that its tab may show: by the page's address, the backend, what is asked for, and, beside
 * others that ask for the same, by `id`, or by `name` and place.
 */
export function toButtonName(button: Named, baseUrl: string, asked: string): string {
  const { pathname, search } = location
  const place = button.id || [button.getAttribute('name'), ...toPlace(button, asked)]
  return JSON.stringify([pathname + search, baseUrl, place, asked])
}

/** Where a button stands among those that ask for the same; then where its host stands, and so on outwards. */
function toPlace(button: Named, asked: string): number[] {
  const places: number[] = []
  for (let one: Element = button; ;) {
    const root = one.getRootNode()
    const alike = isParent(root) ? [...root.querySelectorAll(one.localName)] : []
    places.push(alike.filter((other) => one !== button || toAsked(other as Named) === asked).indexOf(one))
    if (!(root instanceof ShadowRoot)) return places
    one = root.host
  }
}

function isParent(node: Node): node is Node & ParentNode {
  return 'querySelectorAll' in node
}
