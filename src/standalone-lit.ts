/**
 * What stands for `lit` in the standalone dialog: the one that its button brought. A page downloads Lit once, under
 * whatever address its script tag has.
 */

import type * as Lit from 'lit'

type Bringer = CustomElementConstructor & { readonly lit: typeof Lit }

const { lit } = customElements.get('athm-button') as Bringer

export const { adoptStyles, css, html, nothing } = lit
