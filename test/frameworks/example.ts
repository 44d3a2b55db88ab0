/** The examples in `demo`: installed from their own lock files, built by their own tools, served beside a real backend. */

import { globSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { preview, type PreviewServer } from 'vite'
import { ROOT, runCommand, runNode, type Finished } from '../../scripts/child.ts'
import { expect, test as base, Till } from '../e2e/fixtures.ts'

/** An example's folder. */
export function folderOf(name: string): string {
  return join(ROOT, 'demo', name)
}

/**
 * Runs npm in an example's folder, by the program that runs already where there is one. Throws when it fails. What Vite
 * set in this process, in which it serves, is not inherited: npm would leave the tools out.
 */
export async function npm(
  name: string,
  args: readonly string[],
  env: { NODE_ENV?: string } = {},
): Promise<void> {
  const program = process.env['npm_execpath']
  const options = { cwd: folderOf(name), quiet: true, env: { NODE_ENV: '', ...env } }
  const { code, output } = await (program === undefined
    ? runCommand('npm', args, options)
    : runNode([program, ...args], options))
  if (code !== 0) throw new Error(`npm ${args.join(' ')} failed in demo/${name}:\n${output}`)
}

/** Installs an example anew, exactly as its lock file says: the package as it is packed, and its framework. */
export async function install(name: string): Promise<void> {
  for (const left of ['node_modules', 'dist'])
    rmSync(join(folderOf(name), left), { recursive: true, force: true })
  await npm(name, ['ci', '--no-audit', '--no-fund'])
}

/** Builds an example, its types included. */
export async function build(name: string): Promise<void> {
  await npm(name, ['run', 'build'])
}

/** Runs a tool that the example brings, by its file below node_modules. */
export function runOwnTool(name: string, tool: string, ...args: readonly string[]): Promise<Finished> {
  return runNode([join(folderOf(name), 'node_modules', tool), ...args], { cwd: folderOf(name), quiet: true })
}

/** The lines, as `file:line`, at which a compiler found errors, in whichever of the usual ways it writes them. */
export function findErrors(output: string): string[] {
  const text = stripVTControlCharacters(output)
  const found = [...text.matchAll(/([\w.-]+\.(?:ts|tsx|vue|svelte))"?(?:\(| |:)(\d+)(?:,|:)\d+/g)]
  return [...new Set(found.map(([, file, line]) => `${file}:${line}`))].toSorted()
}

/** The lines that are marked as wrong, below a folder of an example. */
export function findMarks(name: string, folder: string): string[] {
  return globSync('**/*', { cwd: join(folderOf(name), folder), withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) =>
      readFileSync(join(entry.parentPath, entry.name), 'utf8')
        .split('\n')
        .flatMap((line, index) => (/(?:\/\/|<!--) wrong/.test(line) ? [`${entry.name}:${index + 1}`] : [])),
    )
    .toSorted()
}

/** Expects that a compiler refused every line that is marked as wrong, and no other. */
export function expectOnlyMarked(name: string, folder: string, { output }: Finished): void {
  const marks = findMarks(name, folder)
  expect(
    marks.length,
    `demo/${relative(folderOf(''), join(folderOf(name), folder))} marks lines`,
  ).toBeGreaterThan(0)
  expect(findErrors(output), output).toEqual(marks)
}

interface Fixtures {
  /** Serves what an example built, with the backend on the same origin, and opens it. */
  readonly openExample: (name: string, outDir?: string) => Promise<Till>
}

export const test = base.extend<Fixtures>({
  openExample: async ({ page, backend }, use) => {
    const servers: PreviewServer[] = []
    await use(async (name, outDir = 'dist') => {
      const server = await preview({
        root: folderOf(name),
        configFile: false,
        logLevel: 'warn',
        build: { outDir },
        preview: { host: '127.0.0.1', port: 0, proxy: { '/athm': backend.url } },
      })
      servers.push(server)
      const { port } = server.httpServer.address() as { port: number }
      await page.goto(`http://127.0.0.1:${port}/`)
      return new Till(page)
    })
    await Promise.all(servers.map((server) => server.close()))
  },
})

export { expect }
