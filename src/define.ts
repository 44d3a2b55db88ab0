/** Gives the element its name. */

/**
 * Defines <athm-button>. Loaded twice, the first one stays: a page can't define a name again. Where that is another
 * version, the console names both.
 */
export function define(element: CustomElementConstructor & { readonly version: string }): void {
  // In Node there is no registry, unless Lit's own for server-side rendering is loaded.
  const registry = globalThis.customElements as CustomElementRegistry | undefined
  const first = registry?.get('athm-button') as Partial<typeof element> | undefined
  if (!first) registry?.define('athm-button', element)
  else if (first.version !== element.version)
    console.warn(`athm-button: ${first.version} is here already: ${element.version} is not used.`)
}
