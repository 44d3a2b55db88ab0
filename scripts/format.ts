import { runTool } from './child.ts'

/** Formats everything, then repairs what the linter can repair by itself. */
export async function run(args: readonly string[]): Promise<number> {
  const formatted = await runTool('oxfmt', args)
  const linted = await runTool('oxlint', ['--type-aware', '--fix', ...args])
  return formatted.code || linted.code
}
