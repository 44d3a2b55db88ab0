/** The element's events: each an Event class of its own, bubbling out of shadow trees, with a typed `detail`. */

import type { ErrorCode } from './protocol/errors.ts'
import type { PaymentStatus } from './protocol/payment.ts'

/** What an event of a payment tells. Money is decimal text; what isn't known yet is null. */
export interface AthmDetail {
  readonly status: PaymentStatus | null
  /** Empty while the customer has not chosen it, where an order leaves it open. */
  readonly total: string
  readonly paymentId: string | null
  /** Known once the payment is COMPLETED. */
  readonly ecommerceId: string | null
  /** Known once the payment is COMPLETED. */
  readonly referenceNumber: string | null
  readonly metadata1: string
  readonly metadata2: string
  /** Why it ended so, or why it never began. */
  readonly code?: ErrorCode
  /** Whether trying again can help. Stands beside `code`. */
  readonly recoverable?: boolean
}

/** What every event of the element has in common. */
export class AthmEvent<Detail = AthmDetail> extends Event {
  readonly detail: Detail

  constructor(type: string, detail: Detail, cancelable = false) {
    super(type, { bubbles: true, composed: true, cancelable })
    this.detail = detail
  }
}

/** The number was given and nothing has been sent. Cancelled: nothing is sent. */
export class AthmBeforeInitiateEvent extends AthmEvent {
  constructor(detail: AthmDetail) {
    super('athm-beforeinitiate', detail, true)
  }
}

/** The backend made the payment. */
export class AthmInitiatedEvent extends AthmEvent {
  constructor(detail: AthmDetail) {
    super('athm-initiated', detail)
  }
}

/** The customer agreed in the app. No money has moved. */
export class AthmConfirmedEvent extends AthmEvent {
  constructor(detail: AthmDetail) {
    super('athm-confirmed', detail)
  }
}

/** The money moved. Cancelled: no redirect. */
export class AthmCompletedEvent extends AthmEvent {
  constructor(detail: AthmDetail) {
    super('athm-completed', detail, true)
  }
}

/** The payment was cancelled, here or in the app. Cancelled: no redirect. */
export class AthmCancelledEvent extends AthmEvent {
  constructor(detail: AthmDetail) {
    super('athm-cancelled', detail, true)
  }
}

/** The payment's time ran out. Cancelled: no redirect. */
export class AthmExpiredEvent extends AthmEvent {
  constructor(detail: AthmDetail) {
    super('athm-expired', detail, true)
  }
}

/** The payment failed; or could not begin, and the dialog that said so was left. Cancelled: no redirect. */
export class AthmFailedEvent extends AthmEvent {
  constructor(detail: AthmDetail) {
    super('athm-failed', detail, true)
  }
}

/** The payment's status is another one. */
export class AthmStatusChangeEvent extends AthmEvent {
  constructor(detail: AthmDetail) {
    super('athm-statuschange', detail)
  }
}

/** The dialog opened. */
export class AthmOpenEvent extends AthmEvent {
  constructor(detail: AthmDetail) {
    super('athm-open', detail)
  }
}

/** The dialog closed. */
export class AthmCloseEvent extends AthmEvent {
  constructor(detail: AthmDetail) {
    super('athm-close', detail)
  }
}

/** The backend's word on whether ATH Móvil can be reached changed. The button is disabled while it can't. */
export class AthmAvailabilityEvent extends AthmEvent<{ readonly available: boolean }> {
  constructor(available: boolean) {
    super('athm-availability', { available })
  }
}

declare global {
  /** They bubble: elements, documents and windows hear them. */
  interface GlobalEventHandlersEventMap {
    'athm-beforeinitiate': AthmBeforeInitiateEvent
    'athm-initiated': AthmInitiatedEvent
    'athm-confirmed': AthmConfirmedEvent
    'athm-completed': AthmCompletedEvent
    'athm-cancelled': AthmCancelledEvent
    'athm-expired': AthmExpiredEvent
    'athm-failed': AthmFailedEvent
    'athm-statuschange': AthmStatusChangeEvent
    'athm-open': AthmOpenEvent
    'athm-close': AthmCloseEvent
    'athm-availability': AthmAvailabilityEvent
  }
}
