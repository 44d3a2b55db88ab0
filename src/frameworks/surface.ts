/** What the types of every framework say of the element: its settings and its events, by the names that templates use. */

import type { AthmButton } from '../athm-button.ts'

/** The properties that a page sets. */
type PropertyName =
  | 'total'
  | 'order'
  | 'subtotal'
  | 'tax'
  | 'metadata1'
  | 'metadata2'
  | 'items'
  | 'phoneNumber'
  | 'timeout'
  | 'businessName'
  | 'baseUrl'
  | 'theme'
  | 'lang'
  | 'successUrl'
  | 'failureUrl'
  | 'csrfToken'
  | 'disabled'
  | 'name'
  | 'required'
  | 'texts'

/** The attributes that are written in another way than their properties. */
interface Spellings {
  'metadata-1': 'metadata1'
  'metadata-2': 'metadata2'
  'phone-number': 'phoneNumber'
  'business-name': 'businessName'
  'base-url': 'baseUrl'
  'success-url': 'successUrl'
  'failure-url': 'failureUrl'
  'csrf-token': 'csrfToken'
}

/** The element's properties, none of them needed. */
export type AthmProperties = { [Name in PropertyName]?: AthmButton[Name] | undefined }

/** The element's properties, and its attributes where they are written in another way. */
export type AthmSettings = AthmProperties & {
  [Name in keyof Spellings]?: AthmProperties[Spellings[Name]]
}

/** The element's events by their names. */
export type AthmEvents = Pick<HTMLElementEventMap, Extract<keyof HTMLElementEventMap, `athm-${string}`>>

/** The element's listeners, each name after a framework's prefix, such as `on`. */
export type AthmListeners<Prefix extends string> = {
  [Name in keyof AthmEvents as `${Prefix}${Name}`]?: ((event: AthmEvents[Name]) => void) | undefined
}
