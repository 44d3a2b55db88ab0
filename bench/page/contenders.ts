/** The buttons that are measured beside each other, each bundled the same way into one file. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { runCommand, ROOT } from '../../scripts/child.ts'
import { smallBundle } from '../../vite.config.ts'

/** A button on a page. */
export interface Contender {
  readonly name: string
  /** The bundle, and where a page imports it from. */
  readonly file: string
  readonly path: string
  readonly tag: string
  readonly html: string
}

const RIVALS = join(ROOT, 'bench', 'rivals')

const OURS: Contender = {
  name: 'athm-button',
  file: join(ROOT, 'dist', 'standalone.js'),
  path: '/athm/athm-button.js',
  tag: 'athm-button',
  html: '<athm-button total="25.00" base-url="/athm"></athm-button>',
}

const THEIRS = [
  {
    name: 'a bare Lit element',
    entry: 'bare-lit',
    tag: 'bare-button',
    html: '<bare-button>Pay</bare-button>',
  },
  {
    name: "Shoelace's button and dialog",
    entry: 'shoelace',
    tag: 'sl-button',
    html: '<sl-button>Pay</sl-button><sl-dialog label="Pay"></sl-dialog>',
  },
  {
    name: '@google-pay/button-element',
    entry: 'google-pay',
    tag: 'google-pay-button',
    html: '<google-pay-button environment="TEST" button-type="buy"></google-pay-button>',
  },
] as const

/** Bundles the contenders into a folder, ours first. Installs the others by their own lock file where they aren't there. */
export async function bundleContenders(folder: string): Promise<readonly Contender[]> {
  if (!existsSync(join(RIVALS, 'node_modules', 'lit'))) {
    const install = ['ci', '--prefix', RIVALS, '--ignore-scripts', '--no-audit', '--no-fund']
    const { code, output } = await runCommand('npm', install, { quiet: true })
    if (code !== 0) throw new Error(`The other buttons could not be installed: ${output}`)
  }
  const contenders: Contender[] = [OURS]
  for (const { entry, ...rival } of THEIRS) {
    const fileName = `${entry}.js`
    // oxlint-disable-next-line no-await-in-loop -- one bundle after the other
    await build(smallBundle(folder, join(RIVALS, fileName), fileName))
    contenders.push({ ...rival, file: join(folder, fileName), path: `/${fileName}` })
  }
  return contenders
}
