/** The least that a button in Lit can be. */

import { html, LitElement } from 'lit'

class BareButton extends LitElement {
  render() {
    return html`<button><slot></slot></button>`
  }
}

customElements.define('bare-button', BareButton)
