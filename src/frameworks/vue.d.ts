/** `athm-button/vue`: defines the element, and types it in Vue's templates. */

import type { HTMLAttributes, PublicProps } from 'vue'
import type { AthmButton } from '../index.ts'
import type { AthmEvents, AthmProperties } from './surface.ts'

export * from '../index.ts'

type Camel<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name

type Listeners = {
  [Name in keyof AthmEvents as `on${Capitalize<Camel<Name>>}`]?: (event: AthmEvents[Name]) => void
}

declare module 'vue' {
  interface GlobalComponents {
    'athm-button': new () => AthmButton & {
      $props: Omit<HTMLAttributes, keyof AthmProperties> & PublicProps & AthmProperties & Listeners
    }
  }
}
