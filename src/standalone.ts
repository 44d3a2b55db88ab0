/** The entry of the standalone file, which a backend serves as `athm-button.js` and a CDN as `standalone.js`. */

import { AthmButton } from './index.ts'

export * from './index.ts'

// Served by a backend, under its plain name or a versioned one, the file's own folder is where the backend is.
const [folder, name] = new URL(import.meta.url).pathname.split(/\/(?=[^/]*$)/)
if (/^athm-button([.-][\w.-]+)?\.js$/.test(name ?? '')) {
  AthmButton.defaultBaseUrl = new URL(import.meta.url).origin + folder
}
