/**
 * What stands for `lit` in the standalone dialog: the one that its button brought. A page downloads Lit once, under
 * whatever address its script tag has.
 */

type Bringer = CustomElementConstructor & { readonly lit: typeof import('lit') }

const { lit } = customElements.get('athm-button') as Bringer

export const { adoptStyles, css, html, nothing } = lit
