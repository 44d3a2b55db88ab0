/**
 * Everything that is bundled: the element, its standalone file, the server and the demo. `vite` alone serves the
 * demo with reload; `npm run build` builds them all.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { minifyHTMLLiterals } from 'minify-literals'
import { minify } from 'terser'
import { defineConfig, type InlineConfig, type Plugin } from 'vite'

const ROOT = import.meta.dirname
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }

/** Where the backend listens during development. */
export const BACKEND_URL = 'http://127.0.0.1:8787'

/** Where a backend serves the standalone file; the demo's pages name it as any shop's page would. */
const STANDALONE_PATH = '/athm/athm-button.js'

/** What every bundle has in common: nothing comes from a file of settings, and nothing is said unless it matters. */
function bundle(outDir: string, build: InlineConfig['build'], plugins: Plugin[] = []): InlineConfig {
  return {
    configFile: false,
    root: ROOT,
    publicDir: false,
    logLevel: 'warn',
    plugins,
    build: { outDir, emptyOutDir: false, reportCompressedSize: false, ...build },
  }
}

/** The element for those who bundle: lit stays an import, white space stays readable. */
export function elementBundle(outDir: string): InlineConfig {
  return bundle(outDir, {
    target: 'es2022',
    minify: false,
    lib: { entry: join(ROOT, 'src', 'index.ts'), formats: ['es'], fileName: () => 'index.js' },
    rolldownOptions: { external: /^lit(\/|$)/, output: { chunkFileNames: '[name].js' } },
  })
}

/** The element for a script tag: one file with lit inside, as small as it gets. */
export function standaloneBundle(outDir: string): InlineConfig {
  return smallBundle(outDir, join(ROOT, 'src', 'standalone.ts'), 'standalone.js')
}

/** The dialog that the standalone file fetches on first use. Its lit is that file's. */
export function standaloneDialogBundle(outDir: string): InlineConfig {
  const config = smallBundle(outDir, join(ROOT, 'src', 'checkout-dialog.ts'), 'standalone-dialog.js')
  return { ...config, resolve: { alias: { lit: join(ROOT, 'src', 'standalone-lit.ts') } } }
}

/** The idle button as HTML, for servers of any kind: one file that needs neither a page nor lit. */
export function ssrBundle(outDir: string): InlineConfig {
  const config = bundle(outDir, {
    target: 'es2022',
    minify: false,
    lib: { entry: join(ROOT, 'src', 'ssr.ts'), formats: ['es'], fileName: () => 'ssr.js' },
  })
  return {
    ...config,
    plugins: [minifiedTemplates()],
    resolve: { alias: { lit: join(ROOT, 'src', 'ssr-lit.ts') } },
  }
}

/** One file with all that it imports inside, as small as it gets. */
export function smallBundle(outDir: string, entry: string, fileName: string): InlineConfig {
  const build: InlineConfig['build'] = {
    target: 'es2022',
    sourcemap: true,
    lib: { entry, formats: ['es'], fileName: () => fileName },
    rolldownOptions: {
      output: {
        // Library mode keeps white space unless told so here, and that drops the licences: the banner brings them back.
        minify: true,
        comments: { legal: false, annotation: false, jsdoc: false },
        postBanner: `/*! athm-button ${version}, MIT. Contains lit, BSD-3-Clause, (c) Google LLC. */`,
      },
    },
  }
  return bundle(outDir, build, [minifiedTemplates(), minifiedAgain()])
}

/** Whose templates: ours, and those of the buttons that the bench holds against ours. */
const MINIFIED = [join(ROOT, 'src'), join(ROOT, 'bench', 'rivals')]

/** Takes the white space out of html and css templates. */
function minifiedTemplates(): Plugin {
  return {
    name: 'minified-templates',
    async transform(code, id) {
      if (!MINIFIED.some((folder) => id.startsWith(folder)) || !/\b(html|css)`/.test(code)) return undefined
      const minified = await minifyHTMLLiterals(code, { fileName: id })
      return minified && { code: minified.code, map: minified.map?.toString() ?? null }
    },
  }
}

/** Makes what was written smaller still: after the bundler's own minifier, terser finds another fiftieth. */
function minifiedAgain(): Plugin {
  return {
    name: 'minified-again',
    async writeBundle({ dir = '' }, written) {
      for (const { type, fileName } of Object.values(written)) {
        if (type !== 'chunk') continue
        const [file, mapFile] = [join(dir, fileName), join(dir, `${fileName}.map`)]
        const { code = '', map } = await minify(readFileSync(file, 'utf8'), {
          module: true,
          ecma: 2020,
          compress: { passes: 3, unsafe_arrows: true, keep_fargs: false },
          // What Lit's own modules call each other by. Nothing outside of the file does, but for what ends in a dollar sign.
          mangle: { properties: { regex: /^_\$[A-Z]/ } },
          format: { comments: /^!/ },
          // Where the map is, only a server knows: it serves the file under names of its own.
          sourceMap: { content: readFileSync(mapFile, 'utf8'), includeSources: true },
        })
        writeFileSync(file, code)
        writeFileSync(mapFile, map as string)
      }
    },
  }
}

const SERVER_ENTRIES = {
  'server/index': 'server/index.ts',
  'simulator/index': 'server/simulator/simulator.ts',
  'simulator/sqlite': 'server/simulator/sqlite-store.ts',
  'cli/main': 'server/cli/main.ts',
  'adapters/node': 'server/adapters/node.ts',
}

/** The server for Node, with every library inside: whoever installs the package installs lit and nothing else. */
export function serverBundle(outDir: string): InlineConfig {
  const entries = Object.entries(SERVER_ENTRIES).filter(([, file]) => existsSync(join(ROOT, file)))
  const config = bundle(outDir, {
    ssr: true,
    target: 'node24',
    minify: false,
    // What is bundled may be passed on with its licence only.
    license: { fileName: 'licenses.md' },
    rolldownOptions: {
      input: Object.fromEntries(entries.map(([name, file]) => [name, join(ROOT, file)])),
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: ({ moduleIds }) => (moduleIds.some(placeOfItsOwn) ? '[name].js' : 'chunks/[name].js'),
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: placeOfItsOwn, debugName: 'place' }],
        },
      },
    },
  })
  return { ...config, ssr: { noExternal: true, target: 'node' } }
}

/**
 * Names the chunk of a module that finds files beside itself, through `import.meta`: it keeps its place below
 * `server`, so that those files are still beside it. All other modules go where the bundler likes.
 */
function placeOfItsOwn(id: string): string | null {
  const file = relative(join(ROOT, 'server'), id)
  if (file.startsWith('..') || Object.values(SERVER_ENTRIES).includes(`server/${file}`)) return null
  const looksBeside = /import\.meta\.(url|dirname|filename)/.test(readFileSync(id, 'utf8'))
  return looksBeside ? file.replace(/\.ts$/, '') : null
}

/** The demo's pages. */
export function demoBundle(outDir: string): InlineConfig {
  return {
    ...bundle(outDir, { target: 'es2022' }, [standaloneOfTheBackend()]),
    root: join(ROOT, 'demo'),
    base: './',
  }
}

/** Leaves the script tag that names the backend's file alone: that file exists when the page is served, not before. */
function standaloneOfTheBackend(): Plugin {
  return {
    name: 'standalone-of-the-backend',
    transformIndexHtml: {
      order: 'pre',
      handler: (html) => html.replaceAll(`src="${STANDALONE_PATH}"`, `vite-ignore $&`),
    },
  }
}

/** While developing, that file is the sources themselves. */
function standaloneFromSources(): Plugin {
  return {
    name: 'standalone-from-sources',
    apply: 'serve',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const [path, query] = (request.url ?? '').split('?')
        if (path === STANDALONE_PATH) {
          request.url = `/@fs${join(ROOT, 'src', 'index.ts')}${query === undefined ? '' : `?${query}`}`
        }
        next()
      })
    },
  }
}

const toBackend = Object.fromEntries(
  ['/athm/api', '/athm/webhook', '/athm/admin', '/simulator', '/demo', '/healthz', '/readyz', '/metrics'].map(
    (path) => [path, { target: BACKEND_URL }],
  ),
)

export default defineConfig({
  root: join(ROOT, 'demo'),
  plugins: [standaloneFromSources(), standaloneOfTheBackend()],
  // The folders beside it are projects of their own.
  optimizeDeps: { entries: ['index.html'] },
  server: { host: '127.0.0.1', port: 5173, strictPort: true, proxy: toBackend, fs: { allow: [ROOT] } },
})
