// @ts-check
/** A ticket's status, in a word and in a mood. */

import { textOf } from './texts.js'

/** @typedef {import('../shared/tickets.js').Ticket} Ticket */

/**
 * @param {import('./texts.js').Lang} lang
 * @param {Ticket} ticket
 */
export function toStatusText(lang, { status, expired }) {
  return expired ? `${status} · ${textOf(lang, 'expired')}` : status
}

/**
 * @param {Ticket} ticket
 * @returns {import('./rows.js').Mood}
 */
export function moodOfTicket({ status }) {
  if (status === 'COMPLETED') return 'good'
  return status === 'CANCEL' ? 'bad' : 'wait'
}
