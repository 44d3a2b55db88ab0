/** The live log of what the button says: each event's time, name, and the essentials of its detail. */

import type { AthmDetail, AthmEvent } from '../src/index.ts'
import { toHour } from './language.ts'
import { byId, create } from './page.ts'
import { textOf, type Lang } from './texts.ts'

/** The events of the button, in the order of a payment. */
const EVENT_NAMES = [
  'athm-availability',
  'athm-open',
  'athm-beforeinitiate',
  'athm-initiated',
  'athm-statuschange',
  'athm-confirmed',
  'athm-completed',
  'athm-cancelled',
  'athm-expired',
  'athm-failed',
  'athm-close',
] as const

/** An event that tells of a payment. */
export type PaymentEvent = AthmEvent

/**
 * Starts the log in `#log`. It listens on the document, where the events arrive by bubbling, so it hears those of a
 * button that is defined later. `heard` is given each event that tells of a payment.
 */
export function startEventLog(readLang: () => Lang, heard: (event: PaymentEvent) => void): void {
  for (const name of EVENT_NAMES) {
    document.addEventListener(name, (event) => {
      if (isAvailability(event)) {
        write(
          readLang(),
          name,
          textOf(readLang(), event.detail.available ? 'logAvailable' : 'logUnavailable'),
        )
        return
      }
      if (!isPaymentEvent(event)) return
      write(readLang(), name, describe(event.detail))
      heard(event)
    })
  }
}

function write(lang: Lang, name: string, essentials: string): void {
  const log = byId('log', HTMLOListElement)
  byId('log-empty', HTMLElement).hidden = true
  const now = new Date()
  const time = create('time', 'log-time', toHour(lang, now))
  time.dateTime = now.toISOString()
  log.append(
    create('li', '', time, create('code', 'log-name', name), create('span', 'log-detail', essentials)),
  )
  log.scrollTop = log.scrollHeight
}

function describe({
  status,
  total,
  paymentId,
  referenceNumber,
  metadata1,
  code,
  recoverable,
}: AthmDetail): string {
  const facts = [
    status,
    `$${total}`,
    metadata1,
    paymentId && `paymentId ${paymentId}`,
    referenceNumber && `referenceNumber ${referenceNumber}`,
    code && `code ${code}, recoverable ${recoverable}`,
  ]
  return facts.filter(Boolean).join(' · ')
}

function isAvailability(event: Event): event is AthmEvent<{ readonly available: boolean }> {
  return event.type === 'athm-availability' && 'detail' in event
}

function isPaymentEvent(event: Event): event is PaymentEvent {
  return 'detail' in event && event.detail !== null
}
