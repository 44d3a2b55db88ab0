/** The entry of the standalone file, which a backend serves as `athm-button.js` and a CDN as `standalone.js`. */

import { toBaseUrl } from './base-url.ts'
import { AthmButton } from './index.ts'

export * from './index.ts'

AthmButton.defaultBaseUrl = toBaseUrl(import.meta.url)
