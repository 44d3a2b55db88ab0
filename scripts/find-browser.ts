/**
 * Finds a browser that runs, or gets one, so that a test command needs nothing prepared. The ways are tried in the
 * order of how much they cost, and what was found is proved by opening a page in it.
 */

import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { findFirefox } from './browsers/firefox.ts'
import { findBrowser, findOnPath, installByApt, type Way } from './browsers/search.ts'
import { findWebKit } from './browsers/webkit.ts'
import { ROOT, runCommand, runNode } from './child.ts'

/**
 * Flags that keep Chromium's own background traffic on this machine. There is no --disable-features among them: it
 * would replace Playwright's list.
 */
export const CHROMIUM_ARGS = [
  '--gaia-url=http://127.0.0.1:9',
  '--component-updater=url-source=http://127.0.0.1:9',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
]

const WAYS: readonly Way[] = [
  { name: "Playwright's own download", find: () => chromium.executablePath() },
  { name: 'the installed browser', find: findInstalled },
  { name: 'the package @sparticuz/chromium', find: unpackSparticuz },
  { name: "Playwright's download, just made", find: downloadByPlaywright },
  {
    name: "Debian's package, just installed",
    find: async () => ((await installByApt(['chromium', 'fonts-liberation'])) ? findInstalled() : undefined),
  },
]

/**
 * Finds a Chromium that opens a page, and says on stderr which one was taken. `ATHM_CHROMIUM` names one outright.
 * Throws when no way works. A process that inherits this one's environment finds the same one at once.
 */
export function findChromium(): Promise<string> {
  return findBrowser({ browser: 'Chromium', variable: 'ATHM_CHROMIUM', ways: WAYS, prove })
}

const FINDERS = { chromium: findChromium, firefox: findFirefox, webkit: findWebKit }

/** A browser that the tests run in. */
export type BrowserName = keyof typeof FINDERS

/** The browsers that the tests run in; the first is the one that `npm test` takes. */
export const BROWSER_NAMES = Object.keys(FINDERS) as readonly BrowserName[]

/** Finds a browser by its name, as `findChromium` does. Returns the path of its executable, or of its driver. */
export function findByName(name: BrowserName): Promise<string> {
  return FINDERS[name]()
}

/** The browser that the environment asks for in ATHM_BROWSER; Chromium, unless it does. Throws for another name. */
export function readBrowserName(): BrowserName {
  const asked = process.env['ATHM_BROWSER'] ?? 'chromium'
  const name = BROWSER_NAMES.find((one) => one === asked)
  if (name === undefined) throw new Error(`ATHM_BROWSER is "${asked}", and not ${BROWSER_NAMES.join(', ')}.`)
  return name
}

/** Opens a page. Returns the first line of what went wrong, or undefined when nothing did. */
async function prove(executablePath: string): Promise<string | undefined> {
  const { code, output } = await runCommand(executablePath, ['--version'], { quiet: true })
  if (code !== 0) return output.trim().split('\n').at(-1) ?? `--version ended with ${code}`
  try {
    const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS, timeout: 30_000 })
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

function findInstalled(): string | undefined {
  return findOnPath(['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'])
}

/**
 * Unpacks the Chromium that comes from npm. It is meant for a bare Amazon Linux, so it brings libraries and fonts
 * along; the launcher written beside it uses these only where the machine has none of its own.
 */
async function unpackSparticuz(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const folder = join(ROOT, 'node_modules', '.cache', 'athm-chromium')
  const launcher = join(folder, 'launch.sh')
  if (existsSync(launcher)) return launcher
  // Unpacked aside and moved in place whole: two runs at once don't see each other's half-written files.
  const aside = `${folder}-${process.pid}`
  await mkdir(aside, { recursive: true })
  try {
    const program = "import('@sparticuz/chromium').then(({ default: c }) => c.executablePath())"
    // The package unpacks into TMPDIR, and its libraries only where it believes to be on Amazon Linux.
    const env = { TMPDIR: aside, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' }
    const { code } = await runNode(['--input-type=module', '-e', program], { quiet: true, env })
    if (code !== 0 || !existsSync(join(aside, 'chromium'))) return undefined
    await writeFile(join(aside, 'launch.sh'), LAUNCHER, { mode: 0o755 })
    await rename(aside, folder).catch((error: unknown) => {
      if (!existsSync(launcher)) throw error
    })
    return launcher
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

const LAUNCHER = `#!/bin/sh
# Starts the Chromium beside this file, with the libraries and fonts beside it where the machine lacks its own.
here=$(dirname "$(readlink -f "$0")")
if ! "$here/chromium" --version >/dev/null 2>&1; then
  export LD_LIBRARY_PATH="$here/al2023/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
fi
[ -d /etc/fonts ] || export FONTCONFIG_PATH="$here/fonts"
exec "$here/chromium" "$@"
`

async function downloadByPlaywright(): Promise<string | undefined> {
  const cli = join(ROOT, 'node_modules', 'playwright', 'cli.js')
  const { code } = await runNode([cli, 'install', 'chromium'], { quiet: true })
  return code === 0 ? chromium.executablePath() : undefined
}

if (import.meta.main) console.log(await findChromium())
