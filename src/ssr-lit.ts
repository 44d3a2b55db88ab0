/** What stands for `lit` where the idle button is rendered without a page: templates and styles as data. */

/** Keeps a template's strings and values, as Lit's own does. */
export const html = (strings: TemplateStringsArray, ...values: readonly unknown[]): object => ({
  strings,
  values,
})

/** Keeps a style sheet's text, by which it can stand in another one's. */
export const unsafeCSS = (cssText: string): { readonly cssText: string; toString(): string } => ({
  cssText,
  toString: () => cssText,
})

/** Nothing at all. */
export const nothing = Symbol('nothing')
