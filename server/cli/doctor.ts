/** `athm-button doctor`: what is wrong, what may go wrong, and what to do about it. */

import { parseArgs } from 'node:util'
import type { Check, DoctorReport } from '../index.ts'
import { OptionsError } from '../options.ts'
import { openBackend } from './open-backend.ts'
import { print } from './output.ts'

/** Prints a line for each check. Exit codes: 0 when nothing failed, 1 when something did. */
export async function doctor(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } })
  const { checks, ...report } = await examine()
  if (values.json === true) {
    print(
      JSON.stringify({ healthy: report.isHealthy, mode: report.mode, at: report.at?.toISOString(), checks }),
    )
  } else {
    for (const check of checks) print(toLines(check))
    print(summarise(checks))
  }
  if (!report.isHealthy) process.exitCode = 1
}

type Findings = Pick<DoctorReport, 'isHealthy' | 'checks'> & Partial<DoctorReport>

async function examine(): Promise<Findings> {
  const backend = await openBackend().catch((error: unknown) => {
    if (error instanceof OptionsError) throw error
    return toUnopened(error)
  })
  if ('checks' in backend) return backend
  try {
    return await backend.athm.doctor()
  } finally {
    await backend.athm.close()
    await backend.simulator?.close()
  }
}

/** Without a database there is nothing else to look at. */
function toUnopened(error: unknown): Findings {
  const { message, cause } = error instanceof Error ? error : { message: String(error), cause: undefined }
  const reason = cause instanceof Error ? `${message}: ${cause.message}` : message
  const check: Check = {
    name: 'database',
    state: 'failure',
    message: `The database can not be opened: ${reason}.`,
    advice:
      'Look at ATHM_DATABASE_URL, and at the rights to that file and its folder; if it is corrupt, restore a backup.',
  }
  return { isHealthy: false, checks: [check] }
}

function toLines({ state, name, message, advice }: Check): string {
  const line = `${state.padEnd(8)} ${name.padEnd(14)} ${message}`
  return advice === null ? line : `${line}\n${' '.repeat(24)}→ ${advice}`
}

function summarise(checks: readonly Check[]): string {
  const count = (state: Check['state']): number => checks.filter((check) => check.state === state).length
  return `\n${count('ok')} ok, ${count('warning')} warnings, ${count('failure')} failures`
}
