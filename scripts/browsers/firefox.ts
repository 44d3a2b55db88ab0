/** Firefox, as it is installed: Playwright drives it by WebDriver BiDi. */

import { firefox, type LaunchOptions } from 'playwright'
import { findBrowser, findOnPath, installByApt } from './search.ts'

/** How Playwright starts an installed Firefox. */
export function toFirefoxOptions(executablePath: string): LaunchOptions {
  return {
    channel: 'moz-firefox',
    executablePath,
    firefoxUserPrefs: {
      // Colours are measured as they are at rest: what emulateMedia can't say here.
      'ui.prefersReducedMotion': 1,
      'ui.systemUsesDarkTheme': 0,
      // Firefox's own background traffic stays on this machine.
      'app.normandy.enabled': false,
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
      'browser.safebrowsing.update.enabled': false,
    },
  }
}

/**
 * Finds a Firefox that opens a page, and says on stderr which one was taken. `ATHM_FIREFOX` names one outright. Throws
 * when no way works.
 */
export function findFirefox(): Promise<string> {
  return findBrowser({
    browser: 'Firefox',
    variable: 'ATHM_FIREFOX',
    prove,
    ways: [
      { name: 'the installed browser', find: findInstalled },
      {
        name: "Debian's package, just installed",
        find: async () =>
          (await installByApt(['firefox-esr', 'fonts-liberation'])) ? findInstalled() : undefined,
      },
    ],
  })
}

function findInstalled(): string {
  return findOnPath(['firefox-esr', 'firefox']) ?? '/Applications/Firefox.app/Contents/MacOS/firefox'
}

async function prove(path: string): Promise<string | undefined> {
  try {
    const browser = await firefox.launch({ ...toFirefoxOptions(path), timeout: 60_000 })
    try {
      const page = await browser.newPage()
      await page.setContent('<p>open</p>')
      return (await page.textContent('p')) === 'open' ? undefined : 'it shows no page'
    } finally {
      await browser.close()
    }
  } catch (error) {
    return String(error).split('\n')[0]
  }
}
