/** Asking whoever sits at the terminal. */

import { createInterface } from 'node:readline/promises'
import type { Readable, Writable } from 'node:stream'

/** Tells whether somebody sits there who can be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY
}

/** Asks a question that only a clear yes agrees to; the end of the input is none. */
export async function askYes(
  question: string,
  input: Readable = process.stdin,
  output: Writable = process.stdout,
): Promise<boolean> {
  const terminal = createInterface({ input, output })
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')))
  try {
    const answer = await Promise.race([terminal.question(`${question} [y/N] `), closed])
    return /^(y|yes|s|si|sí)$/i.test(answer.trim())
  } finally {
    terminal.close()
  }
}
