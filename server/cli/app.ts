/** The server's routes, each of which can see whose connection a request came by. */

import type { Hono } from 'hono'

/** The Hono app that `serve` puts together. */
export type App = Hono<{ Bindings: { address?: string | undefined } }>
