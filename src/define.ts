/** Gives the element its name. */

/**
 * Defines <athm-button>. Loaded twice, the first one stays: a page can't define a name again. Where that is another
 * version, the console names both.
 */
export function define(element: CustomElementConstructor & { readonly version: string }): void {
  const first = globalThis.customElements?.get('athm-button') as Partial<typeof element> | undefined
  if (!first) globalThis.customElements?.define('athm-button', element)
  else if (first.version !== element.version)
    console.warn(`athm-button: ${first.version} is on this page already: ${element.version} is not used.`)
}
