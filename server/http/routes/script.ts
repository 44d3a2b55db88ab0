/** `GET athm-button.js`: the button itself, so that a page needs one script tag and no other address. */

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { AthmError } from '../../../src/protocol/index.ts'

/** A file of the button, ready to be served. */
interface ScriptFile {
  readonly body: Uint8Array<ArrayBuffer>
  readonly etag: string
}

/** Serves the standalone bundle and its source map. */
export interface Scripts {
  /** Answers for `athm-button.js`, for its immutable name `athm-button-{hash}.js`, and for both with `.map`. */
  answer(request: Request, name: string): Promise<Response>
}

/** Builds the server of a bundle; the file is read on first use, and kept. */
export function createScripts(standalone: URL): Scripts {
  const files = new Map<string, Promise<ScriptFile>>()
  const load = (url: URL): Promise<ScriptFile> => {
    const loading = files.get(url.href) ?? readScript(url)
    // A file that isn't there yet may be there next time: only what was read is kept.
    loading.catch(() => files.delete(url.href))
    files.set(url.href, loading)
    return loading
  }
  return {
    async answer(request, name) {
      const match = /^athm-button(?:-([\w-]{12}))?\.js(\.map)?$/.exec(name)
      if (!match) throw notFound()
      const [, version, isMap] = match
      const script = await load(standalone)
      if (version !== undefined && version !== script.etag.slice(1, 13)) throw notFound()
      const file = isMap ? await load(new URL(`${standalone.href}.map`)) : script
      return toResponse(request, file, { isMap: isMap !== undefined, immutable: version !== undefined })
    },
  }
}

function toResponse(
  request: Request,
  { body, etag }: ScriptFile,
  { isMap, immutable }: { isMap: boolean; immutable: boolean },
): Response {
  const headers = {
    etag,
    'content-type': isMap ? 'application/json' : 'text/javascript; charset=utf-8',
    'cache-control': immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    // A module script from another origin is only run with this.
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  }
  const isKnown = request.headers.get('if-none-match')?.includes(etag) ?? false
  return isKnown ? new Response(null, { status: 304, headers }) : new Response(body, { headers })
}

async function readScript(url: URL): Promise<ScriptFile> {
  const body = new Uint8Array(
    await readFile(url).catch((cause: unknown) => {
      throw new AthmError('route_not_found', 'The button is not built yet: run npm run build.', {}, cause)
    }),
  )
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"` }
}

function notFound(): AthmError {
  return new AthmError('route_not_found', 'There is nothing at this address.')
}
