/** `athm-button/solid`: defines the element, and types it in Solid's JSX. */

import type { JSX as SolidJSX } from 'solid-js'
import type { AthmButton } from '../index.ts'
import type { AthmListeners, AthmProperties, AthmSettings } from './surface.ts'

export * from '../index.ts'

type Properties = { [Name in keyof AthmProperties as `prop:${Name}`]?: AthmProperties[Name] }
type Attributes = { [Name in keyof AthmSettings as `attr:${Name}`]?: string | undefined }
type Switches = { [Name in 'disabled' | 'required' as `bool:${Name}`]?: boolean | undefined }

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
      'athm-button': Omit<SolidJSX.HTMLAttributes<AthmButton>, keyof AthmSettings> &
        AthmSettings &
        Properties &
        Attributes &
        Switches &
        AthmListeners<'on:'>
    }
  }
}
