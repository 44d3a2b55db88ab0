/** WebKitGTK: its driver and its small browser, on a screen that nobody sees. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChild } from '../child.ts'
import { findBrowser, findOnPath, installByApt } from './search.ts'
import { WebDriverSession } from './webdriver.ts'

/** A driver that runs, and starts one browser at a time. */
export interface WebKitDriver {
  /** Starts a browser with storage of its own, behind a proxy as WebDriver names one. */
  startBrowser(proxy?: object): Promise<WebDriverSession>
  stop(): void
}

/**
 * Finds WebKitGTK's driver with a browser that opens a page, and says on stderr which one was taken. `ATHM_WEBKIT` names
 * a WebKitWebDriver outright. Throws when no way works.
 */
export function findWebKit(): Promise<string> {
  return findBrowser({
    browser: 'WebKitGTK',
    variable: 'ATHM_WEBKIT',
    prove,
    ways: [
      { name: 'the installed driver', find: findInstalled },
      {
        name: "Debian's packages, just installed",
        find: async () =>
          (await installByApt(['webkit2gtk-driver', 'xvfb', 'fonts-liberation']))
            ? findInstalled()
            : undefined,
      },
    ],
  })
}

function findInstalled(): string | undefined {
  return findOnPath(['Xvfb']) === undefined ? undefined : findOnPath(['WebKitWebDriver'])
}

async function prove(path: string): Promise<string | undefined> {
  try {
    const driver = await startWebKitDriver(path)
    try {
      const browser = await driver.startBrowser()
      await browser.goTo('data:text/html,<p>open</p>')
      const text = await browser.execute('return document.querySelector("p").textContent')
      await browser.stop()
      return text === 'open' ? undefined : 'it shows no page'
    } finally {
      driver.stop()
    }
  } catch (error) {
    return String(error).split('\n')[0]
  }
}

/**
 * Windows may be larger. Nobody manages them: the one below the pointer, which rests in the middle of the screen, has
 * the focus, and a page without it shows no focus. So the middle has to be within the smallest window.
 */
const SCREEN = '640x1000x24'

/** How long a browser may take to start. */
const START_WITHIN_MS = 20_000

/** Starts the driver at a path, with a screen. Throws when either doesn't come up in ten seconds. */
export async function startWebKitDriver(path: string): Promise<WebKitDriver> {
  const settings = writeSettings()
  const screen = startChild('Xvfb', ['-displayfd', '1', '-screen', '0', SCREEN, '-nolisten', 'tcp'], {
    quiet: true,
  })
  let driver: ReturnType<typeof startChild> | undefined
  const stop = (): void => {
    driver?.kill()
    screen.kill()
    rmSync(settings, { recursive: true, force: true })
  }
  const startDriver = async (display: string): Promise<string> => {
    driver?.kill('SIGKILL')
    const port = await findFreePort()
    driver = startChild(path, [`--port=${port}`, '--host=127.0.0.1'], {
      quiet: true,
      env: {
        DISPLAY: `:${display}`,
        XDG_CONFIG_HOME: settings,
        // The language that pages are told.
        LC_ALL: 'en_US.UTF-8',
        // What the machine has of these would only get in the way of a browser on its own screen.
        WAYLAND_DISPLAY: '',
        GDK_BACKEND: 'x11',
        NO_AT_BRIDGE: '1',
        LIBGL_ALWAYS_SOFTWARE: '1',
      },
    })
    const url = `http://127.0.0.1:${port}`
    await waitForAnswer(`${url}/status`)
    return url
  }
  try {
    const display = await firstLine(screen)
    let url = await startDriver(display)
    return {
      stop,
      async startBrowser(proxy) {
        const capabilities = {
          'webkitgtk:browserOptions': { args: ['--automation'] },
          // WebKit counts in the page's own time, which tests put forward: to here, a day, none of them does.
          timeouts: { script: 86_400_000 },
          ...(proxy && { proxy }),
        }
        try {
          return await WebDriverSession.start(url, capabilities, START_WITHIN_MS)
        } catch {
          // On a machine with much else to do a browser may hang as it starts, and its driver with it: once more, with both new.
          url = await startDriver(display)
          return WebDriverSession.start(url, capabilities, START_WITHIN_MS)
        }
      },
    }
  } catch (error) {
    stop()
    throw error
  }
}

/** GTK's settings: no animation, which pages see as reduced motion, and a window that can be as narrow as a phone. */
function writeSettings(): string {
  const folder = mkdtempSync(join(tmpdir(), 'athm-webkit-'))
  mkdirSync(join(folder, 'gtk-3.0'))
  writeFileSync(join(folder, 'gtk-3.0', 'settings.ini'), '[Settings]\ngtk-enable-animations=0\n')
  writeFileSync(
    join(folder, 'gtk-3.0', 'gtk.css'),
    '* { min-width: 0; min-height: 0; padding: 0; margin: 0; border-width: 0; font-size: 1px; }\n',
  )
  return folder
}

function firstLine(child: ReturnType<typeof startChild>): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()))
    child.once('error', reject)
    child.once('close', () => reject(new Error('Xvfb ended before it had a screen.')))
  })
}

function findFreePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

async function waitForAnswer(url: string): Promise<void> {
  for (const startedAt = performance.now(); ;) {
    try {
      await fetch(url)
      return
    } catch (error) {
      if (performance.now() - startedAt > 10_000) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
