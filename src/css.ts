/** Style sheets as templates. */

import { unsafeCSS, type CSSResult } from 'lit'

/**
 * Makes a style sheet of a template whose values, if it has any, are style sheets of ours. Lit's own tag of this name takes
 * other values too, and weighs more.
 */
export const css = (strings: TemplateStringsArray, ...sheets: readonly CSSResult[]): CSSResult =>
  unsafeCSS(String.raw({ raw: strings }, ...sheets))
