/** Node's own end of a turn of the event loop. Apart from `system.ts`, which browsers can load too. */

/** Calls back once Node has handed over all that has arrived by now. */
export function systemEndOfTurn(act: () => void): void {
  setImmediate(act)
}
