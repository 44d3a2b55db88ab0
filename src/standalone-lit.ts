/**
 * What stands for `lit` in the standalone dialog: the one that its button brought. A page downloads Lit once, under
 * whatever address its script tag has.
 */

import type * as Lit from 'lit'
import { VERSION } from './version.ts'

type Bringer = CustomElementConstructor & { readonly lit: typeof Lit; readonly version: string }

/** Releases that differ in more than their last number may not know each other's ways. */
const toSeries = (version: string) => version.split('.', 2).join('.')

const { lit, version } = customElements.get('athm-button') as Bringer
if (toSeries(version) !== toSeries(VERSION))
  throw new Error(
    `This page has the button of ${version}, and its backend the dialog of ${VERSION}: reload it.`,
  )

export const { adoptStyles, html, nothing, unsafeCSS } = lit
