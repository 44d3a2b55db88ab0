/** A backend and a page for each test, taken down after it; whatever nobody caught fails the test. */

import { FakeBackend } from './backend.ts'
import { ButtonPage } from './page.ts'

/** What a test of the button works with. */
export interface Stage {
  backend: FakeBackend
  /** Puts a button on the page. */
  show(attributes?: Readonly<Record<string, string>>): ButtonPage
}

/** Sets the stage for the tests of a `describe`. */
export function setStage(): Stage {
  const pages: ButtonPage[] = []
  const uncaught: unknown[] = []
  const note = (event: PromiseRejectionEvent) => uncaught.push(event.reason)
  const stage: Stage = {
    backend: new FakeBackend(),
    show(attributes) {
      const page = new ButtonPage({ 'base-url': stage.backend.baseUrl, ...attributes })
      pages.push(page)
      return page
    },
  }
  beforeEach(async () => {
    sessionStorage.clear()
    addEventListener('unhandledrejection', note)
    stage.backend = await FakeBackend.start()
  })
  afterEach(() => {
    for (const page of pages.splice(0)) page.remove()
    stage.backend.stop()
    removeEventListener('unhandledrejection', note)
    if (uncaught.length > 0) throw new Error(`Nobody caught ${uncaught.splice(0).join(', ')}`)
  })
  return stage
}
