/** Defines <athm-button>: the only module with a side effect. In Node, Lit brings the registry that servers render from. */

import { AthmButton } from './athm-button.ts'

export { AthmButton }
export * from './events.ts'
export type { AthmItem } from './setup.ts'
export type { ErrorCode } from './protocol/errors.ts'
export type { PaymentStatus } from './protocol/payment.ts'

// Loaded twice, the first one stays: a page can't define a name again.
if (globalThis.customElements && !customElements.get('athm-button'))
  customElements.define('athm-button', AthmButton)
