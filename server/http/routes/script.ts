/** `GET athm-button.js`: the button itself, so that a page needs one script tag and no other address; and its dialog. */

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { AthmError } from '../../../src/protocol/index.ts'

/** A file of the button, ready to be served. */
interface ScriptFile {
  readonly body: Uint8Array<ArrayBuffer>
  readonly etag: string
}

/** Serves the standalone bundle, the dialog that it fetches on first use, and their source maps. */
export interface Scripts {
  /**
   * Answers for `athm-button.js` and `athm-button-dialog.js`, for their immutable names, which carry the version of
   * both (`athm-button-{hash}.js`, `athm-button-{hash}-dialog.js`), and for each with `.map`.
   */
  answer(request: Request, name: string): Promise<Response>
}

/** Builds the server of the files in a folder; each is read on first use, and kept. */
export function createScripts(folder: URL): Scripts {
  const files = new Map<string, Promise<ScriptFile>>()
  const load = (name: string): Promise<ScriptFile> => {
    const loading = files.get(name) ?? readScript(new URL(name, folder))
    // A file that isn't there yet may be there next time: only what was read is kept.
    loading.catch(() => files.delete(name))
    files.set(name, loading)
    return loading
  }
  return {
    async answer(request, name) {
      const match = /^athm-button(?:-([\da-f]{12}))?(-dialog)?\.js(\.map)?$/.exec(name)
      if (!match) throw notFound()
      const [, version, part = '', map = ''] = match
      const [entry, dialog] = await Promise.all([load('standalone.js'), load('standalone-dialog.js')])
      if (version !== undefined && version !== toVersion(entry, dialog)) throw notFound()
      const file = await load(`standalone${part}.js${map}`)
      const headers: Record<string, string> =
        map === ''
          ? // The map's name is the script's, whatever that is served as: no comment in the file could know it.
            { 'content-type': 'text/javascript; charset=utf-8', sourcemap: `${name}.map` }
          : { 'content-type': 'application/json' }
      return toResponse(request, file, { headers, immutable: version !== undefined })
    },
  }
}

function toResponse(
  request: Request,
  { body, etag }: ScriptFile,
  { headers: own, immutable }: { headers: Record<string, string>; immutable: boolean },
): Response {
  const headers = {
    ...own,
    etag,
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

/** One version for both files: a page must not get the button of one release and the dialog of another. */
function toVersion(...files: readonly ScriptFile[]): string {
  const hash = createHash('sha256')
  for (const { body } of files) hash.update(body)
  return hash.digest('hex').slice(0, 12)
}

function notFound(): AthmError {
  return new AthmError('route_not_found', 'There is nothing at this address.')
}
