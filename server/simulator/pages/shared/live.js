// @ts-check
/** When to look again: at once when the simulator says that something changed; each second where it can't say so. */

const POLL_MS = 1000
/** Beside the stream: what it has lost without a word, such as a machine that slept, is noticed. */
const CHECK_MS = 10_000
/** A stream that was refused is asked for again. One that broke comes back by itself. */
const RETRY_MS = 5000

/**
 * What has changed, as `control/live` names it; null is anything.
 * @typedef {ReadonlySet<string> | null} News
 */

/**
 * Calls `look` now, and from then on whenever there may be news; never twice at once. While nobody can see the page it
 * rests, and leaves its connection to others: a browser has six for one server.
 * @param {object} options
 * @param {(news: News) => Promise<boolean>} options.look answers whether the simulator was there; never rejects
 * @param {boolean} [options.streams] false for a page that only asks each second
 * @returns {() => Promise<void>} looks at everything now, or right after the look under way
 */
export function watch({ look, streams = true }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let next
  /** What changed since the last look began; an empty text is anything. */
  /** @type {Set<string>} */
  let news = new Set()
  /** @type {Promise<void> | null} */
  let running = null

  async function run() {
    while (news.size > 0) {
      const changed = news.has('') ? null : news
      news = new Set()
      const isThere = await look(changed)
      clearTimeout(next)
      const restMs = stream.isOpen() && isThere ? CHECK_MS : POLL_MS
      if (!document.hidden) next = setTimeout(() => void lookAt(['']), restMs)
    }
    running = null
  }

  /** @param {readonly string[]} subjects */
  function lookAt(subjects) {
    for (const subject of subjects) news.add(subject)
    running ??= run()
    return running
  }

  const stream = createStream((subjects) => void lookAt(subjects))
  if (streams) stream.open()
  void lookAt([''])
  document.addEventListener('visibilitychange', () => {
    clearTimeout(next)
    stream.close()
    if (document.hidden) return
    if (streams) stream.open()
    void lookAt([''])
  })
  return () => lookAt([''])
}

/**
 * Makes the stream of news, which is closed.
 * @param {(subjects: readonly string[]) => void} heard is called with an empty text when the stream breaks
 */
function createStream(heard) {
  /** @type {EventSource | null} */
  let source = null
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let retry

  function open() {
    close()
    source = new EventSource('control/live')
    source.addEventListener('change', ({ data }) => heard(JSON.parse(data).changed))
    source.addEventListener('error', () => {
      if (source?.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_MS)
      heard([''])
    })
  }

  function close() {
    clearTimeout(retry)
    source?.close()
    source = null
  }

  return { open, close, isOpen: () => source?.readyState === EventSource.OPEN }
}
