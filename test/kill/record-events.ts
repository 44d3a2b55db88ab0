/** A shop's handlers (`--handlers`): write each event to a file, at its end, as a shop books what it is told. */

import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import type { AthmBackend } from '../../server/index.ts'

const FILE = process.env['KILL_EVENTS'] ?? '/dev/null'
/** Each event's first try fails. */
const IS_FRAIL = process.env['KILL_FRAIL_HANDLERS'] === 'true'

/** Hears of everything. */
export default function listen(athm: AthmBackend): void {
  athm.on('*', async ({ id, type }) => {
    if (IS_FRAIL && !wasTried(id)) {
      appendFileSync(FILE, `tried ${id} ${type}\n`)
      throw new Error('the first try fails')
    }
    appendFileSync(FILE, `heard ${id} ${type}\n`)
  })
}

function wasTried(id: string): boolean {
  return existsSync(FILE) && readFileSync(FILE, 'utf8').includes(`tried ${id} `)
}
