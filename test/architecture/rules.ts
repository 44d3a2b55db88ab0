/**
 * The architecture as data: who may import whom, and who may touch time, chance, the network and the environment.
 * What each folder is for is told in CONTRIBUTING.md.
 */

/** What the files of one part may import, besides each other. */
export interface Row {
  /** Parts or single files of this repository. */
  readonly may: readonly string[]
  /** Packages. `node:` modules are free in `server` and forbidden in `src`, but for those below. */
  readonly packages?: readonly string[]
  /** Packages whose types alone may be imported. */
  readonly packageTypes?: readonly string[]
  /** May import Node's own modules. */
  readonly node?: boolean
}

const FLOOR = 'src/protocol'
const CONTEXT = 'server/context.ts'

/** The table. A key is a folder or a file; the longest that fits a file is its part. */
export const TABLE: Readonly<Record<string, Row>> = {
  'src/protocol': { may: [] },
  'src/texts': { may: [FLOOR] },
  'src/events.ts': { may: [FLOOR] },
  'src/checkout': { may: [FLOOR], packageTypes: ['lit'] },
  src: { may: ['src/checkout', 'src/texts', 'src/events.ts', FLOOR], packages: ['lit'] },
  // The frameworks' own types, for those who have them.
  'src/frameworks': { may: ['src'], packageTypes: ['react', 'preact', 'solid-js', 'vue', 'svelte'] },

  'server/context.ts': { may: [FLOOR] },
  // These two, and the simulator, run in browsers as well.
  'server/system.ts': { may: [CONTEXT] },
  'server/end-of-turn.ts': { may: [], node: true },
  'server/log.ts': { may: [CONTEXT], packages: ['pino'], node: true },
  'server/options.ts': {
    may: [FLOOR, CONTEXT, 'server/athmovil/transport.ts', 'server/payments/policy.ts'],
    packages: ['valibot'],
    node: true,
  },
  'server/athmovil': { may: [FLOOR, CONTEXT], node: true },
  'server/store': { may: [FLOOR, CONTEXT], packages: ['kysely'], node: true },
  'server/payments': { may: [FLOOR, CONTEXT, 'server/store', 'server/athmovil'], node: true },
  'server/webhooks': {
    may: [FLOOR, CONTEXT, 'server/payments', 'server/store', 'server/athmovil'],
    node: true,
  },
  // Looks at everything, and is looked at by nobody but the library.
  'server/doctor': {
    may: [FLOOR, CONTEXT, 'server/payments', 'server/webhooks', 'server/store', 'server/athmovil'],
    node: true,
  },
  'server/watcher': {
    may: [FLOOR, CONTEXT, 'server/payments', 'server/webhooks', 'server/store', 'server/athmovil'],
    node: true,
  },
  'server/admin': { may: [FLOOR, CONTEXT, 'server/payments', 'server/webhooks', 'server/store'], node: true },
  'server/http': {
    may: [FLOOR, CONTEXT, 'server/payments', 'server/webhooks', 'server/admin', 'server/store'],
    packages: ['hono'],
    node: true,
  },
  'server/simulator': {
    may: [FLOOR, CONTEXT, 'server/system.ts', 'server/athmovil/wire.ts', 'server/athmovil/transport.ts'],
    packages: ['@noble/hashes'],
  },
  'server/simulator/pages': { may: [] },
  // Node's alone: the rest of the simulator doesn't know it.
  'server/simulator/sqlite-store.ts': { may: [CONTEXT, 'server/simulator'], node: true },
  'server/adapters': { may: [], packages: ['@hono/node-server'], node: true },
  'server/backend.ts': {
    may: [
      FLOOR,
      CONTEXT,
      'server/system.ts',
      'server/end-of-turn.ts',
      'server/log.ts',
      'server/options.ts',
      'server/athmovil',
      'server/store',
      'server/payments',
      'server/webhooks',
      'server/watcher',
      'server/doctor',
      'server/admin',
      'server/http',
      'server/adapters',
    ],
    node: true,
  },
  'server/index.ts': {
    may: [
      FLOOR,
      CONTEXT,
      'server/backend.ts',
      'server/options.ts',
      'server/payments',
      'server/webhooks',
      'server/watcher',
      'server/doctor',
      'server/athmovil',
    ],
  },
  'server/cli': {
    may: [
      FLOOR,
      CONTEXT,
      'server/system.ts',
      'server/log.ts',
      'server/index.ts',
      'server/options.ts',
      'server/adapters/node.ts',
      'server/simulator',
      'server/watcher/reconcile-range.ts',
    ],
    packages: ['hono', '@hono/node-server', 'cli-progress'],
    node: true,
  },
  demo: { may: ['src/index.ts', 'src/standalone.ts', 'server/index.ts', 'server/simulator'] },
}

/** The folders that the table speaks of; scripts, tests and benchmarks may import anything. */
export const RULED = ['src', 'server', 'demo'] as const

/** Modules of Node that only some may import: the demo shows what the database holds, through a connection of its own. */
export const NODE_MODULE_OWNERS: Readonly<Record<string, readonly string[]>> = {
  'node:sqlite': ['server/store', 'server/cli/demo.ts'],
}

/** The files of the server that may read the system's time and chance, and open connections. */
export const MAY_TOUCH_THE_WORLD = [
  'server/system.ts',
  'server/end-of-turn.ts',
  'server/cli/',
  'server/adapters/',
  'server/athmovil/node-http.ts',
  // Which addresses a webhook may have: those of its host are looked up, told apart, and knocked at.
  'server/webhooks/host-addresses.ts',
  'server/webhooks/public-address.ts',
  'server/doctor/knock.ts',
  'server/simulator/pages/',
  'server/simulator/http-post.ts',
]

/** The only reader of the environment. */
export const MAY_READ_ENVIRONMENT = ['server/options.ts']

/** The longest that a file may be, in lines. */
export const MAX_LINES = 400

/** Files that may be longer: lists rather than thoughts. */
export const MAY_BE_LONG = ['src/texts/', 'server/store/migrations/']

/** What must not stand in published sources. */
export const FORBIDDEN_TEXTS = ['/work/', '/home/', 'TODO', 'FIXME', '@ts-ignore', 'as unknown as']
