/** Serves the customer's phone and the developer's desk: static files that lie in the folder beside this module. */

import { answerJson, ControlError } from './responses.ts'

/** Path below the mount → the page's file. */
const PAGES: Readonly<Record<string, string>> = {
  '/phone': 'phone/index.html',
  '/desk': 'desk/index.html',
}

/** What the pages load, by the end of its name; it lies below this path. Nothing else of the folder is served. */
const ASSETS_PATH = '/pages/'
const ASSET_TYPES: Readonly<Record<string, string>> = { css: 'text/css', js: 'text/javascript' }

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self' http://localhost:* http://127.0.0.1:*",
  "require-trusted-types-for 'script'",
].join('; ')

/**
 * Makes the handler of the pages' files. The folder is listed once, when a page is first asked for, and each file is
 * read once. Null for any other path.
 */
export function createPages(): (request: Request, path: string) => Promise<Response | null> {
  const texts = new Map<string, Promise<string>>()
  let listing: Promise<ReadonlySet<string>> | null = null

  /** A name is looked up in the listing and never put together to a path, so that none leads out of the folder. */
  async function findFile(path: string): Promise<string | null> {
    if (Object.hasOwn(PAGES, path)) return PAGES[path] ?? null
    if (!path.startsWith(ASSETS_PATH)) return null
    const name = path.slice(ASSETS_PATH.length)
    listing ??= listAssets()
    return (await listing).has(name) ? name : null
  }

  return async (request, path) => {
    // Whoever opens the simulator's own address looks for a page.
    if (path === '/' && request.method === 'GET') return redirectTo(request, 'desk')
    // The pages' own links are relative to a path without the last slash.
    if (path === '/phone/' || path === '/desk/') return redirectTo(request, `..${path.slice(0, -1)}`)
    const file = await findFile(path)
    if (file === null) return null
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return answerJson(405, { error: 'This page takes GET only.', code: 'method_not_allowed' })
    }
    const text = texts.get(file) ?? readBeside(file)
    texts.set(file, text)
    return new Response(request.method === 'HEAD' ? null : await text, {
      headers: {
        'content-type': `${ASSET_TYPES[endOf(file)] ?? 'text/html'};charset=UTF-8`,
        'cache-control': 'no-cache',
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      },
    })
  }
}

function endOf(file: string): string {
  return file.slice(file.lastIndexOf('.') + 1)
}

function redirectTo(request: Request, path: string): Response {
  const { search } = new URL(request.url)
  return new Response(null, { status: 308, headers: { location: path + search } })
}

/** Node's door to its own modules, where there is one. An import would stop every bundler that builds for browsers. */
interface MaybeNode {
  readonly process?: {
    getBuiltinModule?(name: 'node:fs/promises'): {
      readdir(folder: URL, options: { recursive: true }): Promise<string[]>
      readFile(file: URL, encoding: 'utf8'): Promise<string>
    }
  }
}

/** The disk, asked for lazily, so that importing the simulator touches none. Throws a ControlError where there is none. */
function getDisk() {
  const { process } = globalThis as MaybeNode
  const disk = process?.getBuiltinModule?.('node:fs/promises')
  if (disk) return disk
  throw new ControlError(
    501,
    'no_pages_here',
    'The pages are served by Node only; the controls work here too.',
  )
}

/** Finds a file of the pages' folder. Not written as bundlers look for it, who would take the pages along. */
function toUrl(file: string): URL {
  const here = import.meta.url
  return new URL(`pages/${file}`, here)
}

/** Lists what the pages load, each as `folder/file`. */
async function listAssets(): Promise<ReadonlySet<string>> {
  const names = await getDisk().readdir(toUrl(''), { recursive: true })
  const files = names.filter((name) => Object.hasOwn(ASSET_TYPES, endOf(name)))
  return new Set(files.map((name) => name.replaceAll('\\', '/')))
}

async function readBeside(file: string): Promise<string> {
  return await getDisk().readFile(toUrl(file), 'utf8')
}
