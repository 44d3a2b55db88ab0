/**
 * What is taken from Playwright for a browser that it doesn't drive: how locators find elements, what `expect` sees in
 * them, and the clock. None of it is Playwright's public API; its version is pinned, and another one fails here at once.
 */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { runInThisContext } from 'node:vm'

const require = createRequire(import.meta.url)
const BUNDLE = 'playwright-core/lib/coreBundle'

interface SelectorLanguage {
  escapeForAttributeSelector(value: string | RegExp, exact: boolean): string
  escapeForTextSelector(text: string | RegExp, exact: boolean): string
  globToRegexPattern(glob: string): string
  asLocator(language: 'javascript', selector: string): string
  parseAriaSnapshotUnsafe(yaml: unknown, text: string): unknown
}

/** Writes Playwright's selectors and globs. */
export const { iso: language } = require(BUNDLE) as { iso: SelectorLanguage }

const { yaml } = require('playwright-core/lib/utilsBundle') as { yaml: unknown }

/** Reads the tree of roles and names that a test expects. */
export function readTree(text: string): unknown {
  return language.parseAriaSnapshotUnsafe(yaml, text)
}

/** Reads a script that Playwright puts into its pages. */
function readScript(name: string): string {
  const bundle = readFileSync(require.resolve(BUNDLE), 'utf8')
  const module = bundle.indexOf(`// packages/playwright-core/src/generated/${name}.ts`)
  const start = bundle.indexOf(" = '", module) + 3
  const end = bundle.indexOf("';\n", start) + 1
  if (module < 0 || start < 3 || end < 1) throw new Error(`This version of Playwright has no ${name}.`)
  // A literal of the bundle that is loaded above anyway.
  return runInThisContext(bundle.slice(start, end)) as string
}

/** An expression: the object that finds elements and looks at them, made in the page. */
export const INJECTED_SCRIPT = `(() => {
  const module = {}
  ${readScript('injectedScriptSource')}
  return new (module.exports.InjectedScript())(globalThis, {
    isUnderTest: false, sdkLanguage: 'javascript', frameSeq: 0, testIdAttributeName: 'data-testid',
    stableRafCount: 1, browserName: 'webkit', shouldPrependErrorPrefix: false, isUtilityWorld: false,
    customEngines: [],
  })
})()`

/** A statement: puts a clock that stands still but for \`runFor\` in the place of the page's own. */
export const CLOCK_SCRIPT = `(() => {
  const module = {}
  ${readScript('clockSource')}
  globalThis.__pwClock = module.exports.inject()(globalThis, 'webkit')
})()`
