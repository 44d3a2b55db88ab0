/**
 * Finds a Chromium that runs, or gets one, so that a test command needs nothing prepared. The ways are tried in the
 * order of how much they cost, and what was found is proved by opening a page in it.
 */

import { accessSync, constants, existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright'
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

interface Way {
  /** What is said when this way was taken. */
  readonly name: string
  /** Returns the path of an executable, or undefined when this way leads nowhere. */
  readonly find: () => Promise<string | undefined> | string | undefined
}

const WAYS: readonly Way[] = [
  { name: "Playwright's own download", find: () => chromium.executablePath() },
  { name: 'the installed browser', find: findOnPath },
  { name: 'the package @sparticuz/chromium', find: unpackSparticuz },
  { name: "Playwright's download, just made", find: downloadByPlaywright },
  { name: "Debian's package, just installed", find: installByApt },
]

/**
 * Finds a Chromium that opens a page, and says on stderr which one was taken. `ATHM_CHROMIUM` names one outright.
 * Throws when no way works. A process that inherits this one's environment finds the same one at once.
 */
export async function findChromium(): Promise<string> {
  const known = process.env['ATHM_CHROMIUM_PROVED']
  if (known !== undefined) return known
  const named = process.env['ATHM_CHROMIUM']
  if (named !== undefined && named !== '') {
    const fault = await tryBrowser(named)
    if (fault !== undefined) throw new Error(`ATHM_CHROMIUM names ${named}, which opens no page: ${fault}`)
    return take(named, 'ATHM_CHROMIUM')
  }
  const faults: string[] = []
  for (const way of WAYS) {
    const path = await way.find()
    const fault = path === undefined || !isExecutable(path) ? 'not here' : await tryBrowser(path)
    if (path !== undefined && fault === undefined) return take(path, way.name)
    faults.push(`${way.name}: ${fault}`)
  }
  throw new Error(
    `No Chromium runs here: install one, or set ATHM_CHROMIUM to the path of one. Tried ${faults.join('; ')}.`,
  )
}

function take(path: string, name: string): string {
  console.error(`Browser: ${path} (${name})`)
  process.env['ATHM_CHROMIUM_PROVED'] = path
  return path
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Opens a page. Returns the first line of what went wrong, or undefined when nothing did. */
async function tryBrowser(executablePath: string): Promise<string | undefined> {
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

function findOnPath(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable)
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

async function installByApt(): Promise<string | undefined> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined
  const apt = ['-o', 'DPkg::Lock::Timeout=120', '-y', '-q']
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await runCommand('apt-get', [...apt, 'update'], { quiet: true, env })
  const packages = ['install', '--no-install-recommends', 'chromium', 'fonts-liberation']
  const { code } = await runCommand('apt-get', [...apt, ...packages], { quiet: true, env })
  return code === 0 ? findOnPath() : undefined
}

if (import.meta.main) console.log(await findChromium())
