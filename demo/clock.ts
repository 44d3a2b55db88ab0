/** The simulator's clock beside the phone. The phone's page tells the time as it learns of it, once a second. */

import { toHour } from './language.ts'
import { byId } from './page.ts'
import { textOf, type Lang } from './texts.ts'

const FAST = 60

interface Time {
  /** An instant, RFC 3339. */
  readonly now: string
  /** 1 is the usual speed. */
  readonly speed: number
}

/** The clock, as the rest of the page sees it. */
export interface ClockPanel {
  readonly show: (lang: Lang) => void
}

/** Makes the clock in `#clock`. It goes back to the usual speed when nothing waits any more: the phone sees to that. */
export function createClockPanel(initialLang: Lang): ClockPanel {
  const frame = byId('phone-frame', HTMLIFrameElement)
  const button = byId('speed', HTMLButtonElement)
  let lang = initialLang
  let time: Time | undefined

  function show(language: Lang): void {
    lang = language
    const isFast = time !== undefined && time.speed !== 1
    byId('clock', HTMLElement).classList.toggle('fast', isFast)
    button.setAttribute('aria-pressed', String(isFast))
    byId('clock-label', HTMLElement).textContent = isFast
      ? textOf(lang, 'clockFast', { speed: String(time?.speed) })
      : textOf(lang, 'clock')
    byId('clock-time', HTMLElement).textContent = time ? toHour(lang, new Date(time.now)) : ''
  }

  addEventListener('message', ({ origin, source, data }: MessageEvent<unknown>) => {
    const told = origin === location.origin && source === frame.contentWindow ? parseTime(data) : undefined
    if (!told) return
    time = told
    show(lang)
  })
  button.addEventListener('click', async () => {
    const speed = time === undefined || time.speed === 1 ? FAST : 1
    try {
      const answer = await fetch('/simulator/control/clock', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ speed }),
      })
      time = parseTime({ simulatorTime: (await answer.json()) as unknown }) ?? time
    } catch {
      // The clock then goes on as it did, and shows so.
    }
    show(lang)
  })
  return { show }
}

function parseTime(data: unknown): Time | undefined {
  if (typeof data !== 'object' || data === null || !('simulatorTime' in data)) return undefined
  const { now, speed } = data.simulatorTime as Partial<Time>
  return typeof now === 'string' && typeof speed === 'number' ? { now, speed } : undefined
}
