/**
 * English. What stands in braces is set in bold: `{total}`, `{phone}` and `{host}` are filled in, other words stand
 * for themselves. This file is the type of every language.
 */

import { BUTTON_TEXTS } from './button.ts'

/** Every word that a customer reads, in English. */
export const en = {
  pay: BUTTON_TEXTS.en.pay,
  close: 'Close',
  sandbox: 'Test mode: no real money moves',
  subtotal: 'Subtotal',
  tax: 'Tax',
  phoneLabel: 'Your phone number',
  phoneHint: 'The one you use in your ATH Móvil app.',
  next: 'Continue',
  initiating: 'Sending the request',
  waiting: 'Confirm in your app',
  waitingText: 'We sent the request for {total} to {phone}. Open it in ATH Móvil and confirm it.',
  changeNumber: 'Change number',
  cancel: 'Cancel',
  left: { 180: '3 minutes left.', 60: '1 minute left.', 30: '30 seconds left.' },
  closing: 'Cancel this payment?',
  closingText: 'The request for {total} is still waiting in your app.',
  keepWaiting: 'Keep waiting',
  yesCancel: 'Yes, cancel',
  cancelling: 'Cancelling the request',
  authorizing: 'Processing your payment',
  completed: 'Payment completed',
  completedText: 'Thank you. Keep your reference.',
  reference: 'Reference',
  done: 'Done',
  verifying: 'Checking your payment',
  verifyingText:
    "We don't know the outcome yet. {Don't pay again}: if you were charged, you'll see it here in a moment.",
  verifyingNote: "You can close this window: your payment won't be lost.",
  cancelled: 'Payment cancelled',
  cancelledText: 'You were not charged.',
  expired: 'Time ran out',
  expiredText: 'You were not charged. You can try again.',
  failed: 'The payment was not made',
  tryAgain: 'Try again',
  away: 'We could not connect. Check your internet; we keep trying.',
  back: 'Taking you back to {host}…',
  errors: {
    setup: 'This button is set up wrong. Please tell the business.',
    total: 'The total of this payment is not right. Please tell the business.',
    range: 'The total must be from $1.00 to $1,500.00.',
    phone: 'Enter all 10 digits of your number.',
    origin: 'The business does not take payments from this page.',
    missing: 'We could not find this payment.',
    busy: 'This is taking longer than usual. Try again in a moment.',
    refused: 'ATH Móvil could not make this payment. You were not charged.',
    limit: "This payment is over your account's or card's limit.",
    ownPhone: "That is the business's own number. Use yours.",
    business: 'The business cannot take payments right now.',
    down: BUTTON_TEXTS.en.unavailable,
    server: 'Something went wrong on our side. Try again in a moment.',
    uncreated: 'We could not make this payment. You were not charged.',
    mismatch: 'The total did not match. You were not charged.',
    vetoed: 'The business did not accept this payment. You were not charged.',
    review: "The business is reviewing this payment. Don't pay again.",
    orderExpired: 'The time to pay this order is over. Reload the page and try again.',
    orderRevoked: 'This order can no longer be paid. Please ask the business.',
    orderTaken: 'Somebody is already paying this order with another phone.',
    orderPaid: "This order is already paid. Don't pay again.",
    tooMany: 'Too many requests to this number. Wait a few minutes and try again.',
    nowhere: "This button can't find its server. Please tell the business.",
    offline: BUTTON_TEXTS.en.offline,
  },
}

/** The words of one language. */
export type Texts = typeof en
