/** `athm-button simulator`: ATH Móvil alone, for an integration in any language. */

import { setFlagsFromString } from 'node:v8'
import { OptionsError } from '../options.ts'
import { createSimulator, type Simulator, type SimulatorOptions } from '../simulator/simulator.ts'
import { isAnyAddress, startHttpServer, toUrlHost, type HttpServer } from './http-server.ts'
import { listNetworkAddresses } from './network-addresses.ts'
import { fail, print } from './output.ts'
import { readSimulatorOptions } from './simulator-options.ts'

/** Serves until SIGINT or SIGTERM. Throws an OptionsError when it was called wrong, or when the port is taken. */
export async function simulator(args: readonly string[]): Promise<void> {
  keepYoungMemorySmall()
  const { address, simulator: options, speed, db, json } = readSimulatorOptions(args)
  const athMovil = db === null ? createSimulator(options) : await openKept(options, db)
  if (speed !== null) athMovil.clock.setSpeed(speed)
  const server = await startHttpServer((request) => athMovil.fetch(request), address)
  const network = listUrls(server)
  print(json ? toJson(athMovil, server.url, network) : describe(athMovil, server.url, network))
  await server.untilToldToStop
  if (!json) print('  Stopping…')
  await server.stop(() => athMovil.close())
}

/**
 * Keeps V8 from growing the space for young objects to 128 MB, which is more than a hundred thousand tickets need. They
 * are there to stay, and the calls' own leavings are gone soon.
 */
function keepYoungMemorySmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

/** Opens a simulator that is kept in a file. Throws an OptionsError when that file is of no use. */
async function openKept(options: SimulatorOptions, path: string): Promise<Simulator> {
  const { openSqliteStore } = await import('../simulator/sqlite-store.ts')
  try {
    const store = openSqliteStore(path)
    return createSimulator({
      ...options,
      store: { ...store, write: (kept) => orEnd(() => store.write(kept)) },
    })
  } catch (thrown) {
    throw new OptionsError(`--db: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  }
}

/** What can't be kept must not be answered either: a full disk is the end. */
function orEnd(write: () => void): void {
  try {
    write()
  } catch (thrown) {
    fail(`--db can't be written any more: ${thrown instanceof Error ? thrown.message : String(thrown)}`, 1)
    process.exit()
  }
}

/** Where others on the network find it; nowhere, unless it was told to listen to them. */
function listUrls({ host, port }: HttpServer): readonly string[] {
  if (isLoopback(host)) return []
  const addresses = isAnyAddress(host) ? listNetworkAddresses() : [host]
  return addresses
    .filter((address) => host !== '0.0.0.0' || !address.includes(':'))
    .map((address) => `http://${toUrlHost(address)}:${port}`)
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}

function toJson({ businesses }: Simulator, url: string, network: readonly string[]): string {
  const places = { phone: `${url}/phone`, desk: `${url}/desk`, control: `${url}/control` }
  return JSON.stringify({ url, network, ...places, businesses })
}

function describe({ businesses }: Simulator, url: string, network: readonly string[]): string {
  const [first] = businesses
  const tokens = businesses.map(
    ({ name, publicToken, privateToken }) => `  ${name}
      public token   ${publicToken}
      private token  ${privateToken}`,
  )
  return `
  athm-button simulator · ATH Móvil on this machine: nothing real moves

  Phone          ${url}/phone
  Desk           ${url}/desk
  Controls       ${url}/control/… (businesses, tickets, payments, ledger, faults, webhooks, clock)
${describeNetwork(network)}
${tokens.join('\n')}

  Point your integration here, in the place of both of ATH Móvil's hosts:

export ATHM_PAYMENTS_URL=${url}   # https://payments.athmovil.com
export ATHM_WWW_URL=${url}        # https://www.athmovil.com
export ATHM_PUBLIC_TOKEN=${first?.publicToken ?? ''}
export ATHM_PRIVATE_TOKEN=${first?.privateToken ?? ''}

  athm-button's own backend, which asks for the tokens by itself:
  ATHM_UPSTREAM_URL=${url} PORT=${url.endsWith(':8788') ? 8789 : 8788} athm-button serve

  Pay with 787-555-0100 and confirm on the phone; 0101 confirms by itself, 0102 refuses, 0103 never answers.
  Ctrl-C stops.
`
}

function describeNetwork(network: readonly string[]): string {
  if (network.length === 0) return ''
  return `
  It listens to the network: whoever reaches it sees its tokens and controls it. On a real phone open
${network.map((url) => `                 ${url}/phone\n`).join('')}`
}
