/** Defines <athm-button>, for those who bundle: in Node, Lit brings the registry that servers render from. */

import { AthmButton } from './athm-button.ts'
import { define } from './define.ts'
import { createLoader } from './fetch-dialog.ts'

export { AthmButton }
export * from './events.ts'
export type { AthmItem } from './setup.ts'
export type { AthmTexts } from './texts/own.ts'
export type { ErrorCode } from './protocol/errors.ts'
export type { PaymentStatus } from './protocol/payment.ts'

AthmButton.loadDialog = createLoader(() => import('./checkout-dialog.ts'))
define(AthmButton)
