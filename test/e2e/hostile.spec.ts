/** Texts that want to be markup or code, through everything that a page and a backend can say to the button. */

import type { Page } from '@playwright/test'
import { readBrowserName } from '../../scripts/find-browser.ts'
import { POLYGLOTS } from '../fixtures/polyglots.ts'
import { expect, test } from './fixtures.ts'
import { MANNERS, startHostileServer, type HostileServer } from './hostile-server.ts'
import { makeVisits, type Visit } from './hostile-visit.ts'

/** How a page can say a text, and how the backend answers then. */
const WAYS = {
  texts: 'paid',
  signed: 'failed',
  total: 'paid',
  subtotal: 'paid',
  tax: 'paid',
  timeout: 'paid',
  order: 'paid',
  'metadata-1': 'html',
  items: 'paid',
  'base-url': 'paid',
} as const

// Thousands of requests and drawings would be kept.
test.use({ trace: 'off' })

let server: HostileServer
test.beforeAll(async () => void (server = await startHostileServer()))
test.afterAll(() => server.close())

/** Ways with something else where a text or an amount is expected. */
const ODD_WAYS = ['oddities', 'odd items', 'odd total', 'odd order'] as const

/** All attributes at once, and all properties, beside all fields of a good answer and of an error. */
const WHOLE = [
  ['attributes', 'paid'],
  ['properties', 'error'],
] as const

/** Every way to say a text by itself, each with the backend's manner. */
const VISITS: readonly (readonly [way: string, manner: string])[] = [
  ...Object.entries(WAYS),
  ...ODD_WAYS.map((way) => [way, 'paid'] as const),
  ...MANNERS.map((manner) => [manner, manner] as const),
]

/** Whether each text goes through every single way: a proof of many minutes. */
const isEveryWay = process.env['ATHM_HOSTILE'] === 'all'

/** A text goes through all attributes and properties; then through one more way, in turn, or through all of them. */
function toVisits(text: string, index: number): Visit[] {
  const turns = isEveryWay ? VISITS : VISITS.slice(index % VISITS.length, (index % VISITS.length) + 1)
  return [...WHOLE, ...turns]
    .filter(([way]) => way !== 'base-url' || isOwn(text))
    .map(([way, manner]) => ({ text, index, way, backend: `/${manner}/${index}` }))
}

/** Everything that the button draws, as texts that mean no harm have it drawn. */
function toHarmless(): Visit[] {
  return [...WHOLE, ...VISITS].flatMap(([way, manner]) =>
    ['harmless', '25.00'].map((text) => ({ text, index: -1, way, backend: `/${manner}/-1` })),
  )
}

/** A page that names another site as its backend calls that site, and means it. */
function isOwn(text: string): boolean {
  return URL.canParse(text, server.url) && new URL(text, server.url).origin === server.url
}

/** Notes everything that must not happen on a page. Returns how to read the notes. */
async function watch(page: Page): Promise<() => Promise<string[]>> {
  const asked: string[] = []
  await page.addInitScript(() => {
    const faults: string[] = []
    Object.assign(globalThis, { faults, xss: () => void faults.push('A script ran.') })
    addEventListener('securitypolicyviolation', ({ violatedDirective, sample, blockedURI }) =>
      faults.push(`violation of ${violatedDirective}: ${blockedURI} ${sample}`),
    )
    // Where redirects lead is told elsewhere; here the page has to stay.
    for (const end of ['completed', 'cancelled', 'expired', 'failed'])
      addEventListener(`athm-${end}`, (event) => event.preventDefault())
    addEventListener('error', ({ message }) => faults.push(`error: ${message}`))
    addEventListener('unhandledrejection', ({ reason }) => faults.push(`rejection: ${String(reason)}`))
  })
  page.on('request', (request) => {
    const { origin } = new URL(request.url())
    if (origin !== server.url && origin !== 'null') asked.push(`${request.url()} was fetched.`)
  })
  return async () => [
    ...asked,
    ...(await page.evaluate(() => (globalThis as unknown as { faults: string[] }).faults)),
  ]
}

test('there are at least three hundred texts, all different', () => {
  expect(new Set(POLYGLOTS).size).toBe(POLYGLOTS.length)
  expect(POLYGLOTS.length).toBeGreaterThanOrEqual(300)
})

for (const policy of ['strict', 'lax'] as const)
  test(`a hostile text stays a text wherever it comes from, on a page that is ${policy}`, async ({
    page,
  }) => {
    test.setTimeout(isEveryWay ? 1_500_000 : 300_000)
    const readFaults = await watch(page)
    await page.goto(`${server.url}/${policy}`)
    const harmless = await page.evaluate(makeVisits, toHarmless())
    expect(harmless.faults).toEqual([])
    // What the policy would stop is tried without it too, by a part of the texts; so are the other browsers.
    const isWhole = policy === 'strict' && readBrowserName() === 'chromium'
    const visits = POLYGLOTS.flatMap(toVisits).filter(({ index }) => isWhole || index % 7 === 0)
    for (let at = 0; at < visits.length; at += 100) {
      const hostile = await page.evaluate(makeVisits, visits.slice(at, at + 100))
      expect(hostile.faults).toEqual([])
      expect(hostile.vocabulary.filter((word) => !harmless.vocabulary.includes(word))).toEqual([])
      // A CSRF token that no header can carry never gets out; the dialog says that it can't connect.
      const away = hostile.ends.filter((end) => end.endsWith('away'))
      expect(away.filter((end) => !/base-url|stream|attributes|properties/.test(end))).toEqual([])
    }
    expect(await readFaults()).toEqual([])
    expect(page.url()).toBe(`${server.url}/${policy}`)
  })
