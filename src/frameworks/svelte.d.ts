/** `athm-button/svelte`: defines the element, and types it in Svelte 5's templates. */

import type { HTMLAttributes } from 'svelte/elements'
import type { AthmButton } from '../index.ts'
import type { AthmListeners, AthmSettings } from './surface.ts'

export * from '../index.ts'

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'athm-button': Omit<HTMLAttributes<AthmButton>, keyof AthmSettings> & AthmSettings & AthmListeners<'on'>
  }
}
