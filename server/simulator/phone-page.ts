/** Serves the customer's phone: a few static files that lie beside this module. */

import { answerJson, ControlError } from './responses.ts'

/** Path below the mount → file, and what it is. */
const FILES: Readonly<Record<string, { file: string; type: string }>> = {
  '/phone': { file: 'index.html', type: 'text/html' },
  '/phone/phone.css': { file: 'phone.css', type: 'text/css' },
  '/phone/payments.css': { file: 'payments.css', type: 'text/css' },
  '/phone/sheet.css': { file: 'sheet.css', type: 'text/css' },
  '/phone/phone.js': { file: 'phone.js', type: 'text/javascript' },
  '/phone/clock.js': { file: 'clock.js', type: 'text/javascript' },
  '/phone/control.js': { file: 'control.js', type: 'text/javascript' },
  '/phone/format.js': { file: 'format.js', type: 'text/javascript' },
  '/phone/lists.js': { file: 'lists.js', type: 'text/javascript' },
  '/phone/sheet.js': { file: 'sheet.js', type: 'text/javascript' },
  '/phone/texts.js': { file: 'texts.js', type: 'text/javascript' },
}

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

/** Makes the handler of the page's files, each read once, when it is first asked for. Null for any other path. */
export function createPhonePage(): (request: Request, path: string) => Promise<Response | null> {
  const texts = new Map<string, Promise<string>>()

  return async (request, path) => {
    // The page's own links are relative to a path without the last slash.
    if (path === '/phone/') return redirectTo(request, '../phone')
    const entry = Object.hasOwn(FILES, path) ? FILES[path] : undefined
    if (!entry) return null
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return answerJson(405, { error: 'This page takes GET only.', code: 'method_not_allowed' })
    }
    const text = texts.get(path) ?? readBeside(entry.file)
    texts.set(path, text)
    return new Response(request.method === 'HEAD' ? null : await text, {
      headers: {
        'content-type': `${entry.type};charset=UTF-8`,
        'cache-control': 'no-cache',
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      },
    })
  }
}

function redirectTo(request: Request, path: string): Response {
  const { search } = new URL(request.url)
  return new Response(null, { status: 308, headers: { location: path + search } })
}

/** Node's door to its own modules, where there is one. An import would stop every bundler that builds for browsers. */
interface MaybeNode {
  readonly process?: {
    getBuiltinModule?(name: 'node:fs/promises'): { readFile(file: URL, encoding: 'utf8'): Promise<string> }
  }
}

/** Reads a file of the page. Throws a ControlError where there is no disk, as in a browser. */
async function readBeside(file: string): Promise<string> {
  const { process } = globalThis as MaybeNode
  const disk = process?.getBuiltinModule?.('node:fs/promises')
  if (!disk) {
    throw new ControlError(
      501,
      'no_pages_here',
      'The pages are served by Node only; the controls work here too.',
    )
  }
  // Not written as bundlers look for it, who would take the pages along.
  const here = import.meta.url
  return await disk.readFile(new URL(`phone/${file}`, here), 'utf8')
}
