import { build, expectOnlyMarked, install, runOwnTool, test } from './example.ts'
import { expectItems, shopInBothLanguages } from './shop.ts'

test.describe.configure({ mode: 'serial' })

test('Vue 3: installs from its lock file and builds', async () => {
  await install('vue')
  await build('vue')
})

test('Vue 3: its types take what the element takes, and refuse what it does not', async () => {
  expectOnlyMarked(
    'vue',
    'types',
    await runOwnTool('vue', 'vue-tsc/bin/vue-tsc.js', '-p', 'types', '--pretty', 'false'),
  )
})

test('Vue 3: the page is paid through', async ({ openExample, page, backend }) => {
  const till = await openExample('vue')
  await expectItems(till)
  await shopInBothLanguages(till, page, backend)
})
