/** The protocol's routes, below wherever the backend is mounted. Paths are taken with or without their last slash. */

/** One route: how it is called. */
export interface Route {
  readonly method: 'GET' | 'POST'
  readonly path: string
}

/** What a backend says of itself: alone here, since it is all that a button asks before its dialog is fetched. */
export const CONFIG_ROUTE = { method: 'GET', path: 'api/config/' } as const satisfies Route

/** Every route that the button calls. */
export const ROUTES = {
  initiate: { method: 'POST', path: 'api/initiate/' },
  status: { method: 'GET', path: 'api/status/' },
  events: { method: 'GET', path: 'api/events/' },
  authorize: { method: 'POST', path: 'api/authorize/' },
  cancel: { method: 'POST', path: 'api/cancel/' },
  config: CONFIG_ROUTE,
} as const satisfies Record<string, Route>

/** The routes of the merchant's own server, which shows the secret key. */
export const MERCHANT_ROUTES = {
  orders: { method: 'POST', path: 'api/orders/' },
  refunds: { method: 'POST', path: 'api/refunds/' },
} as const satisfies Record<string, Route>

/** Where a backend is mounted when nobody says otherwise. */
export const DEFAULT_BASE_PATH = '/athm'
