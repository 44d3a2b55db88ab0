/** What goes wrong between a page and its backend: answers that come late, as a proxy's page, or never. */

import type { ServerResponse } from 'node:http'
import type { Dice } from '../simulation/dice.ts'
import type { Trouble } from './schedule.ts'

/** Trouble, for a share of the requests of one route, or of all. */
export interface Spell {
  readonly trouble: Trouble
  /** A share, 0 to 1. */
  readonly share: number
  /** A part of the path; empty for all. */
  readonly route: string
}

/** The way between pages and a backend. */
export interface Weather {
  /** Makes trouble, beside that which there is. */
  add(spell: Spell): void
  /** Has the sky clear up. */
  clear(): void
  /** Breaks every connection that is open. */
  cut(): void
  /** Lets a request through to `answer`, as well as it can. */
  pass(request: Request, answer: (request: Request) => Promise<Response>): Promise<Response>
  /** Rolls for a connection as it comes in; tells whether it was broken. Others break when they are answered. */
  breaks(path: string, outgoing: ServerResponse): boolean
}

const PROXY_PAGE =
  '<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>502</h1></body></html>'

/** How late is late, in real milliseconds. */
const LATE_MS = [50, 300, 900] as const

/** Makes good weather. */
export function createWeather(dice: Dice): Weather {
  let spells: Spell[] = []
  const open = new Set<ServerResponse>()

  const hits = (path: string, troubles: readonly Trouble[]): Trouble | undefined =>
    spells
      .filter(({ trouble }) => troubles.includes(trouble))
      .find(({ share, route }) => path.includes(route) && dice.chance(share))?.trouble

  return {
    add: (spell) => void spells.push(spell),
    clear: () => void (spells = []),
    cut() {
      for (const outgoing of open) outgoing.destroy()
    },
    breaks(path, outgoing) {
      open.add(outgoing)
      outgoing.once('close', () => open.delete(outgoing))
      if (hits(path, ['cut_after'])) outgoing.writeHead = () => outgoing.destroy()
      if (!hits(path, ['cut_before', 'away'])) return false
      outgoing.destroy()
      return true
    },
    async pass(request, answer) {
      const { pathname } = new URL(request.url)
      const before = hits(pathname, ['slow', 'page_before', 'hang'])
      if (before === 'page_before') return toProxyPage()
      if (before === 'hang') await untilAborted(request)
      if (before === 'slow') await late(dice)
      const response = await answer(request)
      const after = hits(pathname, ['slow_answer', 'page_after'])
      if (after === 'slow_answer') await late(dice)
      if (after !== 'page_after') return response
      await response.body?.cancel()
      return toProxyPage()
    },
  }
}

function toProxyPage(): Response {
  return new Response(PROXY_PAGE, { status: 502, headers: { 'content-type': 'text/html' } })
}

function late(dice: Dice): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, dice.pick(LATE_MS)))
}

function untilAborted({ signal }: Request): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error))
  })
}
