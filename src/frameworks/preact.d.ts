/** `athm-button/preact`: defines the element, and types it in Preact's JSX. */

import type { ClassAttributes, HTMLAttributes } from 'preact'
import type { AthmButton } from '../index.ts'
import type { AthmListeners, AthmSettings } from './surface.ts'

export * from '../index.ts'

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'athm-button': Omit<HTMLAttributes<AthmButton>, keyof AthmSettings> &
        ClassAttributes<AthmButton> &
        AthmSettings &
        AthmListeners<'on'>
    }
  }
}
