/** The page's word on whether somebody is looking and whether there is a network. */

import type { Presence } from './checkout/payment-updates.ts'

const isSeen = () => !document.hidden
const isOnline = () => navigator.onLine
const isHere = () => isSeen() && isOnline()

/** The presence of the customer at this document. Touches the page when called, never when imported. */
export const pagePresence: Presence = {
  isOnline,
  isSeen,

  pause: (ms, signal, isRestless = false) =>
    new Promise((resolve) => {
      const pausing = new AbortController()
      const done = () => {
        clearTimeout(timer)
        pausing.abort()
        resolve()
      }
      const timer = setTimeout(() => {
        if (isRestless || isHere()) done()
      }, ms)
      pagePresence.onReturn(done, pausing.signal)
      signal?.addEventListener('abort', done, { signal: pausing.signal })
      if (signal?.aborted) done()
    }),

  onReturn(callback, signal) {
    const look = () => {
      if (isHere()) callback()
    }
    document.addEventListener('visibilitychange', look, { signal })
    addEventListener('online', look, { signal })
    // A page that a browser kept whole while another one was shown.
    addEventListener('pageshow', look, { signal })
  },

  onOffline: (callback, signal) => addEventListener('offline', callback, { signal }),
}
