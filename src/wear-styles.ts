/** How a button wears its styles and its dialog's, in whichever document it is. */

import { adoptStyles } from 'lit'
import { dialogStyles } from './payment-dialog.styles.ts'

/** Gives a button its styles and the dialog's. Documents can't share a sheet: another one gets sheets of its own. */
export function wearStyles({ shadowRoot, ownerDocument, constructor }: HTMLElement): void {
  const styles = [...(constructor as typeof StyledElement).elementStyles, dialogStyles]
  const { defaultView } = ownerDocument
  if (!shadowRoot || !defaultView) return
  if (ownerDocument === document) return adoptStyles(shadowRoot, styles)
  shadowRoot.adoptedStyleSheets = styles.map((style) => {
    const sheet = new defaultView.CSSStyleSheet()
    sheet.replaceSync(
      'cssText' in style ? style.cssText : [...style.cssRules].map((rule) => rule.cssText).join(''),
    )
    return sheet
  })
}

/** As much of Lit's element class as the styles need. */
declare class StyledElement extends HTMLElement {
  static elementStyles: Parameters<typeof adoptStyles>[1]
}
