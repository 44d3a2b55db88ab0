/** Log lines as JSON, by pino: only the fields that LogFields names can be written. */

import { pino, type Level } from 'pino'
import type { Log } from './context.ts'

/** Builds a log that writes to standard error, at once: the last line before a crash is the one that matters. */
export function createLog(level: Level): Log {
  const logger = pino({ level, base: null }, pino.destination({ dest: 2, sync: true }))
  return {
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
  }
}
