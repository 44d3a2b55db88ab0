/** What a documented command line names: read as a shell would, and held against what there is. */

import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './snippet.ts'

/** A command: its words, with the variables that stand before it. */
export interface Command {
  readonly variables: Readonly<Record<string, string>>
  readonly words: readonly string[]
}

/** Reads the commands of a snippet. Variables in double quotes or bare are filled from `environment`. */
export function readCommands(code: string, environment: Readonly<Record<string, string>> = {}): Command[] {
  return code
    .replaceAll(/\\\n/g, ' ')
    .split(/\n|&&|\|\|?|;/)
    .map((line) => readCommand(line.replace(/^\s*(?:\$ |#.*$)/, ''), environment))
    .filter(({ words, variables }) => words.length > 0 || Object.keys(variables).length > 0)
}

function readCommand(line: string, environment: Readonly<Record<string, string>>): Command {
  const found = line.matchAll(/(?:[^\s'"#]|'[^']*'|"[^"]*"|(?<=\S)#)+|#.*$/g)
  const words = [...found].map(([word]) => unquote(word, environment)).filter((word) => !word.startsWith('#'))
  const isVariable = (word: string) => /^[A-Z_]+=/.test(word)
  const own = words.filter((word) => word !== 'export')
  const end = own.findIndex((word) => !isVariable(word))
  const variables = own.slice(0, end === -1 ? own.length : end).map((word) => word.split(/=(.*)/s, 2))
  return {
    variables: Object.fromEntries(variables) as Record<string, string>,
    words: end === -1 ? [] : own.slice(end),
  }
}

function unquote(word: string, environment: Readonly<Record<string, string>>): string {
  return word.replaceAll(
    /'([^']*)'|"([^"]*)"|([^'"]+)/g,
    (_all, single?: string, double?: string, bare = '') =>
      single === undefined
        ? (double ?? String(bare)).replaceAll(
            /\$\{?(\w+)\}?/g,
            (_name, name: string) => environment[name] ?? '',
          )
        : single,
  )
}

/** What the command `athm-button` says of itself, and of its environment. */
const HELP = readFileSync(join(ROOT, 'server/cli/main.ts'), 'utf8')

const SCRIPTS = (
  JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
).scripts

/** Fails when a command, a script, an option, a variable or a file that a command names isn't there. */
export function checkCommand({ variables, words }: Command): void {
  for (const name of Object.keys(variables).filter((one) => one.startsWith('ATHM_')))
    assert.ok(HELP.includes(` ${name} `) || HELP.includes(` ${name}\n`), `There is no ${name}.`)
  const [program, ...rest] = words
  switch (program) {
    case undefined:
      return
    case 'npm':
      return checkNpm(rest)
    case 'npx':
    case 'athm-button':
      return rest[0] === 'athm-button' ? checkAthm(rest.slice(1)) : undefined
    case 'node':
    case 'curl':
    case 'openssl':
    case 'cd':
      return
    default:
      assert.fail(`"${program}" is no command that is known here: see test/snippets/shell.ts.`)
  }
}

function checkNpm([verb = '', ...rest]: readonly string[]): void {
  const script = verb === 'run' ? (rest[0] ?? '') : verb
  if (['ci', 'install', 'i', 'pack', 'publish'].includes(script)) return
  assert.ok(script in SCRIPTS, `package.json has no script "${script}".`)
  const at = rest.indexOf('--')
  const args = at === -1 ? [] : rest.slice(at + 1)
  if (script === 'athm') checkAthm(args)
  if (script === 'start') checkAthm(['serve', ...args])
  if (script === 'bench' && args[0])
    assert.ok(existsSync(join(ROOT, 'bench', `${args[0]}.ts`)), `There is no bench/${args[0]}.ts.`)
  if (script === 'test') checkTests(args)
}

function checkTests([runner, ...filters]: readonly string[]): void {
  if (runner !== undefined) assert.match(runner, /^(node|button|e2e)$/)
  for (const filter of filters)
    assert.notDeepEqual(globSync(`test/**/*${filter}*`, { cwd: ROOT }), [], `No test is named ${filter}.`)
}

function checkAthm([command = '', ...rest]: readonly string[]): void {
  const usage = HELP.split('\n\n').find((block) => block.startsWith('Usage')) ?? ''
  const parts = usage.split(/^ {2}athm-button (?=\w)/m).filter((part) => part.startsWith(command))
  assert.notEqual(command, '', 'No command is named.')
  assert.notEqual(parts.length, 0, `athm-button has no command "${command}".`)
  for (const option of rest.filter((word) => word.startsWith('--')).map((word) => word.replace(/=.*/, '')))
    assert.ok(
      parts.some((part) => part.includes(option)),
      `athm-button ${command} has no option ${option}.`,
    )
}
