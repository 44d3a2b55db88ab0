/** What a backend says of itself, asked for once however many buttons a page has. */

import type { ConfigView } from './protocol/messages.ts'
import { CONFIG_ROUTE } from './protocol/routes.ts'

/** How long the backend may take to say it. */
const DEADLINE_MS = 12_000

interface Answer {
  /** When it came, in milliseconds: never while it is on its way, and long ago where there was none. */
  at: number
  readonly config: Promise<Partial<ConfigView> | undefined>
}

const answers = new Map<string, Answer>()

/**
 * Asks a backend, unless it is being asked or its answer is younger than so many milliseconds. Resolves to undefined
 * where it says nothing.
 */
export function askConfig(baseUrl: unknown, maxAgeMs: number): Promise<Partial<ConfigView> | undefined> {
  const url = `${String(baseUrl).replace(/\/+$/, '')}/${CONFIG_ROUTE.path}`
  const known = answers.get(url)
  if (known && performance.now() - known.at < maxAgeMs) return known.config
  const answer: Answer = { at: Infinity, config: fetchConfig(url) }
  answers.set(url, answer)
  void answer.config.then((config) => (answer.at = config ? performance.now() : -Infinity))
  return answer.config
}

async function fetchConfig(url: string): Promise<Partial<ConfigView> | undefined> {
  try {
    const response = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(DEADLINE_MS) })
    if (response.ok) return (await response.json()) as Partial<ConfigView>
  } catch {
    // It says nothing, or nothing that is JSON.
  }
  return undefined
}
