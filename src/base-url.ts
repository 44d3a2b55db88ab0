/** Where the backend is, as the address of the standalone file tells. */

import { DEFAULT_BASE_PATH } from './protocol/routes.ts'

/**
 * The backend that a module was loaded from. A backend serves the file as `athm-button.js` or under a versioned name:
 * its folder is where the backend is. Under any other name, such as a CDN's `standalone.js`, that says nothing.
 */
export function toBaseUrl(moduleUrl: string): string {
  return /^([^?#]*)\/athm-button([.-][\w.-]+)?\.js([?#]|$)/.exec(moduleUrl)?.[1] ?? DEFAULT_BASE_PATH
}

/** Where the dialog of a standalone file is: beside it, under its name with `-dialog`. */
export function toDialogUrl(moduleUrl: string, tries: number): string {
  return moduleUrl.replace(/\.js([?#].*)?$/, `-dialog.js${tries > 0 ? `?try=${tries}` : ''}`)
}
