/** `athm-button/server`: the public API. */

export { createAthmBackend, type AthmBackend, type RefundOptions } from './backend.ts'
export { OptionsError, type BackendOptions } from './options.ts'
export type { AnyEvent, EventMap, EventType, Handler } from './payments/events.ts'
export type { OrderRequest, SignedOrder } from './payments/order.ts'
export type { BeforeAuthorize, Limit, Limits, ResolvedOrder, ResolveOrder } from './payments/policy.ts'
export type { Customer, CustomerExport, Customers, Erasure } from './payments/customer.ts'
export type { Check, CheckState, Doctor, DoctorReport } from './doctor/check.ts'
export type {
  CheckedWebhook,
  FailedState,
  InstalledWebhook,
  ReadBody,
  Reprocessing,
  ReprocessProgress,
  ReprocessRequest,
  Webhooks,
} from './webhooks/webhooks.ts'
export type { Refund, RefundReview, RefundStatus } from './payments/refund.ts'
export type { Sync, SyncedDay, SyncOptions } from './watcher/sync-options.ts'
export type {
  FailedDay,
  RowFault,
  SyncProblem,
  SyncSummary,
  UnmatchedReason,
} from './watcher/reconcile-summary.ts'
export type { Send, Upstream, UpstreamAnswer, UpstreamRequest } from './athmovil/transport.ts'
export type { AdjustableClock, Clock, Log, LogFields, Random } from './context.ts'
export type {
  CompletedPayment,
  Item,
  LivePayment,
  Payment,
  PaymentStatus,
  UnpaidPayment,
} from '../src/protocol/payment.ts'
export { AthmError, isAthmError, type ErrorCode } from '../src/protocol/errors.ts'
