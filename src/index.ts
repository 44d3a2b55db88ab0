/** Defines <athm-button>. In Node, where there are no elements to define, it only exports. */

import { AthmButton } from './athm-button.ts'

export { AthmButton }
export * from './events.ts'
export type { AthmItem } from './setup.ts'
export type { ErrorCode } from './protocol/errors.ts'
export type { PaymentStatus } from './protocol/payment.ts'

// Loaded twice, the first one stays: a page can't define a name again.
if (globalThis.customElements && !customElements.get('athm-button'))
  customElements.define('athm-button', AthmButton)
