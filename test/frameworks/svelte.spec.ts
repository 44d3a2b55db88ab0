import { build, expectOnlyMarked, install, runOwnTool, test } from './example.ts'
import { expectItems, shopInBothLanguages } from './shop.ts'

test.describe.configure({ mode: 'serial' })

test('Svelte 5: installs from its lock file and builds', async () => {
  await install('svelte')
  await build('svelte')
})

test('Svelte 5: its types take what the element takes, and refuse what it does not', async () => {
  const args = ['--workspace', 'types', '--tsconfig', 'tsconfig.json', '--output', 'machine']
  expectOnlyMarked('svelte', 'types', await runOwnTool('svelte', 'svelte-check/bin/svelte-check', ...args))
})

test('Svelte 5: the page is paid through', async ({ openExample, page, backend }) => {
  const till = await openExample('svelte')
  await expectItems(till)
  await shopInBothLanguages(till, page, backend)
})
