/**
 * The standalone file, which a backend serves as `athm-button.js` and a CDN as `standalone.js`: the element with Lit
 * inside. The dialog is a second file beside it, which finds its Lit here.
 */

import { adoptStyles, html, nothing, unsafeCSS } from 'lit'
import { AthmButton } from './athm-button.ts'
import { toBaseUrl, toDialogUrl } from './base-url.ts'
import { define } from './define.ts'
import type { DialogModule } from './dialog-host.ts'
import { createLoader } from './fetch-dialog.ts'

export { AthmButton }

AthmButton.defaultBaseUrl = toBaseUrl(import.meta.url)
AthmButton.loadDialog = createLoader(
  // Some browsers remember that a module could not be fetched: another try needs another address.
  (tries) => import(/* @vite-ignore */ toDialogUrl(import.meta.url, tries)) as Promise<DialogModule>,
)
Object.assign(AthmButton, { lit: { adoptStyles, html, nothing, unsafeCSS } })
define(AthmButton)
