/** Gives the element its name. */

/** Defines <athm-button>. Loaded twice, the first one stays: a page can't define a name again. */
export function define(element: CustomElementConstructor): void {
  if (globalThis.customElements && !customElements.get('athm-button'))
    customElements.define('athm-button', element)
}
