/** How a browser is looked for: by a path that was named, else way by way, in the order of how much they cost. */

import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runCommand } from '../child.ts'

/** One way to come by a browser. */
export interface Way {
  /** What is said when this way was taken. */
  readonly name: string
  /** Returns the path of an executable, or undefined when this way leads nowhere. */
  readonly find: () => Promise<string | undefined> | string | undefined
}

/** What is looked for, and where. */
export interface Search {
  readonly browser: string
  /** The environment variable that names one outright. */
  readonly variable: string
  readonly ways: readonly Way[]
  /** Opens a page. Returns the first line of what went wrong, or undefined when nothing did. */
  readonly prove: (path: string) => Promise<string | undefined>
}

/**
 * Finds a browser that opens a page, and says on stderr which one was taken. Throws when no way works. A process that
 * inherits this one's environment finds the same one at once.
 */
export async function findBrowser({ browser, variable, ways, prove }: Search): Promise<string> {
  const known = process.env[`${variable}_PROVED`]
  if (known !== undefined) return known
  const take = (path: string, name: string): string => {
    console.error(`${browser}: ${path} (${name})`)
    process.env[`${variable}_PROVED`] = path
    return path
  }
  const named = process.env[variable]
  if (named !== undefined && named !== '') {
    const fault = await prove(named)
    if (fault !== undefined) throw new Error(`${variable} names ${named}, which opens no page: ${fault}`)
    return take(named, variable)
  }
  const faults: string[] = []
  for (const way of ways) {
    const path = await way.find()
    const fault = path === undefined || !isExecutable(path) ? 'not here' : await prove(path)
    if (path !== undefined && fault === undefined) return take(path, way.name)
    faults.push(`${way.name}: ${fault}`)
  }
  throw new Error(
    `No ${browser} runs here: install one, or set ${variable} to the path of one. Tried ${faults.join('; ')}.`,
  )
}

/** Finds the first of these programs in the folders of PATH. */
export function findOnPath(names: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable)
}

/** Installs Debian's packages, where there is a Debian and we are root. Tells whether they are here now. */
export async function installByApt(packages: readonly string[]): Promise<boolean> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false
  const apt = ['-o', 'DPkg::Lock::Timeout=120', '-y', '-q']
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await runCommand('apt-get', [...apt, 'update'], { quiet: true, env })
  const install = [...apt, 'install', '--no-install-recommends', ...packages]
  const { code } = await runCommand('apt-get', install, { quiet: true, env })
  return code === 0
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
