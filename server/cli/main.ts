#!/usr/bin/env node
/** The command `athm-button`. */

import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isAthmError } from '../../src/protocol/errors.ts'
import { checkNode, OptionsError } from '../options.ts'
import { fail, print } from './output.ts'

const HELP = `athm-button: ATH Móvil payments on the web

Usage
  athm-button serve [--handlers file]
      Serve the button and the backend; in a sandbox also a simulator of ATH Móvil and a demo shop.
      The file's default export, (athm) => { athm.on(…) }, hears of payments.
  athm-button simulator [--port 8787] [--host 127.0.0.1] [--db file] [--seed 1] [--businesses 3] [--dialect 2020]
      [--latency 50] [--speed 60] [--json]
      Serve ATH Móvil's API alone, for an integration in any language: both of its hosts, a phone to confirm on, and
      control routes. No real money moves. In memory, or with --db in a file, which outlives a restart and a kill.
      --businesses takes a number or names ('Café,Librería'), each business with tokens of its own; with --seed the same
      requests bring the same tokens and ids; --dialect is 2020, 2025 or mixed, for where the documents contradict one
      another; --latency is milliseconds a call, --speed how many seconds pass in one. --host 0.0.0.0 lets a phone on
      the same network in, and everybody else there. --json prints one line with the URL and the tokens.
  athm-button sign --total 25.00 --origins https://shop.example [--subtotal --tax --metadata-1 --metadata-2] [--json]
      Print a price tag: a button whose price can't be changed, for pages without a server.
      --min 1 --max 500 in place of --total lets the customer choose.
  athm-button refund --reference R [--amount 5.00] [--message text] [--key K] [--json]
      Send money back: all that is left, or a part.
  athm-button install-webhook [url] [--yes] [--json]
      Have ATH Móvil deliver webhooks to this address (ATHM_WEBHOOK_URL), and to no other.
      An address that ends in /webhook/ gets the newest token of ATHM_WEBHOOK_TOKEN.
  athm-button reprocess [--id whk_…] [--state unmatched|unverified|malformed|all] [--json]
      Go through deliveries again that came to nothing, until each has come to something.
  athm-button customers export --phone 787-555-0100 [--json]
  athm-button customers erase --phone 787-555-0100 [--yes] [--json]
      Print everything that is kept about a person, or take their name, e-mail and phone away.
  athm-button doctor [--json]
      Look at everything that payments stand on, and say what to do.
  athm-button sync [--from-date 2026-01-01] [--to-date 2026-01-31] [--dry-run] [--no-events] [--json]
      Compare ATH Móvil's transaction report with the database, and mend what differs here: payments and refunds that
      were missed are stored, and told to the handlers by the server. Days are Puerto Rico's, both included; from
      yesterday and to today unless you say otherwise, two years at most. --dry-run tells what would be done, and does
      nothing; --no-events tells the handlers nothing, as for a history. Ctrl-C stops after the day under way.
      Exit codes: 0 all in order (also when something was stored or corrected), 1 something could not be read or
      compared, or the run was stopped, 2 called or set up wrong, 3 done, but something needs a person.
  athm-button help
      Show this text.

Environment
  ATHM_MODE                 sandbox (the default while no tokens are set) or live
  ATHM_PUBLIC_TOKEN         The business's tokens, from the ATH Móvil Business app
  ATHM_PRIVATE_TOKEN
  ATHM_SECRET               At least 32 characters; signs orders, derives client secrets, encrypts tokens
                            (a list while rotating, newest first)
  ATHM_SECRET_KEY           The bearer of the API for orders and refunds
  ATHM_DATABASE_URL         Path of the SQLite file (./athm.db)
  ATHM_BUSINESS_NAME        The business's name, as customers read it
  ATHM_ALLOWED_ORIGINS      Pages on other origins that may call, separated by commas
  ATHM_ALLOW_CLIENT_TOTALS  true: take a page's own word for the total in live mode
  ATHM_TRUST_PROXY          How many proxies stand before the server (0)
  ATHM_WEBHOOK_TOKEN        Tokens of the webhook's secret address
  ATHM_WEBHOOK_URL          The address that install-webhook has ATH Móvil deliver to
  ATHM_WEBHOOK_RETENTION_DAYS
                            How many days the bodies of deliveries are kept (90; 0: for ever)
  ATHM_SYNC_EVERY           How often the server compares yesterday and today with the report by itself: 24h, 90m, off
                            (off)
  ATHM_UPSTREAM_URL         A simulator elsewhere (sandbox only)
  HOST, PORT                Where to listen (127.0.0.1, 8787)

Exit codes
  0 done, 1 failed, 2 called or set up wrong, 3 not known yet

Example
  PORT=9000 ATHM_BUSINESS_NAME='Café del Viejo San Juan' athm-button serve
`

type Command = (args: readonly string[]) => Promise<void>

/** Each command's module is loaded when it is called: what another one needs can't break it. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./serve.ts')).serve,
  simulator: async () => (await import('./simulator.ts')).simulator,
  sign: async () => (await import('./sign.ts')).sign,
  refund: async () => (await import('./refund.ts')).refundByReference,
  sync: async () => (await import('./sync.ts')).sync,
  'install-webhook': async () => (await import('./install-webhook.ts')).installWebhook,
  reprocess: async () => (await import('./reprocess.ts')).reprocess,
  customers: async () => (await import('./customers.ts')).customers,
  doctor: async () => (await import('./doctor.ts')).doctor,
}

/** Runs a command. Sets the exit code, and never rejects. */
export async function main(argv: readonly string[]): Promise<void> {
  const [name = 'help', ...args] = argv
  if (name === 'help' || isHelpWanted(argv)) return print(HELP.trimEnd())
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!command) return fail(`There is no command "${name}". athm-button help lists them.`, 2)
  try {
    checkNode()
    const run = await command()
    await run(args)
  } catch (error) {
    const { message } = error instanceof Error ? error : { message: String(error) }
    if (error instanceof OptionsError || isUsageError(error)) return fail(message, 2)
    fail(isAthmError(error) ? message : `${name} failed: ${message}`, 1)
  }
}

/** Help is asked for before a command's name and after it. */
function isHelpWanted(argv: readonly string[]): boolean {
  return argv.includes('--help') || argv.includes('-h')
}

/** What node:util's parseArgs throws for an option that isn't there. */
function isUsageError(error: unknown): boolean {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}

function isRunDirectly(): boolean {
  const [, script] = process.argv
  return script !== undefined && realpathSync(script) === fileURLToPath(import.meta.url)
}

if (isRunDirectly()) await main(process.argv.slice(2))
