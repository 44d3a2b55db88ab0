/** Building blocks of the page: finding what the markup promises, and making elements out of text nodes alone. */

/** Finds an element of the markup by its id. Throws when it isn't there, or is another kind of element. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const element = document.getElementById(id)
  if (element instanceof kind) return element
  throw new Error(`The page has no ${kind.name} #${id}.`)
}

/** Makes an element with a class and children; text becomes text nodes, so nothing in it can be markup. */
export function create<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  if (className) element.className = className
  element.append(...children)
  return element
}
