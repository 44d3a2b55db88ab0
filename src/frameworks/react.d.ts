/** `athm-button/react`: defines the element, and types it in React 19's JSX. */

import type { DetailedHTMLProps, HTMLAttributes } from 'react'
import type { AthmButton } from '../index.ts'
import type { AthmListeners, AthmSettings } from './surface.ts'

export * from '../index.ts'

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'athm-button': Omit<DetailedHTMLProps<HTMLAttributes<AthmButton>, AthmButton>, keyof AthmSettings> &
        AthmSettings &
        AthmListeners<'on'>
    }
  }
}
