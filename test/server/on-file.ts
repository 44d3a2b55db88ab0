/** A sandbox whose database is a file that tests can look into. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { TestContext } from 'node:test'
import { createSandbox, type Sandbox } from './sandbox.ts'

/** A row, as SQLite gives it. */
export type Row = Readonly<Record<string, unknown>>

/** A sandbox, its file, and what is in it. */
export interface SandboxOnFile extends Sandbox {
  readonly file: string
  /** Reads rows through a connection of its own. */
  query(sql: string, ...parameters: SQLInputValue[]): Row[]
  /** Tells the simulator to do something, such as `webhooks`, and reads its answer. */
  ask(path: string, body?: object): Promise<Record<string, unknown>>
}

/** Makes a folder that is gone after the test. */
export function createFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'athm-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Builds a started sandbox on a file of its own, or on one that is there. */
export async function createSandboxOnFile(
  t: TestContext,
  options: Parameters<typeof createSandbox>[1] = {},
): Promise<SandboxOnFile> {
  const file = options.database ?? join(createFolder(t), 'athm.db')
  const sandbox = await createSandbox(t, { ...options, database: file })
  const reader = new DatabaseSync(file, { readOnly: true })
  t.after(() => reader.close())
  return {
    ...sandbox,
    file,
    query: (sql, ...parameters) =>
      reader
        .prepare(sql)
        .all(...parameters)
        .map((row) => Object.assign({}, row)),
    async ask(path, body) {
      const init = body && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }
      const answer = await sandbox.simulator.fetch(new Request(`http://localhost/control/${path}`, init))
      return (await answer.json()) as Record<string, unknown>
    },
  }
}
