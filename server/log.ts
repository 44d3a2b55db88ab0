/** Log lines as JSON, by pino: only the fields that LogFields names can be written. */

import { pino, type Level } from 'pino'
import type { Log, LogFields } from './context.ts'

/** Every field that may be written. What else somebody passes, past the types, stays unwritten. */
const FIELDS: Readonly<Record<keyof LogFields, true>> = {
  requestId: true,
  paymentId: true,
  refundId: true,
  eventId: true,
  eventType: true,
  webhookId: true,
  route: true,
  status: true,
  code: true,
  athmCode: true,
  attempts: true,
  durationMs: true,
  error: true,
}

/** Builds a log that writes to standard error, at once: the last line before a crash is the one that matters. */
export function createLog(level: Level): Log {
  const logger = pino({ level, base: null }, pino.destination({ dest: 2, sync: true }))
  return {
    info: (message, fields) => logger.info(pick(fields), message),
    warn: (message, fields) => logger.warn(pick(fields), message),
    error: (message, fields) => logger.error(pick(fields), message),
  }
}

function pick(fields: LogFields = {}): LogFields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => Object.hasOwn(FIELDS, name)))
}
